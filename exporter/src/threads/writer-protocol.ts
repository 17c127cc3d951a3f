import type { EventLoopCounts } from '../counting/event-loop.js';
import type { HistogramCounts } from '../counting/histogram.js';
import type { IngestStatistics } from '../pipeline/ingest.js';
import type { IngestLimits } from '../pipeline/limits.js';
import type { WriterNews } from '../projection/writer-news.js';
import type { ReceiverAnswer, ReceiverRequest } from '../receivers/request.js';
import type { InfluxPlace } from '../store/influx/index.js';
import type { MeasurementRow, Replacement, RowsOfTags } from '../store/port.js';
import type { StoreReadCalls } from './store-read-calls.js';

export type { NewestValues, WriterNews } from '../projection/writer-news.js';

/** A session by its key. */
interface SessionPlace {
  readonly workspace_id: string;
  readonly session_id: string;
}

/** What the main thread may ask of the writer thread (see remote-call.ts). */
export interface WriterCalls extends StoreReadCalls {
  /** Answers when everything that was acknowledged before a crash is back. */
  ready(): void;
  /** Ingest: the answer comes when durable. */
  receive(request: ReceiverRequest): ReceiverAnswer;
  /** Makes pending entity changes of sessions readable (all when null). */
  settle(sessions: readonly { workspace_id: string; session_id: string }[] | null): void;
  /** Deletes a session; answers when that is durable. */
  deleteSession(session: { workspace_id: string; session_id: string }): void;
  /** Deletes all sessions of a workspace; answers when that is durable. */
  deleteWorkspace(workspaceId: string): void;
  /** For retention (retention/retention.ts): holds a session at rest, changes it, lets it go; deletes one that has ended. */
  holdSession(session: SessionPlace): boolean;
  clearHeld(session: SessionPlace, rows: readonly RowsOfTags[]): void;
  addToHeld(session: SessionPlace, rows: readonly MeasurementRow[]): void;
  letGoSession(session: SessionPlace, replacement: Replacement | null): void;
  deleteEndedSession(session: SessionPlace, newsBefore: number): boolean;
  /** Which sessions' points the live streams want, and whether there are any; replaces what was said before. */
  watch(sessions: readonly { workspace_id: string; session_id: string }[], isWatched: boolean): void;
  /** Sizes and ages for /metrics and /readyz. */
  statistics(): WriterStatistics;
  /** Finishes what was accepted, persists, closes. */
  close(): void;
}

/** What the main thread may ask of the parser thread. */
export interface ParserCalls {
  /** Reads a metrics request; an unusual body comes back unread. */
  scan(body: Uint8Array): Pick<ReceiverRequest, 'body' | 'scanned'>;
  close(): void;
}

/** Counters and gauges of the writer thread. */
export interface WriterStatistics {
  /** Whether the journal can be written: false while the disk refuses (full, failing). */
  readonly accepts: boolean;
  readonly journal_records: number;
  readonly journal_bytes: number;
  /** Epoch milliseconds of the oldest record that is not yet persisted elsewhere; null when none. */
  readonly oldest_unpersisted_at: number | null;
  readonly live_sessions: number;
  readonly accepted: IngestStatistics;
  readonly commits: number;
  /** Seconds in commits without forcing them to the disk. */
  readonly commit_seconds: number;
  /** Seconds that forcing commits to the disk took, each time. */
  readonly sync_seconds: HistogramCounts;
  /** Commits that could not be written or forced: their requests were answered 503. */
  readonly failed_commits: number;
  /** Acknowledged journal records that were found damaged or missing at start. */
  readonly damaged_records: number;
  /** Writing points and entities to the store: failures, and attempts that followed one. */
  readonly store_write_errors: number;
  readonly store_write_retries: number;
  /** Lines that the store refused and that wait to be looked at. */
  readonly quarantined_lines: number;
  /** Deletions that are not done, or whose room the store has not given back yet. */
  readonly deletions: number;
  readonly event_loop: EventLoopCounts;
}

/** What the writer thread is started with. */
export interface WriterThreadData {
  readonly directory: string;
  /** Address under which people reach the exporter, without a slash at its end. */
  readonly publicUrl: string;
  readonly limits: IngestLimits;
  /** The InfluxDB to write to; null: the embedded store. */
  readonly influx: InfluxPlace | null;
}

/** What the writer thread says without being asked: news, or something that the log should tell. */
export interface WriterWord {
  readonly news?: WriterNews;
  readonly failure?: string;
  /** Something that the log should tell, and that is no failure. */
  readonly notice?: string;
}
