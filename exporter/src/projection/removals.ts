import { ContractError, MEASUREMENTS, SESSION_ENTITY } from '@shadower-training/contract';
import type { JournalledRecord } from '../journal/record.js';
import type { Replacement, StoreWriter } from '../store/port.js';
import type { SessionHistory } from './history.js';
import { deletedSession } from './shared/deleted-session.js';
import { SESSION_PART_ENTITY } from './shared/session-part.js';
import { sessionKey } from './session.js';

/** Sessions of a workspace that are looked up together. */
const PAGE = 100;
/** Between sessions, so that requests get their turn. */
const PAUSE_AFTER_SESSIONS = 8;
const PAUSE_MILLISECONDS = 10;
const RETRY_MILLISECONDS = 2_000;
const RETRY_AFTER_SECONDS = 5;
/** Sessions that are remembered as deleted, for records that were on their way to the disk meanwhile. */
const REMEMBERED = 10_000;

/** Key and partition of a whole workspace: no session has an empty id. */
export const workspaceKey = (workspaceId: string): string => sessionKey(workspaceId, '');

/** Everything of a session. @param shared Whether the store has parts of it by exporter. */
export function everythingOfSession(workspaceId: string, sessionId: string, shared: boolean): Replacement {
  const tags = { workspace_id: workspaceId, session_id: sessionId };
  return {
    rows: MEASUREMENTS.map(({ name }) => ({ measurement: name, tags })),
    entities: [SESSION_ENTITY, ...(shared ? [SESSION_PART_ENTITY] : [])].map(({ kind }) => ({
      kind,
      key: [workspaceId, sessionId],
    })),
  };
}

/** What removals are made with. */
export interface RemovalParts {
  readonly store: Pick<StoreWriter, 'coveredThrough' | 'replace' | 'sync'>;
  readonly history: Pick<SessionHistory, 'sessionIds'>;
  /** Whether several exporters share the store. */
  readonly shared: boolean;
  /** Ids of a workspace's sessions in memory. */
  readonly inMemory: (workspaceId: string) => readonly string[];
  /** Lets go of a session in memory, and tells that it is gone. */
  readonly forget: (workspaceId: string, sessionId: string) => void;
  /** Hears what could not be deleted yet; it is tried again. */
  readonly onFailure: (problem: string) => void;
}

/**
 * Carries out deletions of sessions and workspaces that the journal has. Its record stays in the journal until everything
 * is gone (`oldest`), so a process that ends before does it again.
 */
export class Removals {
  /** What is on its way out, by key; the id of the record that says so, Infinity while it is not durable. */
  private readonly leaving = new Map<string, number>();
  private readonly gone = new Set<string>();
  private closed = false;

  constructor(private readonly parts: RemovalParts) {}

  /** The oldest record whose deletion has not ended; Infinity when none is under way. */
  get oldest(): number {
    let oldest = Infinity;
    for (const id of this.leaving.values()) if (id < oldest) oldest = id;
    return oldest;
  }

  /** Deletions that have not ended. */
  get count(): number {
    return this.leaving.size;
  }

  /** Whether a session, or its workspace, is on its way out: to requests it is gone. */
  isLeaving(workspaceId: string, sessionId: string): boolean {
    if (this.leaving.size === 0) return false;
    return this.leaving.has(sessionKey(workspaceId, sessionId)) || this.leaving.has(workspaceKey(workspaceId));
  }

  /** @throws ContractError `too_many_requests`: what is started while it is being deleted would be deleted with it. */
  refuseLeaving(workspaceId: string, sessionId: string): void {
    if (!this.isLeaving(workspaceId, sessionId)) return;
    const what = this.leaving.has(workspaceKey(workspaceId))
      ? `workspace ${workspaceId}`
      : `the session ${sessionId} that was there`;
    throw new ContractError(
      'too_many_requests',
      `${what} is still being deleted: send the request again later`,
      [],
      RETRY_AFTER_SECONDS,
    );
  }

  /** Whether a session was deleted: records that were accepted before belong to nobody. */
  isGone(key: string): boolean {
    return this.gone.has(key);
  }

  /**
   * A session was deleted through another exporter: records that are on their way belong to nobody, and what this one was
   * writing meanwhile goes too. Never rejects, as `carryOut`.
   */
  async goneElsewhere(workspaceId: string, sessionId: string): Promise<void> {
    const { store } = this.parts;
    const key = sessionKey(workspaceId, sessionId);
    this.letGo(workspaceId, sessionId);
    const everything = everythingOfSession(workspaceId, sessionId, this.parts.shared);
    await this.persistently(() => store.replace(key, store.coveredThrough(key), everything));
  }

  /** A session of that key has been started anew. */
  isBack(key: string): void {
    this.gone.delete(key);
  }

  /** From now on requests find nothing: called before the record is written, which comes after all that was accepted. */
  leave(key: string): void {
    if (!this.leaving.has(key)) this.leaving.set(key, Infinity);
  }

  /** The record could not be written: everything stays as it was. */
  stay(key: string): void {
    this.leaving.delete(key);
  }

  /** Ends trying; the journal has what is not done. */
  close(): void {
    this.closed = true;
  }

  /** Carries a record out. Never rejects: what fails is tried again until it is done, or until `close`. */
  async carryOut({ id, workspace_id, session_id }: JournalledRecord): Promise<void> {
    const key = sessionKey(workspace_id, session_id);
    this.leaving.set(key, id);
    const isDone =
      session_id === '' ? await this.workspace(workspace_id, id) : await this.session(workspace_id, session_id, id);
    if (isDone) this.leaving.delete(key);
  }

  private session(workspaceId: string, sessionId: string, id: number, wholly = true): Promise<boolean> {
    const key = sessionKey(workspaceId, sessionId);
    this.letGo(workspaceId, sessionId);
    const { rows, entities } = everythingOfSession(workspaceId, sessionId, this.parts.shared);
    // Other exporters must know before they miss it: not to find a session proves nothing.
    const announced = this.parts.shared ? [deletedSession(workspaceId, sessionId, Date.now())] : [];
    return this.persistently(() =>
      this.parts.store.replace(key, id, { rows: wholly ? rows : [], entities, announced }),
    );
  }

  private letGo(workspaceId: string, sessionId: string): void {
    this.gone.add(sessionKey(workspaceId, sessionId));
    for (const oldest of this.gone) {
      if (this.gone.size <= REMEMBERED) break;
      this.gone.delete(oldest);
    }
    this.parts.forget(workspaceId, sessionId);
  }

  /** Session by session, because each has a partition of its own; the points of those at rest go all together. */
  private async workspace(workspaceId: string, id: number): Promise<boolean> {
    let sessions = 0;
    const next = async (sessionId: string, wholly: boolean): Promise<void> => {
      await this.session(workspaceId, sessionId, id, wholly);
      if (++sessions % PAUSE_AFTER_SESSIONS === 0) await pause(PAUSE_MILLISECONDS);
    };
    for (const sessionId of this.parts.inMemory(workspaceId)) await next(sessionId, true);
    const seen = new Set<string>();
    for (;;) {
      let page: readonly string[] = [];
      const isRead = await this.persistently(async () => {
        page = await this.parts.history.sessionIds(workspaceId, PAGE);
      });
      // Where a store could not delete an entity it has told so: asking again would never end.
      const left = page.filter((sessionId) => !seen.has(sessionId));
      if (!isRead || left.length === 0) break;
      for (const sessionId of left) {
        seen.add(sessionId);
        await next(sessionId, false);
      }
    }
    const tags = { workspace_id: workspaceId };
    const rows = MEASUREMENTS.map(({ name }) => ({ measurement: name, tags }));
    const isDone = await this.persistently(() =>
      this.parts.store.replace(workspaceKey(workspaceId), id, { rows, entities: [] }),
    );
    // Only then may somebody start there again: a power cut would otherwise bring the record back, and it that away.
    return isDone && this.persistently(async () => void (await this.parts.store.sync()));
  }

  /** @returns Whether it was done; false when there is no more time for it. */
  private async persistently(work: () => Promise<void>): Promise<boolean> {
    while (!this.closed) {
      try {
        await work();
        return true;
      } catch (error) {
        if (this.closed) return false;
        this.parts.onFailure(`a deletion has to wait: ${error instanceof Error ? error.message : String(error)}`);
        await pause(RETRY_MILLISECONDS);
      }
    }
    return false;
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds).unref());
}
