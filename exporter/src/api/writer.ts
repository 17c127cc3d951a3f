import type { ReceiverAnswer, ReceiverRequest } from '../receivers/request.js';
import type { WriterNews, WriterStatistics } from '../threads/writer-protocol.js';

/** A session as the writer thread is told of it. */
export interface SessionKey {
  readonly workspace_id: string;
  readonly session_id: string;
}

/** The writer thread as the main thread sees it: WriterCalls with promises, and its news. */
export interface Writer {
  /** Ingest: resolves when durable. The body is an `ArrayBuffer` of its own and may be transferred. */
  receive(request: ReceiverRequest): Promise<ReceiverAnswer>;
  /** Makes pending entity changes of sessions readable (all when null). */
  settle(sessions: readonly SessionKey[] | null): Promise<void>;
  /** Deletes a session; resolves when that is durable. Rejects with ContractError `not_found` or `unavailable`. */
  deleteSession(session: SessionKey): Promise<void>;
  /** Deletes all sessions of a workspace; resolves when that is durable. Rejects as `deleteSession`. */
  deleteWorkspace(workspaceId: string): Promise<void>;
  /** Which sessions' points the live streams want, and whether there are any; replaces what was said before. */
  watch(sessions: readonly SessionKey[], isWatched: boolean): Promise<void>;
  statistics(): Promise<WriterStatistics>;
  /** Finishes what was accepted, persists, closes. */
  close(): Promise<void>;
  /** Hears what the writer thread tells on its own. */
  onNews(listener: (news: WriterNews) => void): void;
}
