import type { Stop } from '@shadower-training/contract';
import { decodeBody, type RecordBodies, type RecordKind } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import type { StoredSeries, StoreWriter } from '../store/port.js';
import { applyToFacts } from './apply-record.js';
import { FactsWriter } from './facts-writer.js';
import { HeldSessions } from './held-sessions.js';
import type { SessionHistory } from './history.js';
import { News } from './news.js';
import { Publisher } from './publisher.js';
import { Removals } from './removals.js';
import { columnsOfPoints, rowsOfEvents, sessionTags } from './rows.js';
import type { SessionEntry } from './session-entry.js';
import { newSession, sessionKey, type LiveSession } from './session.js';
import { identityOf, SessionsInMemory } from './sessions-in-memory.js';
import { deletedSession } from './shared/deleted-session.js';
import type { SessionPart } from './shared/session-part.js';
import type { NewPoints } from './shared/shared-session.js';
import type { Sharing } from './sharing.js';
import { StateChanges } from './state-changes.js';
import { stopOf } from './stop.js';
import type { WriterNews } from './writer-news.js';

/** What the projection is composed of. */
export interface ProjectionParts {
  readonly store: StoreWriter;
  readonly history: SessionHistory;
  /** Address of a session's page. */
  readonly sessionUrl: (workspaceId: string, sessionId: string) => string;
  /** Whether alert rules ask the store: then what they compare is written to it as well. */
  readonly alertRows?: boolean;
  /** Missing: nobody else writes to the store. */
  readonly sharing?: Sharing;
  /** Hears of deletions that have to wait. */
  readonly onFailure?: (problem: string) => void;
}

/**
 * Journal records in order -> points, the state of live sessions, derived points. Sessions with news are in memory;
 * others rest in the store. Lives in the writer thread, applies only what is durable.
 */
export class Projection {
  private readonly news = new News();
  private readonly sessions: SessionsInMemory;
  private readonly states: StateChanges;
  private readonly facts: FactsWriter;
  private readonly publisher: Publisher;

  /** Sessions and workspaces that are being deleted. */
  readonly removals: Removals;
  /** Sessions at rest that retention works on. */
  readonly heldSessions: HeldSessions;

  constructor(private readonly parts: ProjectionParts) {
    const { store, history, sessionUrl } = parts;
    const sharing = parts.sharing ?? null;
    this.sessions = new SessionsInMemory({
      history,
      exporter: sharing?.exporter ?? null,
      refuse: (key) => this.heldSessions.refuseHeld(key),
    });
    this.states = new StateChanges(store, sharing);
    this.facts = new FactsWriter({ store, sessionUrl, sharing });
    this.publisher = new Publisher({
      store,
      facts: this.facts,
      news: this.news,
      alertRows: parts.alertRows === true,
    });
    this.heldSessions = new HeldSessions({
      store,
      isMoving: (workspaceId, sessionId) => this.isMoving(workspaceId, sessionId),
    });
    this.removals = new Removals({
      store,
      history,
      shared: sharing !== null,
      inMemory: (workspaceId) => this.sessions.idsIn(workspaceId),
      forget: (workspaceId, sessionId) => this.forget(workspaceId, sessionId),
      onFailure: parts.onFailure ?? (() => {}),
    });
  }

  /** Sessions in memory. */
  get liveSessions(): number {
    return this.sessions.size;
  }

  /** Sessions of a workspace that train now, but for one. Walks all in memory. */
  liveIn(workspaceId: string, exceptSessionId: string): number {
    return this.sessions.liveIn(workspaceId, exceptSessionId);
  }

  /** A session in memory, without waiting. */
  inMemory(workspaceId: string, sessionId: string): LiveSession | undefined {
    return this.sessions.get(sessionKey(workspaceId, sessionId))?.session;
  }

  /** A session, from the store if it rested; undefined when there is none. */
  async find(workspaceId: string, sessionId: string): Promise<LiveSession | undefined> {
    return (await this.sessions.load(workspaceId, sessionId))?.session;
  }

  /** The same for a session that is about to start: it may be unknown where nobody can tell, and others may have it. */
  async findToStart(workspaceId: string, sessionId: string): Promise<LiveSession | undefined> {
    const { sharing } = this.parts;
    if (sharing !== undefined && this.inMemory(workspaceId, sessionId)) await sharing.listen(workspaceId, sessionId);
    return (await this.sessions.load(workspaceId, sessionId, true))?.session;
  }

  /** Lets others see a session that has just begun or ended; does not wait for long. */
  async writeThrough(workspaceId: string, sessionId: string): Promise<void> {
    await this.parts.sharing?.writeThrough(sessionKey(workspaceId, sessionId));
  }

  /** Whether a session is in memory. */
  holds(key: string): boolean {
    return this.sessions.get(key) !== undefined;
  }

  /** Which points and metrics of a session another exporter's part brings; null when it is not in memory. */
  wanted(
    key: string,
    exporter: string,
    part: SessionPart,
  ): { readonly points: NewPoints; readonly metrics: readonly string[] } | null {
    const entry = this.sessions.get(key);
    if (!entry?.shared) return null;
    return { points: entry.shared.newPoints(exporter, part), metrics: entry.curves.metrics };
  }

  /**
   * Takes another exporter's part of a session in memory.
   * @param series The points that it brings, at least those that are `wanted`; null: they must be read again.
   */
  hear(key: string, exporter: string, part: SessionPart, series: readonly StoredSeries[] | null): void {
    const entry = this.sessions.get(key);
    if (!entry?.shared) return;
    const { isNews, isBehind } = entry.shared.hear(exporter, part);
    if (isBehind) entry.isUnwritten = true;
    if (isNews) {
      if (series === null || series.length > 0) {
        entry.curves.addOthers(series);
        entry.session.facts.scored_values = -1;
        this.news.addSkipped(key);
      }
      entry.touchedAt = Date.now();
    }
    if (!isNews && !isBehind) return;
    this.publisher.add(entry);
    this.states.note(entry, Date.now());
  }

  /** Whether a live stream wants points of one of some sessions. */
  isAnyWatched(keys: readonly string[]): boolean {
    return this.news.isAnyWatched(keys);
  }

  /** Lets go of a session that was deleted through another exporter. Never rejects; resolves when nothing of it is left. */
  forgetDeleted(workspaceId: string, sessionId: string): Promise<void> {
    return this.removals.goneElsewhere(workspaceId, sessionId);
  }

  /** Brings a session into memory that others served, so that somebody notices its silence. */
  async takeOver(workspaceId: string, sessionId: string): Promise<void> {
    await this.sessions.load(workspaceId, sessionId);
  }

  /** Whether a workspace has any session. */
  async hasSessions(workspaceId: string): Promise<boolean> {
    if (this.sessions.idsIn(workspaceId).length > 0) return true;
    return (await this.parts.history.sessionIds(workspaceId, 1)).length > 0;
  }

  /**
   * Brings sessions back that had not ended, so that their silence is noticed. Their limits count from now: it was the
   * exporter that was away, not they.
   */
  async adoptUnfinished(now: number): Promise<void> {
    for (const resting of await this.parts.history.unfinished()) {
      const { workspace_id, session_id } = identityOf(resting);
      if (!this.removals.isLeaving(workspace_id, session_id)) this.sessions.adopt(resting);
    }
    for (const { session } of this.sessions.all()) {
      const { facts } = session;
      if (facts.live_news_at !== null) facts.live_news_at = now;
      if (facts.logged_at !== null) facts.logged_at = now;
    }
  }

  /** Replays a journal record after a crash; waits for its session. */
  async replay(record: JournalledRecord): Promise<void> {
    if (record.id <= this.parts.store.coveredThrough(sessionKey(record.workspace_id, record.session_id))) return;
    if (record.kind === 'delete') {
      const done = this.removals.carryOut(record);
      // A workspace takes its time; what the journal has of it behind this goes with it.
      if (record.session_id !== '') await done;
      return;
    }
    if (this.removals.isLeaving(record.workspace_id, record.session_id)) return;
    const entry = await this.sessions.load(record.workspace_id, record.session_id, record.kind === 'start');
    // Written, but never acknowledged, because the disk failed, and then sent again: the first of both counts.
    const { producer, sequence } = record;
    const isRepeat = producer !== null && sequence !== null && entry?.session.producers.has(producer, sequence);
    if (isRepeat && record.id > entry!.session.facts.through_record) return;
    // Of a session that was deleted meanwhile.
    if (entry === undefined && record.kind !== 'start') return;
    this.apply(record, decodeBody(record));
  }

  /**
   * Applies a durable record. Its session must be in memory, except for a start, which makes it.
   * @param body The record's body as decoded: what was just received need not be decoded again.
   */
  apply<Kind extends RecordKind>(record: JournalledRecord, body: RecordBodies[Kind]): void {
    const isNew = this.applyFacts(record, body);
    if (isNew !== null) this.applyValues(record, body, isNew);
  }

  /**
   * What an answer to the record's sender says: the session, its state, what was received. `applyValues` must follow
   * before anything else is asked of the session.
   * @returns Whether the facts did not have it yet (some of a replay do); null where its session was deleted meanwhile.
   */
  applyFacts<Kind extends RecordKind>(record: JournalledRecord, body: RecordBodies[Kind]): boolean | null {
    const key = sessionKey(record.workspace_id, record.session_id);
    if (record.kind === 'start') this.removals.isBack(key);
    else if (this.sessions.get(key) === undefined && this.removals.isGone(key)) return null;
    const entry = this.entryFor(record, body);
    const { facts } = entry.session;
    const isNew = record.id > facts.through_record;
    if (isNew) {
      applyToFacts(entry.session, record, body);
      if (record.kind === 'events') entry.checkpoints.add((body as RecordBodies['events']).events);
      this.applyToOwn(entry, record, body);
      facts.through_record = record.id;
    }
    this.touch(entry, record.received_at);
    if (record.kind === 'start' || record.kind === 'complete' || record.kind === 'patch')
      this.publisher.addAtOnce(entry);
    return isNew;
  }

  /** The record's values: to the store, and where they are new to the curves and samples that scores are made of. */
  applyValues<Kind extends RecordKind>(record: JournalledRecord, body: RecordBodies[Kind], isNew: boolean): void {
    const entry = this.sessions.get(sessionKey(record.workspace_id, record.session_id));
    if (entry === undefined) return; // Deleted by what became durable right after it.
    this.storeValues(entry, record, body);
    if (!isNew || record.kind !== 'metrics') return;
    const batch = body as RecordBodies['metrics'];
    entry.curves.add(record, batch);
    entry.resources.add(record, batch);
    this.news.addPoints(record, batch);
  }

  /** Where others have a part of the session, the own part is kept apart; its stamps are noted in any case. */
  private applyToOwn<Kind extends RecordKind>(
    { session, shared }: SessionEntry,
    record: JournalledRecord,
    body: RecordBodies[Kind],
  ): void {
    if (shared === null) return;
    const { own } = shared;
    if (own !== session) {
      applyToFacts(own, record, body);
      own.facts.through_record = record.id;
    }
    shared.note(record, body);
  }

  /** Whether a session's training should stop. */
  stop(session: LiveSession): Stop {
    return stopOf(session.facts);
  }

  /** Sessions whose points the live stream wants. */
  watch(sessions: readonly { workspace_id: string; session_id: string }[]): void {
    this.news.watch(sessions);
  }

  /**
   * One turn of the clock: states by silence, scores and summaries of what changed, rest for what is over.
   * @param now Epoch milliseconds.
   */
  tick(now: number): WriterNews | null {
    for (const entry of this.sessions.all()) {
      const isAlertRowDue = entry.alertRowAt !== null && now >= entry.alertRowAt;
      if (this.states.note(entry, now) || isAlertRowDue) this.publisher.addAtOnce(entry);
    }
    this.publisher.turn(now);
    this.sessions.rest(now, (key) => this.parts.store.release(key));
    return this.news.take();
  }

  /** Brings everything known of sessions into the store's pending entity changes; of all when none is named. */
  publishAll(sessions: readonly { workspace_id: string; session_id: string }[] | null, now: number): void {
    if (sessions === null) {
      this.publisher.all(now);
      return;
    }
    for (const { workspace_id, session_id } of sessions) {
      const entry = this.sessions.get(sessionKey(workspace_id, session_id));
      if (entry?.dirty) this.publisher.publish(entry, now);
    }
  }

  /**
   * The facts of one partition, right before the store makes it persistent: what the store will say it covers must have
   * them. Scores wait for their turn: persisting comes often, and scoring costs the most of all.
   */
  publishPartition(partition: string): void {
    const entry = this.sessions.get(partition);
    if (entry?.dirty) this.facts.write(entry, null);
  }

  /** Also a record without values holds its place in the journal until the facts that it changed are persistent. */
  private storeValues({ key, session, tags }: SessionEntry, record: JournalledRecord, body: unknown): void {
    const { store } = this.parts;
    const { agent_id } = session.facts;
    if (record.kind === 'metrics') {
      tags[record.attempt] ??= sessionTags(record, agent_id);
      store.applyColumns(
        key,
        record.id,
        columnsOfPoints(record, tags[record.attempt]!, body as RecordBodies['metrics']),
      );
    } else {
      const rows =
        record.kind === 'events' ? rowsOfEvents(record, agent_id, (body as RecordBodies['events']).events) : [];
      store.applyRows(key, record.id, rows);
    }
  }

  private entryFor(record: JournalledRecord, body: unknown): SessionEntry {
    const key = sessionKey(record.workspace_id, record.session_id);
    const known = this.sessions.get(key);
    if (known) return known;
    if (record.kind !== 'start')
      throw new Error(`session ${record.session_id} of record ${record.id} is not in memory`);
    const { agent_id, started_at } = body as RecordBodies['start'];
    const { workspace_id, session_id } = record;
    // One of that name may have been deleted before.
    if (this.parts.sharing !== undefined)
      this.parts.store.applyEntities(key, record.id, [deletedSession(workspace_id, session_id, null)]);
    return this.sessions.enter(
      newSession({ workspace_id, session_id, agent_id, started_at }),
      null,
      record.received_at,
    );
  }

  private isMoving(workspaceId: string, sessionId: string): boolean {
    const key = sessionKey(workspaceId, sessionId);
    if (this.sessions.isHereOrComing(key)) return true;
    return this.removals.isLeaving(workspaceId, sessionId) || this.removals.isGone(key);
  }

  private forget(workspaceId: string, sessionId: string): void {
    const key = sessionKey(workspaceId, sessionId);
    const entry = this.sessions.forget(key);
    if (entry) this.publisher.forget(entry);
    this.parts.sharing?.forget(key);
    this.news.addDeleted(workspaceId, sessionId);
  }

  private touch(entry: SessionEntry, now: number): void {
    entry.touchedAt = now;
    entry.isUnwritten = true;
    this.publisher.add(entry);
    this.states.note(entry, now);
  }
}
