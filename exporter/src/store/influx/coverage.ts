import type { Partition } from '../port.js';
import type { InfluxConnection, ResultSeries } from './connection.js';
import { quoteIdentifier, tagIn, where } from './influxql.js';
import { textLine } from './line-protocol.js';
import { joinText, partName } from './texts.js';

/** Measurement of the entities' database: which journal records of an exporter are in InfluxDB. */
export const COVERAGE_MEASUREMENT = 'exporter_coverage';
const FIELD = 'records';
/** Rows of coverage after which they are put together in one. */
const ROWS_KEPT = 1_000;

/**
 * Which journal records InfluxDB holds, by partition: each request that writes entities brings a row of it, so that
 * entities and coverage are stored together or not at all (one request of one shard is one entry of InfluxDB's log).
 * After a crash exactly the records that are not in them are replayed, and no counter counts twice.
 *
 * Rows lie at nanosecond 1, 2, ... of 1970: in the shard of the entities, which lie at 0, whatever their number.
 */
export class Coverage {
  private readonly records = new Map<Partition, number>();
  private next = 1;
  /** The first row that counts. */
  private first = 1;

  /**
   * @param exporter Names the exporter whose journal the records are of.
   * @param firstRecord The oldest record that the journal still has: what is below needs no coverage.
   */
  constructor(
    private readonly exporter: string,
    private readonly firstRecord: () => number,
  ) {}

  /**
   * Takes what the exporter's own directory remembers, which is as good as what InfluxDB has.
   * @param next The row that comes after all that were written.
   */
  remember(records: Iterable<readonly [Partition, number]>, next: number): void {
    for (const [partition, record] of records) this.note(partition, record);
    this.next = Math.max(this.next, next);
    this.first = this.next;
  }

  /** The row that comes next. */
  get nextRow(): number {
    return this.next;
  }

  /** Tags of its rows. */
  get tags(): Readonly<Record<string, string>> {
    return { exporter: this.exporter };
  }

  /** Reads what the exporter wrote before. */
  async load(connection: InfluxConnection, database: string): Promise<void> {
    const condition = where([tagIn('exporter', [this.exporter])]);
    const statement = `SELECT * FROM ${quoteIdentifier(COVERAGE_MEASUREMENT)}${condition}`;
    for (const series of await connection.query(database, statement, 'ns')) this.take(series);
  }

  private take(series: ResultSeries): void {
    for (const { row, covered } of coverageRows(series)) {
      this.next = Math.max(this.next, row + 1);
      for (const [partition, record] of covered) this.note(partition, record);
    }
  }

  /** The last record of a partition whose effects are in InfluxDB; 0 for none. */
  through(partition: Partition): number {
    return this.records.get(partition) ?? 0;
  }

  /** After the row is stored. */
  note(partition: Partition, record: number): void {
    if (record > this.through(partition)) this.records.set(partition, record);
  }

  /** A row that says so. */
  line(covered: readonly (readonly [Partition, number])[]): string {
    return this.rowAt(this.next++, covered);
  }

  /**
   * When many rows have come together: one line that says all that is still needed, and up to which row (excluded) the
   * others may go once it is stored.
   */
  compaction(): { readonly line: string; readonly before: number } | null {
    if (this.next - this.first < ROWS_KEPT) return null;
    const needed = this.firstRecord();
    for (const [partition, record] of this.records) if (record < needed) this.records.delete(partition);
    const at = this.next++;
    this.first = at;
    return { line: this.rowAt(at, [...this.records]), before: at };
  }

  private rowAt(place: number, covered: readonly (readonly [Partition, number])[]): string {
    const records = JSON.stringify(covered);
    return textLine(COVERAGE_MEASUREMENT, this.tags, { [FIELD]: records }, String(place));
  }
}

/** Rows of coverage as InfluxDB answers them, with times in nanoseconds. */
export function coverageRows({
  columns,
  values,
}: ResultSeries): { readonly row: number; readonly covered: readonly (readonly [Partition, number])[] }[] {
  const place = (name: string): number => columns.indexOf(name);
  return values.map((row) => {
    const text = joinText(String(row[place(FIELD)]), (part) => row[place(partName(FIELD, part))]);
    return { row: Number(row[place('time')]), covered: JSON.parse(text ?? '[]') as [Partition, number][] };
  });
}

/** The field that says which partitions and records a row is about. */
export const COVERAGE_FIELD = FIELD;
