import type { SessionSummary } from '@shadower-training/contract';
import { Checkpoints } from './checkpoints.js';
import type { RestingParts, RestingSession, SessionHistory } from './history.js';
import { ResourceSamples } from './newest-values.js';
import { SessionCurves } from './session-curves.js';
import type { SessionEntry } from './session-entry.js';
import { latestAttempt, sessionFromStored, sessionKey, type LiveSession } from './session.js';
import { sessionOfPart, SharedSession, withoutOwnPart } from './shared/shared-session.js';
import type { SessionPart } from './shared/session-part.js';

/** How long a session without news stays in memory after it has ended or fallen silent. */
const REST_AFTER_MILLISECONDS = 60_000;

/** What sessions come into memory with. */
export interface InMemoryParts {
  readonly history: SessionHistory;
  /** The name of this exporter's journal; null where nobody else writes to the store. */
  readonly exporter: string | null;
  /** Throws for a session that may not be loaded now. */
  readonly refuse: (key: string) => void;
}

/** Sessions with news: they come from the store when something is asked of them, and go when they are over. */
export class SessionsInMemory {
  private readonly entries = new Map<string, SessionEntry>();
  private readonly loading = new Map<string, Promise<SessionEntry | undefined>>();

  constructor(private readonly parts: InMemoryParts) {}

  get size(): number {
    return this.entries.size;
  }

  get(key: string): SessionEntry | undefined {
    return this.entries.get(key);
  }

  all(): IterableIterator<SessionEntry> {
    return this.entries.values();
  }

  /** Whether a session is in memory or on its way there. */
  isHereOrComing(key: string): boolean {
    return this.entries.has(key) || this.loading.has(key);
  }

  /** Ids of a workspace's sessions. */
  idsIn(workspaceId: string): string[] {
    const ids: string[] = [];
    for (const { session } of this.entries.values())
      if (session.facts.workspace_id === workspaceId) ids.push(session.facts.session_id);
    return ids;
  }

  /** Sessions of a workspace that train now, but for one. Walks all in memory. */
  liveIn(workspaceId: string, exceptSessionId: string): number {
    let live = 0;
    for (const { session } of this.entries.values()) {
      const { workspace_id, session_id, state } = session.facts;
      if (workspace_id !== workspaceId || session_id === exceptSessionId) continue;
      if (state === 'running' || state === 'hung') live++;
    }
    return live;
  }

  /**
   * A session, from the store if it rested; undefined when there is none.
   * @param mayBeNew It is about to start: where nobody can tell whether there is such a session, there is none.
   */
  async load(workspaceId: string, sessionId: string, mayBeNew = false): Promise<SessionEntry | undefined> {
    const key = sessionKey(workspaceId, sessionId);
    const known = this.entries.get(key) ?? this.loading.get(key);
    if (known !== undefined) return known;
    this.parts.refuse(key);
    const begun: Promise<SessionEntry | undefined> = this.parts.history
      .session(workspaceId, sessionId, mayBeNew)
      // It may have been deleted while it was read.
      .then((resting) => (resting && this.loading.get(key) === begun ? this.adopt(resting) : undefined))
      .finally(() => {
        if (this.loading.get(key) === begun) this.loading.delete(key);
      });
    this.loading.set(key, begun);
    return begun;
  }

  /** Brings a session into memory as it was left in the store. */
  adopt(resting: RestingSession | RestingParts): SessionEntry {
    const { workspace_id, session_id } = identityOf(resting);
    const known = this.entries.get(sessionKey(workspace_id, session_id));
    if (known) return known;
    if ('internal' in resting) return this.enter(sessionFromStored(resting.internal), resting.summary, Date.now());
    const { own, others, summary } = resting;
    const entry = this.enter(own ? sessionOfPart(own) : withoutOwnPart(others), summary, Date.now(), own);
    if (others.size === 0) return entry;
    for (const [exporter, part] of others) entry.shared?.hear(exporter, part);
    entry.shared?.merge(true);
    entry.curves.hasPast();
    entry.session.facts.scored_values = -1;
    return entry;
  }

  /** Takes a session in that is not in memory. */
  enter(
    session: LiveSession,
    summary: SessionSummary | null,
    now: number,
    own: SessionPart | null = null,
  ): SessionEntry {
    const key = sessionKey(session.facts.workspace_id, session.facts.session_id);
    const { history, exporter } = this.parts;
    const entry: SessionEntry = {
      key,
      session,
      curves: new SessionCurves(session, history, exporter !== null),
      resources: new ResourceSamples(),
      checkpoints: new Checkpoints(),
      shared: exporter === null ? null : new SharedSession(exporter, session, own, now),
      isUnwritten: false,
      behind: null,
      alertsTold: null,
      alertRowAt: null,
      summary,
      tags: [],
      dirty: false,
      publishedAt: 0,
      touchedAt: now,
    };
    this.entries.set(key, entry);
    return entry;
  }

  /** Lets go of a session that was deleted, also of one that is on its way. */
  forget(key: string): SessionEntry | undefined {
    const entry = this.entries.get(key);
    this.entries.delete(key);
    this.loading.delete(key);
    return entry;
  }

  /**
   * Lets sessions go that are over: everything of them is in the store, and comes back with their next news.
   * @param release Hears the key of each.
   */
  rest(now: number, release: (key: string) => void): void {
    for (const entry of this.entries.values()) {
      if (!mayRest(entry, now)) continue;
      release(entry.key);
      this.entries.delete(entry.key);
    }
  }
}

/** Workspace and id of a session as it was left in the store. */
export function identityOf(resting: RestingSession | RestingParts): { workspace_id: string; session_id: string } {
  if ('internal' in resting) return resting.internal.facts;
  return (resting.own ?? [...resting.others.values()][0]!).facts;
}

function mayRest({ session, shared, dirty, touchedAt }: SessionEntry, now: number): boolean {
  if (dirty || latestAttempt(session) === 0) return false;
  if (shared?.isShared && now - shared.ownNewsAt >= REST_AFTER_MILLISECONDS) return true;
  const isOver = session.facts.finished !== null || session.facts.state === 'silent';
  return isOver && now - touchedAt >= REST_AFTER_MILLISECONDS;
}
