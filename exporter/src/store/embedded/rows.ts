import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { MeasurementRow, StoredRow, TagFilter, Tags } from '../port.js';
import { ensureTable } from './declared-table.js';
import { fromColumn, toColumn } from './field-values.js';
import { identifier } from './identifiers.js';
import { filterOf, matches } from '../tags.js';
import { RemovalReader, type Removal } from './removal-reader.js';

/** A row of a `rows` measurement with its number: numbers rise with arrival and tell a row from its equals. */
export interface NumberedRow extends StoredRow {
  readonly rowId: number;
  readonly nanoseconds: number;
}

/** Name of a measurement's table; its columns are `tag NAME` and `field NAME`. */
export function rowsTable(measurement: string): string {
  return `rows ${measurement}`;
}

const tagColumn = (name: string): string => `tag ${name}`;
const fieldColumn = (name: string): string => `field ${name}`;

/** Tags of a row that the declaration does not name (labels), as JSON; null when there are none. */
function otherTags(declaration: MeasurementDeclaration, tags: Tags): string | null {
  const others = Object.entries(tags).filter(([name]) => !declaration.tags.includes(name));
  return others.length > 0 ? JSON.stringify(Object.fromEntries(others)) : null;
}

/** Writes rows of one `rows` measurement into its table. */
export class RowsWriter {
  private readonly insert: StatementSync;
  private readonly columns: readonly string[];
  private nextRowId: number;

  constructor(
    database: DatabaseSync,
    private readonly declaration: MeasurementDeclaration,
  ) {
    const name = rowsTable(declaration.name);
    this.columns = [...declaration.tags.map(tagColumn), ...Object.keys(declaration.fields).map(fieldColumn)];
    const scope = declaration.tags.slice(0, 2).map(tagColumn);
    ensureTable(database, {
      name,
      fixed: 'row_id INTEGER PRIMARY KEY, milliseconds REAL NOT NULL, nanoseconds INTEGER NOT NULL, other_tags TEXT',
      columns: this.columns,
      indexes: [[...scope, 'milliseconds']],
    });
    const columns = ['row_id', 'milliseconds', 'nanoseconds', 'other_tags', ...this.columns];
    this.insert = database.prepare(
      `INSERT INTO ${identifier(name)} (${columns.map(identifier).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    );
    const newest = database.prepare(`SELECT max(row_id) AS id FROM ${identifier(name)}`).get();
    // Numbers below a deletion's bound are not given again: it would hide them.
    const bounds = new RemovalReader(database).of(declaration.name).map(({ belowId }) => belowId);
    this.nextRowId = Math.max(Number(newest?.['id'] ?? 0) + 1, ...bounds);
  }

  /** Numbers a row that arrived. Copies it: the caller's objects are the caller's. */
  number(row: MeasurementRow): NumberedRow {
    const { milliseconds, nanoseconds } = row;
    return { rowId: this.nextRowId++, tags: { ...row.tags }, milliseconds, nanoseconds, fields: { ...row.fields } };
  }

  write(row: NumberedRow): void {
    const { declaration } = this;
    const values: SQLInputValue[] = [
      row.rowId,
      row.milliseconds,
      row.nanoseconds,
      otherTags(declaration, row.tags),
      ...declaration.tags.map((tag) => row.tags[tag] ?? null),
      ...Object.entries(declaration.fields).map(([field, { type }]) => toColumn(type, row.fields[field])),
    ];
    this.insert.run(...values);
  }

  /** The number of the next row: those that are there have lower ones. */
  get nextId(): number {
    return this.nextRowId;
  }
}

/**
 * Deletes some of the rows that a removal hides.
 * @returns How many it found; fewer than asked for when none are left.
 */
export function deleteHiddenRows(
  database: DatabaseSync,
  declaration: MeasurementDeclaration,
  removal: Removal,
  atMost: number,
): number {
  const table = identifier(rowsTable(declaration.name));
  const hidden = hiddenCondition(declaration, removal);
  const some = `SELECT row_id FROM ${table} WHERE ${hidden.sql} LIMIT ?`;
  const result = database.prepare(`DELETE FROM ${table} WHERE row_id IN (${some})`).run(...hidden.values, atMost);
  return Number(result.changes);
}

function hiddenCondition(
  declaration: MeasurementDeclaration,
  { tags, belowId }: Removal,
): { sql: string; values: SQLInputValue[] } {
  const { sql, values } = tagConditions(declaration, filterOf(tags));
  return { sql: `(${sql} AND row_id < ?)`, values: [...values, belowId] };
}

/** SQL for a tag filter, its values bound. */
function tagConditions(
  declaration: MeasurementDeclaration,
  filter: TagFilter,
): { sql: string; values: SQLInputValue[] } {
  const parts = ['1'];
  const values: SQLInputValue[] = [];
  for (const [tag, accepted] of Object.entries(filter)) {
    const places = accepted.map(() => '?').join(', ');
    if (declaration.tags.includes(tag)) parts.push(`${identifier(tagColumn(tag))} IN (${places})`);
    else {
      parts.push(`EXISTS (SELECT 1 FROM json_each(other_tags) WHERE key = ? AND value IN (${places}))`);
      values.push(tag);
    }
    values.push(...accepted);
  }
  return { sql: parts.join(' AND '), values };
}

/** What a read of rows asks for; the ends of time are included. */
export interface RowsQuery {
  readonly tags: TagFilter;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** Whether a row in memory is asked for. */
export function rowMatches(row: NumberedRow, query: RowsQuery): boolean {
  if (row.milliseconds < (query.from ?? -Infinity) || row.milliseconds > (query.to ?? Infinity)) return false;
  return matches(row.tags, query.tags);
}

/** Newest first: by time, then by arrival. */
export function newestFirst(a: NumberedRow, b: NumberedRow): number {
  return b.milliseconds - a.milliseconds || b.nanoseconds - a.nanoseconds || b.rowId - a.rowId;
}

/** Reads the newest rows that match from the table; without those that were deleted. */
export function readRows(database: DatabaseSync, declaration: MeasurementDeclaration, query: RowsQuery): NumberedRow[] {
  const where = tagConditions(declaration, query.tags);
  const hidden = new RemovalReader(database).of(declaration.name).map((one) => hiddenCondition(declaration, one));
  // Of tags that a row has not, the condition is neither true nor false.
  const visible = hidden.map(({ sql }) => ` AND ${sql} IS NOT TRUE`).join('');
  const sql = `SELECT * FROM ${identifier(rowsTable(declaration.name))} WHERE ${where.sql}
    AND milliseconds >= ? AND milliseconds <= ?${visible}
    ORDER BY milliseconds DESC, nanoseconds DESC, row_id DESC LIMIT ?`;
  const range = [query.from ?? -Infinity, query.to ?? Infinity];
  const values = [...where.values, ...range, ...hidden.flatMap((one) => one.values), query.limit];
  return database
    .prepare(sql)
    .all(...values)
    .map((row) => numberedRow(declaration, row));
}

function numberedRow(declaration: MeasurementDeclaration, row: Record<string, unknown>): NumberedRow {
  const tags: Record<string, string> = row['other_tags'] === null ? {} : JSON.parse(row['other_tags'] as string);
  for (const tag of declaration.tags) {
    const value = row[tagColumn(tag)];
    if (typeof value === 'string') tags[tag] = value;
  }
  const fields: Record<string, number | string | boolean> = {};
  for (const [field, { type }] of Object.entries(declaration.fields)) {
    const value = fromColumn(type, row[fieldColumn(field)]);
    if (value !== null) fields[field] = value as number | string | boolean;
  }
  return {
    rowId: row['row_id'] as number,
    tags,
    milliseconds: row['milliseconds'] as number,
    nanoseconds: row['nanoseconds'] as number,
    fields,
  };
}
