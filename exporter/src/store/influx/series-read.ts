import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { AxisRange, SeriesName, TagFilter, Tags } from '../port.js';
import type { InfluxConnection, ResultSeries } from './connection.js';
import {
  fieldReference,
  numberLiteral,
  quoteIdentifier,
  tagIn,
  tagMissing,
  timeBetween,
  timeLiteral,
  where,
} from './influxql.js';
import { fieldNamesOf } from './line-protocol.js';
import { decodeName, encodeName, FLAG_SUFFIX } from './names.js';
import type { RawSeries } from './shape-series.js';

/** Where the points of a measurement are read. */
export interface MeasurementSource {
  readonly connection: InfluxConnection;
  readonly database: string;
  readonly declaration: MeasurementDeclaration;
}

/** Points of each tag set in one answer; further ones come in further pages. */
export const PAGE_POINTS = 10_000;
/** Fields that one query asks for: each is two columns. */
const FIELDS_A_QUERY = 50;

/** Conditions that tags have one of the filter's values. */
export function tagConditions(filter: TagFilter): string[] {
  return Object.entries(filter).map(([name, values]) => tagIn(name, values));
}

/** Whether a filter lets nothing through. */
export function isEmpty(filter: TagFilter): boolean {
  return Object.values(filter).some((values) => values.length === 0);
}

/** Tags as InfluxQL gives them with GROUP BY *: those that a point has not are empty. */
export function tagsOfAnswer(tags: Readonly<Record<string, string>> = {}): Tags {
  return Object.fromEntries(
    Object.entries(tags)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => [decodeName(name), decodeName(value)]),
  );
}

/** The series that exist: of each tag set, the fields of which it has a value. */
export async function readSeriesNames(source: MeasurementSource, filter: TagFilter): Promise<SeriesName[]> {
  if (isEmpty(filter)) return [];
  const names = fieldNamesOf(source.declaration);
  const measurement = quoteIdentifier(encodeName(source.declaration.name));
  const keys = await source.connection.query(source.database, `SHOW FIELD KEYS FROM ${measurement}`);
  const stored = keys.flatMap((series) => series.values.map(([key]) => String(key)));
  const fields = new Set<string>();
  for (const key of stored) {
    const field = names.decode(key.endsWith(FLAG_SUFFIX) ? key.slice(0, -FLAG_SUFFIX.length) : key);
    if (field !== null) fields.add(field);
  }
  const found: SeriesName[] = [];
  for (const some of slices([...fields], FIELDS_A_QUERY)) {
    const columns = some.flatMap((field) => columnsOf(names.encode(field))).map((column) => `first(${column})`);
    const statement = `SELECT ${columns.join(', ')} FROM ${measurement}${where(tagConditions(filter))} GROUP BY *`;
    for (const series of await source.connection.query(source.database, statement)) {
      const tags = tagsOfAnswer(series.tags);
      for (const [place, field] of some.entries()) {
        const has = series.values.some((row) => row[1 + 2 * place] !== null || row[2 + 2 * place] !== null);
        if (has) found.push({ tags, field });
      }
    }
  }
  return found;
}

/** A field and the flag beside it. */
function columnsOf(name: string): [string, string] {
  return [fieldReference(name), fieldReference(`${name}${FLAG_SUFFIX}`)];
}

function* slices<Item>(items: readonly Item[], size: number): Generator<readonly Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** Whole series, page by page: all points of the fields within a range. */
export async function readRawSeries(
  source: MeasurementSource,
  filter: TagFilter,
  fields: readonly string[],
  range: AxisRange | undefined,
): Promise<RawSeries[]> {
  if (isEmpty(filter)) return [];
  const found: RawSeries[] = [];
  const conditions = [...tagConditions(filter), ...rangeConditions(range)];
  for (const some of slices([...new Set(fields)], FIELDS_A_QUERY)) {
    const query = new SeriesQuery(source, some);
    for (const series of await query.page(conditions, ''))
      found.push(...(await query.whole(series, rangeConditions(range))));
  }
  return found;
}

/** A range of time, or of a coordinate where its ends are numbers. */
function rangeConditions(range: AxisRange | undefined): string[] {
  if (range === undefined) return [];
  if (range.axis === 'time') return timeBetween(range.from, range.to);
  const axis = fieldReference(encodeName(range.axis));
  const ends: string[] = [];
  if (Number.isFinite(range.from)) ends.push(`${axis} >= ${numberLiteral(range.from!)}`);
  if (Number.isFinite(range.to)) ends.push(`${axis} <= ${numberLiteral(range.to!)}`);
  return ends;
}

/** Queries for some fields of a measurement. */
class SeriesQuery {
  private readonly select: string;

  constructor(
    private readonly source: MeasurementSource,
    private readonly fields: readonly string[],
  ) {
    const { declaration } = source;
    const names = fieldNamesOf(declaration);
    const columns = [
      ...fields.flatMap((field) => columnsOf(names.encode(field))),
      ...declaration.coordinates.map((name) => fieldReference(encodeName(name))),
    ];
    this.select = `SELECT ${columns.join(', ')} FROM ${quoteIdentifier(encodeName(declaration.name))}`;
  }

  page(conditions: readonly string[], offset: string): Promise<readonly ResultSeries[]> {
    const { connection, database } = this.source;
    const statement = `${this.select}${where(conditions)} GROUP BY * ORDER BY time LIMIT ${PAGE_POINTS}${offset}`;
    return connection.query(database, statement);
  }

  /** A tag set with all its pages, as one series a field that has values. */
  async whole(first: ResultSeries, range: readonly string[]): Promise<RawSeries[]> {
    const rows = new SeriesRows(this.fields.length, this.source.declaration.coordinates.length);
    rows.take(first.values);
    const exactly = Object.entries(first.tags ?? {}).map(([name, value]) =>
      value === '' ? tagMissing(decodeName(name)) : tagIn(decodeName(name), [decodeName(value)]),
    );
    for (let page: ResultSeries | undefined = first; page !== undefined && page.values.length >= PAGE_POINTS;) {
      // Answers have milliseconds: the next page begins with the last one, without the points of it that are known.
      const conditions = [...exactly, ...range, `time >= ${timeLiteral(rows.lastMillisecond)}`];
      [page] = await this.page(conditions, ` OFFSET ${rows.atLastMillisecond}`);
      if (page) rows.take(page.values);
    }
    const tags = tagsOfAnswer(first.tags);
    return this.fields.flatMap((field, place) => rows.series(tags, field, place) ?? []);
  }
}

/** Rows of one tag set: time, then of each field its value and its flag, then the coordinates. */
class SeriesRows {
  private readonly rows: (readonly unknown[])[] = [];
  lastMillisecond = NaN;
  /** How many rows so far have the last millisecond. */
  atLastMillisecond = 0;

  constructor(
    private readonly fields: number,
    private readonly coordinates: number,
  ) {}

  take(rows: readonly (readonly unknown[])[]): void {
    for (const row of rows) {
      const time = Number(row[0]);
      this.atLastMillisecond = time === this.lastMillisecond ? this.atLastMillisecond + 1 : 1;
      this.lastMillisecond = time;
      this.rows.push(row);
    }
  }

  series(tags: Tags, field: string, place: number): RawSeries | null {
    const [value, flag] = [1 + 2 * place, 2 + 2 * place];
    const own = this.rows.filter((row) => row[value] !== null || row[flag] !== null);
    if (own.length === 0) return null;
    const firstCoordinate = 1 + 2 * this.fields;
    return {
      tags,
      field,
      milliseconds: Float64Array.from(own, (row) => row[0] as number),
      coordinates: Array.from({ length: this.coordinates }, (_, axis) =>
        Float64Array.from(own, (row) => (row[firstCoordinate + axis] as number | null) ?? NaN),
      ),
      values: Float64Array.from(own, (row) => Number(row[value] ?? row[flag])),
    };
  }
}
