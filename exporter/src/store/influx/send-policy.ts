import type { Partition } from '../port.js';
import type { Resupply } from './deferred-records.js';

/** When what waits is sent, and what must happen before. */
export interface SendPolicy {
  /** How long something may wait; below the port's ENTITY_LAG_MILLISECONDS. */
  readonly waitMilliseconds: number;
  /**
   * How long a partition's entities and coverage wait after they were last sent, unless somebody asks for them: they are
   * large, and change with each record.
   */
  readonly entityMilliseconds: () => number;
  /** Kinds whose key begins with that of another kind, by that kind: they go with it when it is deleted. */
  readonly companions: Readonly<Record<string, readonly string[]>>;
  /**
   * Called when InfluxDB has the records of partitions, before anything else says so.
   * @param nextRow Of coverage.
   * @returns False where it could not be noted: then they don't count as covered, and it is called again with a later run.
   */
  readonly onCovered: (covered: readonly (readonly [Partition, number])[], nextRow: number) => boolean;
  /** Lines that may wait. */
  readonly linesWaiting: number;
  /** Lines in memory beyond which points are left in the journal, where there is a `resupply`. */
  readonly linesInMemory: number;
  /** Reads records of the journal again; null: all lines wait in memory. */
  readonly resupply: Resupply | null;
  /** How long `close` tries while InfluxDB doesn't answer: the journal has what is left. */
  readonly closeMilliseconds: number;
  /**
   * Called right before a partition is sent: the last moment to apply what belongs to records that will be covered. May
   * apply to this partition only. False: its points are sent, its entities and coverage later (not heard at `release`
   * and `close`).
   */
  readonly beforeSend: (partition: Partition) => boolean | void;
  /** The oldest record of the journal. */
  readonly firstRecord: () => number;
  /** Hears what cannot be done and will not be tried again. */
  readonly onProblem: (problem: string) => void;
  /** Hears that lines were lost from memory, which must not happen: nothing is sent after it, the journal has them. */
  readonly onBroken: (error: unknown) => void;
}

/** What holds where nothing else is said. */
export const DEFAULT_SEND_POLICY: SendPolicy = {
  waitMilliseconds: 200,
  entityMilliseconds: () => 0,
  companions: {},
  onCovered: () => true,
  linesWaiting: 2_000,
  linesInMemory: 100_000,
  resupply: null,
  closeMilliseconds: 10_000,
  beforeSend: () => {},
  firstRecord: () => 0,
  onProblem: () => {},
  onBroken: () => {},
};
