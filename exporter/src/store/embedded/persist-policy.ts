import type { Partition } from '../port.js';

/** When partitions get persistent, and what must happen before. */
export interface PersistPolicy {
  /** How long a partition may wait: bounds what a restart replays. */
  readonly waitMilliseconds: number;
  /** Points in memory beyond which the longest waiting partitions are persisted: 40 bytes each. */
  readonly pointsInMemory: number;
  /** Journal bytes from the oldest uncovered record on, beyond which the longest waiting partitions are persisted. */
  readonly backlogLimitBytes: number;
  /** How many bytes the journal holds from a record on (`Journal.bytesFrom`). */
  readonly backlogBytes: (fromRecordId: number) => number;
  /** How long entity changes wait before lists see them; below the port's ENTITY_LAG_MILLISECONDS. */
  readonly entityMilliseconds: number;
  /**
   * Called right before a partition is persisted: the last moment to apply what belongs to records that it will cover.
   * May call `applyRows` and `applyEntities` of this partition, nothing else. False puts the partition off to a later
   * turn (not heard at `release` and `close`).
   */
  readonly beforePersist: (partition: Partition) => boolean | void;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export const DEFAULT_PERSIST_POLICY: PersistPolicy = {
  waitMilliseconds: 60_000,
  pointsInMemory: 600_000,
  backlogLimitBytes: 64 * 1024 * 1024,
  backlogBytes: () => 0,
  entityMilliseconds: 500,
  beforePersist: () => {},
  now: Date.now,
};
