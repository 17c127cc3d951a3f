import { SESSION_ENTITY, type SessionsQuery } from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import { unwrapCursor, wrapCursor } from './cursor.js';
import { sessionConditions, sessionSort, type SessionFilter } from './session-filter.js';
import type { Settler } from './settler.js';
import { storedSession, type StoredSession } from './stored-session.js';

/** What a page of sessions is read with. */
export interface SessionPageRequest {
  readonly workspace_id: string;
  readonly filter: SessionFilter;
  readonly sort: SessionsQuery['sort'];
  readonly limit: number;
  readonly cursor: string | undefined;
  /** Fields of the entity to read. */
  readonly fields: readonly string[];
  /** When it aborts, nothing further is read and the promise rejects with its reason. */
  readonly signal: AbortSignal;
}

/** A page of sessions. */
export interface SessionPage {
  readonly items: readonly StoredSession[];
  readonly next_cursor: string | null;
  readonly total: number;
}

/** Reads a page of sessions, seeing everything that was acknowledged before. */
export async function readSessionPage(
  reader: StoreReader,
  settler: Settler,
  request: SessionPageRequest,
): Promise<SessionPage> {
  const { workspace_id, filter, fields, limit, signal } = request;
  const conditions = sessionConditions(workspace_id, filter);
  const sort = sessionSort(request.sort);
  const cursor = unwrapCursor(request.cursor, [conditions, sort]);
  signal.throwIfAborted();
  if (filter.session_id) await settler.sessions(workspace_id, filter.session_id);
  else await settler.all();
  signal.throwIfAborted();
  const page = await reader.entities({
    kind: SESSION_ENTITY.kind,
    conditions,
    sort,
    limit,
    fields,
    ...(cursor !== undefined && { cursor }),
  });
  signal.throwIfAborted();
  return {
    items: page.items.filter((item) => item['summary']).map(storedSession),
    next_cursor: wrapCursor(page.next_cursor, [conditions, sort]),
    total: page.total,
  };
}
