import type { EntityDeclaration } from '@shadower-training/contract';
import type { DatabaseSync } from 'node:sqlite';
import type { EntityList, EntityPage } from '../port.js';
import { conditionsSql, fieldExpression, joined, type Sql } from './entity-conditions.js';
import { readCursor, writeCursor, type Place } from './entity-cursor.js';
import { columnOf, entityOfRow, entityTable } from './entity-table.js';
import { identifier } from './identifiers.js';

/** How many entities have a combination of values. */
export interface EntityCount {
  readonly group: readonly (string | number | null)[];
  readonly count: number;
  readonly maximum: number | null;
}

const SORT_VALUE = 'sort value';

/** An entity by its key, or undefined. */
export function readEntity(
  database: DatabaseSync,
  declaration: EntityDeclaration,
  key: readonly string[],
): Record<string, unknown> | undefined {
  const where = declaration.key.map((name) => `${identifier(columnOf(declaration, name))} = ?`).join(' AND ');
  const row = database.prepare(`SELECT * FROM ${identifier(entityTable(declaration.kind))} WHERE ${where}`).get(...key);
  return row && entityOfRow(declaration, row);
}

/**
 * A page of entities.
 * @throws ContractError When the cursor belongs to another list.
 */
export function listEntities(database: DatabaseSync, declaration: EntityDeclaration, list: EntityList): EntityPage {
  const table = identifier(entityTable(declaration.kind));
  const conditions = conditionsSql(declaration, list.conditions);
  const sort = fieldExpression(declaration, list.sort.field, list.sort.path);
  const place = list.cursor === undefined ? null : readCursor(list.sort, list.cursor, declaration.key.length);
  const after = place === null ? { text: '1', values: [] } : afterSql(declaration, list.sort, sort, place);

  const fields = list.fields?.filter((field) => !declaration.key.includes(field));
  const wanted = [...declaration.key, ...(fields ?? Object.keys(declaration.fields))];
  const columns = wanted.map((name) => identifier(columnOf(declaration, name))).join(', ');
  const keys = declaration.key.map((name) => identifier(columnOf(declaration, name))).join(', ');
  const query = joined(
    [
      { text: `SELECT ${columns},`, values: [] },
      sort,
      { text: `AS ${identifier(SORT_VALUE)} FROM ${table} WHERE`, values: [] },
      conditions,
      { text: 'AND', values: [] },
      after,
      // Ordering by the position of the sort value, not by its text: SQLite then takes the index of a plain column.
      {
        text: `ORDER BY ${identifier(SORT_VALUE)} ${list.sort.descending ? 'DESC' : 'ASC'} NULLS LAST, ${keys} LIMIT ?`,
        values: [list.limit + 1],
      },
    ],
    ' ',
  );
  const rows = database.prepare(query.text).all(...query.values);
  const total = database
    .prepare(`SELECT count(*) AS total FROM ${table} WHERE ${conditions.text}`)
    .get(...conditions.values);
  const page = rows.slice(0, list.limit);
  const last = page.at(-1);
  return {
    items: page.map((row) => entityOfRow(declaration, row, fields)),
    next_cursor: last && rows.length > list.limit ? writeCursor(list.sort, placeOf(declaration, last)) : null,
    total: Number(total?.['total'] ?? 0),
  };
}

function placeOf(declaration: EntityDeclaration, row: Record<string, unknown>): Place {
  return {
    value: row[SORT_VALUE] as string | number | null,
    key: declaration.key.map((name) => row[columnOf(declaration, name)] as string),
  };
}

/** What comes after a place: a further value, or the same value and a further key; missing values after all others. */
function afterSql(declaration: EntityDeclaration, order: EntityList['sort'], sort: Sql, place: Place): Sql {
  const keys = declaration.key.map((name) => identifier(columnOf(declaration, name)));
  const furtherKey = `(${keys.join(', ')}) > (${keys.map(() => '?').join(', ')})`;
  if (place.value === null) {
    return { text: `(${sort.text} IS NULL AND ${furtherKey})`, values: [...sort.values, ...place.key] };
  }
  return {
    text: `(${sort.text} ${order.descending ? '<' : '>'} ? OR (${sort.text} = ? AND ${furtherKey}) OR ${sort.text} IS NULL)`,
    values: [...sort.values, place.value, ...sort.values, place.value, ...place.key, ...sort.values],
  };
}

/** Distinct combinations of fields' values, the most frequent first, and the largest number of a field in each. */
export function countEntities(
  database: DatabaseSync,
  declaration: EntityDeclaration,
  conditions: EntityList['conditions'],
  groupBy: readonly string[],
  maximumOf?: string,
): EntityCount[] {
  const where = conditionsSql(declaration, conditions);
  const groups = groupBy.map((field) => identifier(columnOf(declaration, field)));
  const largest = maximumOf === undefined ? null : identifier(columnOf(declaration, maximumOf));
  const maximum =
    largest === null ? 'NULL' : `max(CASE WHEN typeof(${largest}) IN ('integer', 'real') THEN ${largest} END)`;
  const selected = [
    ...groups.map((group, place) => `${group} AS "group ${place}"`),
    'count(*) AS count',
    `${maximum} AS maximum`,
  ];
  const grouping = groups.length > 0 ? `GROUP BY ${groups.join(', ')} ORDER BY count DESC, ${groups.join(', ')}` : '';
  const sql = `SELECT ${selected.join(', ')} FROM ${identifier(entityTable(declaration.kind))} WHERE ${where.text} ${grouping}`;
  return database
    .prepare(sql)
    .all(...where.values)
    .map((row) => ({
      group: groups.map((_, place) => row[`group ${place}`] as string | number | null),
      count: row['count'] as number,
      maximum: row['maximum'] as number | null,
    }));
}
