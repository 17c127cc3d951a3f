import { SESSION_ENTITY, type SessionSummary, type Stop } from '@shadower-training/contract';
import { decodeBody, type RecordBodies, type RecordKind } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import type { ObjectiveBehind } from '../analytics/session/objective-behind.js';
import type { EntityChange, StoredSeries, StoreWriter, Tags } from '../store/port.js';
import type { NewestValues, WriterNews } from './writer-news.js';
import { applyToFacts } from './apply-record.js';
import { laterAlertRow, nextAlertRow, type AlertsTold } from './alert-row.js';
import { alertValues } from './alert-values.js';
import { Checkpoints } from './checkpoints.js';
import { entityFields } from './entity-fields.js';
import { HeldSessions } from './held-sessions.js';
import { heartbeatSecondsOf } from './describe.js';
import type { RestingParts, RestingSession, SessionHistory } from './history.js';
import { silentAfter } from './liveness.js';
import { newestValues, ResourceSamples } from './newest-values.js';
import { News } from './news.js';
import { Removals } from './removals.js';
import { columnsOfPoints, rowsOfEvents, sessionTags } from './rows.js';
import type { ScoreCurves } from './score-curves.js';
import { behindOf, rowOfScores, scoreSession, valuesSinceBest } from './scoring.js';
import { SessionCurves } from './session-curves.js';
import { sessionOfPart, SharedSession, withoutOwnPart, type NewPoints } from './shared/shared-session.js';
import { SESSION_PART_ENTITY, type SessionPart } from './shared/session-part.js';
import { latestAttempt, newSession, sessionFromStored, sessionKey, type LiveSession } from './session.js';
import { nextState, rowOfState } from './state.js';
import { stopOf } from './stop.js';
import { summarize } from './summary.js';

/** A session's scores, summary and news are made at most this often. */
const PUBLISH_EVERY_MILLISECONDS = 1_000;
/** How long a session without news stays in memory after it has ended or fallen silent. */
const REST_AFTER_MILLISECONDS = 60_000;
/** How long one tick may score, so that acknowledgements never wait long. */
const TICK_BUDGET_MILLISECONDS = 4;

interface Entry {
  readonly key: string;
  readonly session: LiveSession;
  readonly curves: SessionCurves;
  readonly resources: ResourceSamples;
  readonly checkpoints: Checkpoints;
  /** Where other exporters may serve it too. */
  readonly shared: SharedSession | null;
  /** Whether the store has less than is known here. */
  isUnwritten: boolean;
  /** Of the last scores; null before the first since it came into memory. */
  behind: ObjectiveBehind | null;
  alertsTold: AlertsTold | null;
  /** When what is news for alert rules may be told: soon after the last row it was not. Null where none is. */
  alertRowAt: number | null;
  summary: SessionSummary | null;
  /** Of its points, by attempt. */
  readonly tags: Tags[];
  dirty: boolean;
  publishedAt: number;
  touchedAt: number;
}

/** What the projection asks where several exporters write to one store. */
export interface Sharing {
  /** The name of this exporter's journal. */
  readonly exporter: string;
  /** Since when, epoch milliseconds, others have been heard without a break; null while they cannot be heard. */
  heardSince(): number | null;
  /**
   * Keeps the own part of a session here, until the store has it and beyond.
   * @param isOpen Whether it trains, as far as is known.
   */
  keep(key: string, part: string, isOpen: boolean): void;
  /** Forgets the own part of a session that was deleted. */
  forget(key: string): void;
  /** Brings what others said of a session in, as far as it can be had at once. */
  listen(workspaceId: string, sessionId: string): Promise<void>;
  /** Waits until the store has a session, but not for long. */
  writeThrough(key: string): Promise<void>;
}

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
  private readonly entries = new Map<string, Entry>();
  private readonly loading = new Map<string, Promise<Entry | undefined>>();
  private readonly dirty = new Set<Entry>();
  private readonly news = new News();

  /** Sessions and workspaces that are being deleted. */
  readonly removals: Removals;
  /** Sessions at rest that retention works on. */
  readonly heldSessions: HeldSessions;

  constructor(private readonly parts: ProjectionParts) {
    this.heldSessions = new HeldSessions({
      store: parts.store,
      isMoving: (workspaceId, sessionId) => this.isMoving(workspaceId, sessionId),
    });
    this.removals = new Removals({
      store: parts.store,
      history: parts.history,
      shared: parts.sharing !== undefined,
      inMemory: (workspaceId) => this.sessionsIn(workspaceId),
      forget: (workspaceId, sessionId) => this.forget(workspaceId, sessionId),
      onFailure: parts.onFailure ?? (() => {}),
    });
  }

  /** Sessions in memory. */
  get liveSessions(): number {
    return this.entries.size;
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

  /** A session in memory, without waiting. */
  inMemory(workspaceId: string, sessionId: string): LiveSession | undefined {
    return this.entries.get(sessionKey(workspaceId, sessionId))?.session;
  }

  /** A session, from the store if it rested; undefined when there is none. */
  async find(workspaceId: string, sessionId: string): Promise<LiveSession | undefined> {
    return (await this.load(workspaceId, sessionId))?.session;
  }

  /** The same for a session that is about to start: it may be unknown where nobody can tell, and others may have it. */
  async findToStart(workspaceId: string, sessionId: string): Promise<LiveSession | undefined> {
    const { sharing } = this.parts;
    if (sharing !== undefined && this.inMemory(workspaceId, sessionId)) await sharing.listen(workspaceId, sessionId);
    return (await this.load(workspaceId, sessionId, true))?.session;
  }

  /** Lets others see a session that has just begun or ended; does not wait for long. */
  async writeThrough(workspaceId: string, sessionId: string): Promise<void> {
    await this.parts.sharing?.writeThrough(sessionKey(workspaceId, sessionId));
  }

  /** Whether a session is in memory. */
  holds(key: string): boolean {
    return this.entries.has(key);
  }

  /** Which points and metrics of a session another exporter's part brings; null when it is not in memory. */
  wanted(
    key: string,
    exporter: string,
    part: SessionPart,
  ): { readonly points: NewPoints; readonly metrics: readonly string[] } | null {
    const entry = this.entries.get(key);
    if (!entry?.shared) return null;
    return { points: entry.shared.newPoints(exporter, part), metrics: entry.curves.metrics };
  }

  /**
   * Takes another exporter's part of a session in memory.
   * @param series The points that it brings, at least those that are `wanted`; null: they must be read again.
   */
  hear(key: string, exporter: string, part: SessionPart, series: readonly StoredSeries[] | null): void {
    const entry = this.entries.get(key);
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
    entry.dirty = true;
    this.dirty.add(entry);
    this.noteState(entry, Date.now());
  }

  /** Whether a live stream wants points of one of some sessions. */
  isAnyWatched(keys: readonly string[]): boolean {
    return this.news.isAnyWatched(keys);
  }

  /** Lets go of a session that was deleted through another exporter. */
  forgetDeleted(workspaceId: string, sessionId: string): void {
    this.removals.isGoneElsewhere(sessionKey(workspaceId, sessionId));
    this.forget(workspaceId, sessionId);
  }

  /** Brings a session into memory that others served, so that somebody notices its silence. */
  async takeOver(workspaceId: string, sessionId: string): Promise<void> {
    await this.load(workspaceId, sessionId);
  }

  /** Whether a workspace has any session. */
  async hasSessions(workspaceId: string): Promise<boolean> {
    if (this.sessionsIn(workspaceId).length > 0) return true;
    return (await this.parts.history.sessionIds(workspaceId, 1)).length > 0;
  }

  /**
   * Brings sessions back that had not ended, so that their silence is noticed. Their limits count from now: it was the
   * exporter that was away, not they.
   */
  async adoptUnfinished(now: number): Promise<void> {
    for (const resting of await this.parts.history.unfinished()) {
      const { workspace_id, session_id } = identityOf(resting);
      if (!this.removals.isLeaving(workspace_id, session_id)) this.adopt(resting);
    }
    for (const { session } of this.entries.values()) {
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
    const entry = await this.load(record.workspace_id, record.session_id, record.kind === 'start');
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
    else if (!this.entries.has(key) && this.removals.isGone(key)) return null;
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
    if (record.kind === 'start' || record.kind === 'complete' || record.kind === 'patch') this.publishSoon(entry);
    return isNew;
  }

  /** The record's values: to the store, and where they are new to the curves and samples that scores are made of. */
  applyValues<Kind extends RecordKind>(record: JournalledRecord, body: RecordBodies[Kind], isNew: boolean): void {
    const entry = this.entries.get(sessionKey(record.workspace_id, record.session_id));
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
    { session, shared }: Entry,
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
    for (const entry of this.entries.values()) {
      const isAlertRowDue = entry.alertRowAt !== null && now >= entry.alertRowAt;
      if (this.noteState(entry, now) || isAlertRowDue) this.publishSoon(entry);
    }
    const deadline = performance.now() + TICK_BUDGET_MILLISECONDS;
    for (const entry of this.dirty) {
      if (now - entry.publishedAt < PUBLISH_EVERY_MILLISECONDS) continue;
      this.publish(entry, now);
      if (performance.now() > deadline) break;
    }
    this.rest(now);
    return this.news.take();
  }

  /** Brings everything known of sessions into the store's pending entity changes; of all when none is named. */
  publishAll(sessions: readonly { workspace_id: string; session_id: string }[] | null, now: number): void {
    const entries =
      sessions === null
        ? [...this.dirty]
        : sessions.map((session) => this.entries.get(sessionKey(session.workspace_id, session.session_id)));
    for (const entry of entries) if (entry?.dirty) this.publish(entry, now);
  }

  /**
   * The facts of one partition, right before the store makes it persistent: what the store will say it covers must have
   * them. Scores wait for their turn: persisting comes often, and scoring costs the most of all.
   */
  publishPartition(partition: string): void {
    const entry = this.entries.get(partition);
    if (entry?.dirty) this.publishFacts(entry, null);
  }

  /** Also a record without values holds its place in the journal until the facts that it changed are persistent. */
  private storeValues({ key, session, tags }: Entry, record: JournalledRecord, body: unknown): void {
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

  private entryFor(record: JournalledRecord, body: unknown): Entry {
    const key = sessionKey(record.workspace_id, record.session_id);
    const known = this.entries.get(key);
    if (known) return known;
    if (record.kind !== 'start')
      throw new Error(`session ${record.session_id} of record ${record.id} is not in memory`);
    const { agent_id, started_at } = body as RecordBodies['start'];
    const { workspace_id, session_id } = record;
    return this.enter(newSession({ workspace_id, session_id, agent_id, started_at }), null, record.received_at);
  }

  private async load(workspaceId: string, sessionId: string, mayBeNew = false): Promise<Entry | undefined> {
    const key = sessionKey(workspaceId, sessionId);
    const known = this.entries.get(key);
    if (known) return known;
    const loading = this.loading.get(key);
    if (loading !== undefined) return loading;
    this.heldSessions.refuseHeld(key);
    const begun: Promise<Entry | undefined> = this.parts.history
      .session(workspaceId, sessionId, mayBeNew)
      // It may have been deleted while it was read.
      .then((resting) => (resting && this.loading.get(key) === begun ? this.adopt(resting) : undefined))
      .finally(() => {
        if (this.loading.get(key) === begun) this.loading.delete(key);
      });
    this.loading.set(key, begun);
    return begun;
  }

  private isMoving(workspaceId: string, sessionId: string): boolean {
    const key = sessionKey(workspaceId, sessionId);
    if (this.entries.has(key) || this.loading.has(key)) return true;
    return this.removals.isLeaving(workspaceId, sessionId) || this.removals.isGone(key);
  }

  private sessionsIn(workspaceId: string): string[] {
    const ids: string[] = [];
    for (const { session } of this.entries.values()) {
      const { workspace_id, session_id } = session.facts;
      if (workspace_id === workspaceId) ids.push(session_id);
    }
    return ids;
  }

  private forget(workspaceId: string, sessionId: string): void {
    const key = sessionKey(workspaceId, sessionId);
    const entry = this.entries.get(key);
    this.entries.delete(key);
    this.loading.delete(key);
    if (entry) this.dirty.delete(entry);
    this.parts.sharing?.forget(key);
    this.news.addDeleted(workspaceId, sessionId);
  }

  private adopt(resting: RestingSession | RestingParts): Entry {
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

  private enter(
    session: LiveSession,
    summary: SessionSummary | null,
    now: number,
    own: SessionPart | null = null,
  ): Entry {
    const key = sessionKey(session.facts.workspace_id, session.facts.session_id);
    const { sharing } = this.parts;
    const entry: Entry = {
      key,
      session,
      curves: new SessionCurves(session, this.parts.history, sharing !== undefined),
      resources: new ResourceSamples(),
      checkpoints: new Checkpoints(),
      shared: sharing ? new SharedSession(sharing.exporter, session, own, now) : null,
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

  private touch(entry: Entry, now: number): void {
    entry.touchedAt = now;
    entry.dirty = true;
    entry.isUnwritten = true;
    this.dirty.add(entry);
    this.noteState(entry, now);
  }

  /** @returns Whether the session's state changed. News about the past changes it without a point: no alert may see it. */
  private noteState(entry: Entry, now: number): boolean {
    const { facts, pace } = entry.session;
    if (this.mayHaveNewsElsewhere(entry, now)) return false;
    const next = nextState(facts, pace, now);
    if (next.state === facts.state) return false;
    facts.state = next.state;
    entry.isUnwritten = true;
    if (facts.live_news_at !== null)
      this.parts.store.applyRows(entry.key, facts.through_record, [rowOfState(facts, next)]);
    return true;
  }

  /** What others heard cannot be known while they cannot be heard, nor for as long afterwards as silence takes. */
  private mayHaveNewsElsewhere({ shared, session: { facts } }: Entry, now: number): boolean {
    if (!shared?.isKnownElsewhere || facts.finished !== null || facts.live_news_at === null) return false;
    const since = this.parts.sharing!.heardSince();
    if (since === null) return true;
    return since > facts.live_news_at && now - since < silentAfter(heartbeatSecondsOf(facts.description));
  }

  private publishSoon(entry: Entry): void {
    entry.publishedAt = 0;
    entry.dirty = true;
    this.dirty.add(entry);
  }

  /** Scores, summary, entity change and news of one session; waits for a past that is being read. */
  private publish(entry: Entry, now: number): void {
    const ready = entry.curves.ready();
    if (ready === null) return; // The next tick will find it.
    entry.shared?.merge();
    this.score(entry, ready.curves, ready.objectiveChanged);
    const summary = this.publishFacts(entry, ready.curves);
    entry.isUnwritten = false;
    const newest = {
      ...newestValues(entry.session.facts, entry.resources),
      ...alertValues(entry.behind, entry.checkpoints),
    };
    this.news.addSession(summary, newest);
    this.storeAlertRow(entry, summary, newest, now);
    entry.publishedAt = now;
    entry.dirty = false;
    this.dirty.delete(entry);
  }

  private storeAlertRow(entry: Entry, summary: SessionSummary, newest: NewestValues, now: number): void {
    if (this.parts.alertRows !== true) return;
    const { facts } = entry.session;
    const next = nextAlertRow(entry.alertsTold, facts, summary, newest, now);
    entry.alertRowAt = next === null ? laterAlertRow(entry.alertsTold) : null;
    if (next === null) return;
    this.parts.store.applyRows(entry.key, facts.through_record, [next.row]);
    entry.alertsTold = next.told;
  }

  /** @returns The summary, which is on its way to the store. */
  private publishFacts(entry: Entry, curves: ScoreCurves | null): SessionSummary {
    const { workspace_id, session_id } = entry.session.facts;
    const url = this.parts.sessionUrl(workspace_id, session_id);
    const summary = summarize(entry.session, { curves, known: entry.summary, url });
    entry.summary = summary;
    if (entry.shared === null) this.writeFacts(entry, entityFields(entry.session, summary));
    else if (entry.isUnwritten) this.writeParts(entry, entry.shared, summary);
    return summary;
  }

  private writeFacts({ key, session: { facts } }: Entry, fields: EntityChange['fields']): void {
    const { workspace_id, session_id, through_record } = facts;
    const change = { kind: SESSION_ENTITY.kind, key: [workspace_id, session_id], fields };
    this.parts.store.applyEntities(key, through_record, [change]);
  }

  /** What all exporters together know, for lists and reads, and the own part, for the others. */
  private writeParts(entry: Entry, shared: SharedSession, summary: SessionSummary): void {
    const sharing = this.parts.sharing!;
    // Without what others know it would take back what they have written.
    if (!shared.isUnheard) this.writeFacts(entry, { ...entityFields(entry.session, summary), internal: null });
    if (!shared.hasOwn) return;
    const { workspace_id, session_id, through_record } = entry.session.facts;
    const part = JSON.stringify(shared.toStored(Date.now(), sharing.heardSince() !== null));
    const key = [workspace_id, session_id, sharing.exporter];
    this.parts.store.applyEntities(entry.key, through_record, [
      { kind: SESSION_PART_ENTITY.kind, key, fields: { part } },
    ]);
    const { state } = entry.session.facts;
    sharing.keep(entry.key, part, state === 'running' || state === 'hung');
  }

  private score(entry: Entry, sampled: ScoreCurves, objectiveChanged: boolean): void {
    const { session, curves, key } = entry;
    const { facts } = session;
    if (!objectiveChanged && curves.count === facts.scored_values) return;
    facts.scores = scoreSession(facts, sampled);
    facts.values_since_best = valuesSinceBest(facts.scores, sampled);
    facts.scored_values = curves.count;
    entry.behind = behindOf(facts, sampled);
    const row = curves.place === null ? null : rowOfScores(session, facts.scores, curves.place, entry.behind);
    if (row && (entry.shared === null || entry.isUnwritten))
      this.parts.store.applyRows(key, facts.through_record, [row]);
  }

  /** Lets sessions go that are over: everything of them is in the store, and comes back with their next news. */
  private rest(now: number): void {
    for (const entry of this.entries.values()) {
      const { facts } = entry.session;
      const isElsewhere = entry.shared?.isShared && now - entry.shared.ownNewsAt >= REST_AFTER_MILLISECONDS;
      const over = facts.finished !== null || facts.state === 'silent' || isElsewhere;
      if (
        !over ||
        entry.dirty ||
        (now - entry.touchedAt < REST_AFTER_MILLISECONDS && !isElsewhere) ||
        latestAttempt(entry.session) === 0
      )
        continue;
      this.parts.store.release(entry.key);
      this.entries.delete(entry.key);
    }
  }
}

function identityOf(resting: RestingSession | RestingParts): { workspace_id: string; session_id: string } {
  if ('internal' in resting) return resting.internal.facts;
  return (resting.own ?? [...resting.others.values()][0]!).facts;
}
