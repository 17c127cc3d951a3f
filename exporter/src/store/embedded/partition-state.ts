import type { Partition } from '../port.js';
import type { HeadGroup } from './heads.js';
import type { NumberedRow, RowsWriter } from './rows.js';

/** A row that waits for its partition to be persisted. */
export interface WaitingRow {
  readonly writer: RowsWriter;
  readonly measurement: string;
  readonly row: NumberedRow;
}

/** What the writer holds in memory for one partition. */
export class PartitionState {
  readonly groups = new Set<HeadGroup>();
  rows: WaitingRow[] = [];
  /** The last journal record applied. */
  lastRecord: number;
  /** The first record that is applied and not covered; Infinity when there is none. */
  firstUncovered = Infinity;
  /** When the first thing came that is not persistent, epoch milliseconds. */
  waitingSince = Infinity;

  constructor(
    readonly name: Partition,
    /** The last record whose effects are persistent. */
    public coveredThrough: number,
  ) {
    this.lastRecord = coveredThrough;
  }

  /** After a persist. */
  persisted(): void {
    this.coveredThrough = this.lastRecord;
    this.firstUncovered = Infinity;
    this.waitingSince = Infinity;
    this.rows = [];
  }
}
