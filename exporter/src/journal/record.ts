/** What a journal record says. A `delete` is of its session, or of its whole workspace where the session has no id. */
export type JournalRecordKind = 'start' | 'patch' | 'metrics' | 'events' | 'heartbeat' | 'complete' | 'delete';

/** One durable fact, as it was accepted. Records carry kind and version, so that a later exporter reads them all. */
export interface JournalRecord {
  readonly kind: JournalRecordKind;
  /** Version of the body's form. */
  readonly version: number;
  readonly workspace_id: string;
  readonly session_id: string;
  /** Attempt that the record belongs to, resolved when it was accepted. */
  readonly attempt: number;
  /** Receipt, epoch milliseconds: the time of points that carry none. */
  readonly received_at: number;
  readonly producer: string | null;
  readonly sequence: number | null;
  /** `metrics`: batch-codec.ts; all others: JSON in UTF-8. */
  readonly body: Uint8Array;
}

/** A record with the place that the journal gave it; ids rise. */
export interface JournalledRecord extends JournalRecord {
  readonly id: number;
}
