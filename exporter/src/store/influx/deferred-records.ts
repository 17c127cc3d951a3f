import type { MeasurementColumns, Partition, TagFilter, Tags } from '../port.js';
import { matches } from '../tags.js';

/** A journal record that may hold points of a series measurement. */
export interface ResuppliedRecord {
  readonly id: number;
  readonly partition: Partition;
  /**
   * Its points again, as they were first applied; none where it holds others.
   * @param tags Of any points of the partition: what the record itself does not say.
   */
  readonly columns: (tags: Tags) => readonly MeasurementColumns[];
}

/** Reads the journal's records from an id on, in order, lazily. */
export type Resupply = (fromId: number) => Iterable<ResuppliedRecord>;

/** Ids of records, both ends included. */
interface Range {
  readonly from: number;
  to: number;
}

/** Points that come back together. */
export interface Slice {
  readonly columns: readonly MeasurementColumns[];
  /** The last record that was looked at. */
  readonly through: number;
  /** To be called once they are stored, in the order of the slices. */
  readonly stored: () => void;
}

interface Erased {
  readonly measurement: string;
  readonly filter: TagFilter;
  /** Records up to here were there when it was erased. */
  readonly through: number;
}

/** Records that one slice looks at: some milliseconds of the thread. */
const SLICE_RECORDS = 200;

/**
 * Records whose points were left in the journal, because too many lines waited in memory already. Only records that
 * were applied: one whose commit failed may lie between them, and its repeat is a record of its own.
 */
export class DeferredRecords {
  private readonly ranges: Range[] = [];
  private readonly partitions = new Map<Partition, { through: number; readonly tags: Tags }>();
  private erased: Erased[] = [];

  /** Whether none are left. */
  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  /** The oldest of them; Infinity when there is none. */
  get first(): number {
    return this.ranges[0]?.from ?? Infinity;
  }

  /** The newest of them; 0 when there is none. */
  get last(): number {
    return this.ranges.at(-1)?.to ?? 0;
  }

  /** Leaves a record's points in the journal. @param tags Of any of them. */
  defer(partition: Partition, recordId: number, tags: Tags): void {
    this.note(recordId);
    const known = this.partitions.get(partition);
    if (known) known.through = Math.max(known.through, recordId);
    else this.partitions.set(partition, { through: recordId, tags });
  }

  /** An applied record without such points, between those that are deferred: keeps their ranges few. */
  note(recordId: number): void {
    const newest = this.ranges.at(-1);
    if (newest && recordId <= newest.to) return;
    if (newest && recordId === newest.to + 1) newest.to = recordId;
    else this.ranges.push({ from: recordId, to: recordId });
  }

  /** Whether points of a partition are still only in the journal: then nothing may say that they are covered. */
  holds(partition: Partition): boolean {
    return this.partitions.has(partition);
  }

  /** Points that were deleted must not come back. */
  erase(measurement: string, filter: TagFilter): void {
    if (!this.isEmpty) this.erased.push({ measurement, filter, through: this.last });
  }

  /**
   * Reads a slice.
   * @param pointsWanted About so many rows; always at least a record.
   * @param afterRecord Where the slice before it ended that is not stored yet.
   */
  slice(resupply: Resupply, pointsWanted: number, afterRecord = 0): Slice {
    const columns: MeasurementColumns[] = [];
    let through = afterRecord;
    let records = 0;
    let points = 0;
    for (const range of this.ranges) {
      if (range.to <= through) continue;
      for (const record of resupply(Math.max(range.from, through + 1))) {
        if (record.id > range.to || records >= SLICE_RECORDS || points >= pointsWanted) break;
        records++;
        through = record.id;
        for (const some of this.columnsOf(record)) {
          columns.push(some);
          points += some.to - some.from;
        }
      }
      if (records >= SLICE_RECORDS || points >= pointsWanted) break;
      // All of it was read; damaged records at its end too.
      through = range.to;
    }
    return { columns, through, stored: () => this.forgetThrough(through) };
  }

  private columnsOf({ id, partition, columns }: ResuppliedRecord): readonly MeasurementColumns[] {
    const deferred = this.partitions.get(partition);
    if (!deferred || id > deferred.through) return [];
    const erased = this.erased.filter(({ through }) => id <= through);
    return columns(deferred.tags).filter(
      (some) =>
        !erased.some(({ measurement, filter }) => some.measurement === measurement && matches(some.tags, filter)),
    );
  }

  private forgetThrough(recordId: number): void {
    for (let range = this.ranges[0]; range && range.from <= recordId; range = this.ranges[0]) {
      this.ranges.shift();
      if (range.to > recordId) this.ranges.unshift({ from: recordId + 1, to: range.to });
    }
    for (const [partition, { through }] of this.partitions) if (through <= recordId) this.partitions.delete(partition);
    this.erased = this.erased.filter(({ through }) => through > recordId);
  }
}
