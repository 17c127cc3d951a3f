import type { RowsRead, StoredRow } from '../port.js';
import type { ResultSeries } from './connection.js';
import { quoteIdentifier, timeBetween, where } from './influxql.js';
import { fieldNamesOf } from './line-protocol.js';
import { decodeName, encodeName, FLAG_SUFFIX, type FieldNames } from './names.js';
import { isEmpty, tagConditions, type MeasurementSource } from './series-read.js';
import { joinText, partName } from './texts.js';

/** The newest rows of a `rows` measurement. Columns that are no field of it are tags. */
export async function readRows(source: MeasurementSource, read: Omit<RowsRead, 'measurement'>): Promise<StoredRow[]> {
  if (isEmpty(read.tags) || read.limit <= 0) return [];
  const { connection, database, declaration } = source;
  const conditions = [...tagConditions(read.tags), ...timeBetween(read.from, read.to)];
  const statement = `SELECT * FROM ${quoteIdentifier(encodeName(declaration.name))}${where(conditions)} ORDER BY time DESC LIMIT ${read.limit}`;
  const series = await connection.query(database, statement);
  return series.flatMap((some) => rowsOf(source, some));
}

function rowsOf({ declaration }: MeasurementSource, { columns, values }: ResultSeries): StoredRow[] {
  const names = fieldNamesOf(declaration);
  const fields = Object.entries(declaration.fields);
  const places = new Map(columns.map((name, place) => [name, place]));
  const tagColumns = columns.filter((name) => name !== 'time' && !isFieldColumn(name, names, declaration.fields));
  return values.map((row) => {
    const cell = (name: string): unknown => row[places.get(name) ?? -1] ?? null;
    const tags: Record<string, string> = {};
    for (const name of tagColumns) {
      const value = cell(name);
      if (typeof value === 'string' && value !== '') tags[decodeName(name)] = decodeName(value);
    }
    const found: Record<string, number | string | boolean> = {};
    for (const [field, { type }] of fields) {
      const value = fieldValue(type, names.encode(field), cell);
      if (value !== null) found[field] = value;
    }
    return { tags, milliseconds: Number(row[0]), fields: found };
  });
}

function isFieldColumn(column: string, names: FieldNames, fields: Readonly<Record<string, unknown>>): boolean {
  const bare = column.replace(/_part_\d+$/, '').replace(new RegExp(`${FLAG_SUFFIX}$`), '');
  return [column, bare].some((name) => {
    const field = names.decode(name);
    return field !== null && Object.hasOwn(fields, field);
  });
}

function fieldValue(
  type: 'number' | 'string' | 'boolean',
  name: string,
  cell: (name: string) => unknown,
): number | string | boolean | null {
  const value = cell(name);
  if (type === 'number') {
    const number = value ?? cell(`${name}${FLAG_SUFFIX}`);
    return number === null ? null : Number(number);
  }
  if (type === 'boolean') return typeof value === 'boolean' ? value : null;
  return typeof value === 'string' ? joinText(value, (part) => cell(partName(name, part))) : null;
}
