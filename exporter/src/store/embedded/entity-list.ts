import type { EntityDeclaration } from '@shadower-training/contract';
import type { DatabaseSync } from 'node:sqlite';
import type { CountOptions, EntityCount, EntityList, EntityPage, EntityPlace, GroupValue } from '../port.js';
import { conditionsSql, fieldExpression, groupExpression, joined, type Sql } from './entity-conditions.js';
import { readCursor, writeCursor, type Place } from '../entity-cursor.js';
import { columnOf, entityOfRow, entityTable } from './entity-table.js';
import { identifier } from './identifiers.js';

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
  const sort = fieldExpression(declaration, list.sort);
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

/** Distinct combinations of values, the most frequent first, and the largest number of a field in each. */
export function countEntities(
  database: DatabaseSync,
  declaration: EntityDeclaration,
  conditions: EntityList['conditions'],
  groupBy: readonly (string | EntityPlace)[],
  { maximumOf, limit }: CountOptions = {},
): EntityCount[] {
  const places = groupBy.map((place) => (typeof place === 'string' ? { field: place } : place));
  const aliases = places.map((_, number) => identifier(`group ${number}`));
  const groups = places.map((place, number) => {
    const { text, values } = groupExpression(declaration, place);
    return { text: `${text} AS ${aliases[number]}`, values };
  });
  const where = conditionsSql(declaration, conditions);
  const query = joined(
    [
      { text: 'SELECT', values: [] },
      joined(
        [...groups, { text: `count(*) AS count, ${largest(declaration, maximumOf)} AS maximum`, values: [] }],
        ', ',
      ),
      { text: `FROM ${identifier(entityTable(declaration.kind))} WHERE`, values: [] },
      where,
      ...(aliases.length > 0
        ? [{ text: `GROUP BY ${aliases.join(', ')} ORDER BY count DESC, ${aliases.join(', ')}`, values: [] }]
        : []),
      ...(limit === undefined ? [] : [{ text: 'LIMIT ?', values: [limit] }]),
    ],
    ' ',
  );
  return database
    .prepare(query.text)
    .all(...query.values)
    .map((row) => ({
      group: places.map((place, number) => groupValue(place, row[`group ${number}`] as string | number | null)),
      count: row['count'] as number,
      maximum: row['maximum'] as number | null,
    }));
}

function largest(declaration: EntityDeclaration, field: string | undefined): string {
  if (field === undefined) return 'NULL';
  const column = identifier(columnOf(declaration, field));
  return `max(CASE WHEN typeof(${column}) IN ('integer', 'real') THEN ${column} END)`;
}

/** Out of a `json` field values come as JSON; a list or an object is no value to group by. */
function groupValue({ path }: EntityPlace, found: string | number | null): GroupValue {
  if (path === undefined || path.length === 0 || found === null) return found;
  const value = JSON.parse(String(found)) as GroupValue | object;
  return typeof value === 'object' ? null : value;
}
