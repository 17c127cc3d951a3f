import type { InfluxStoreWriter } from './writer.js';

/**
 * What forwarding from the journal's spool will be (not built yet; README.md says what it needs). Until then the store
 * keeps lines in memory from `apply...` until InfluxDB has them, and an outage longer than memory lasts is bounded only by
 * what the journal's backlog limit refuses.
 */
export interface SpoolForwarder {
  /**
   * Above a limit of waiting lines, drops the lines of whole partitions from memory, and projects their journal records
   * again when InfluxDB answers: the cursor is `coveredThrough` of each partition.
   */
  readonly linesInMemory: number;
  /** The oldest record that InfluxDB has not; what the journal may be trimmed below. */
  readonly cursor: number;
  /** Age of the oldest record that InfluxDB has not, seconds; 0 when it has all. For /metrics and the write-lag alert. */
  readonly lagSeconds: number;
  /**
   * Reads a slice of the spool for partitions whose lines were dropped, and applies it.
   * @returns Whether there is more to do.
   */
  forward(budgetMilliseconds: number): boolean;
}

/** What a forwarder is made of: the journal below the store is not the store's to import. */
export interface SpoolForwarderParts {
  readonly store: InfluxStoreWriter;
  /** Points of one journal record again, without a change of state (the projection's side). */
  readonly reproject: (recordId: number) => void;
  /** Records of a partition from an id on (the journal's side). */
  readonly recordsOf: (partition: string, fromId: number) => Iterable<number>;
}
