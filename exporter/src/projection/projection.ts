import { SESSION_ENTITY, type SessionSummary, type Stop } from '@shadower-training/contract';
import { decodeBody, type RecordBodies, type RecordKind } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import type { ObjectiveBehind } from '../analytics/session/objective-behind.js';
import type { StoreWriter, Tags } from '../store/port.js';
import type { WriterNews } from './writer-news.js';
import { applyComplete, applyEvents, applyHeartbeat, applyPatch, applyPoints, applyStart, noteUsage } from './apply.js';
import { alertValues } from './alert-values.js';
import { Checkpoints } from './checkpoints.js';
import { entityFields } from './entity-fields.js';
import type { SessionHistory } from './history.js';
import { newestValues, ResourceSamples } from './newest-values.js';
import { News } from './news.js';
import { columnsOfPoints, rowsOfEvents, sessionTags } from './rows.js';
import type { ScoreCurves } from './score-curves.js';
import { behindOf, rowOfScores, scoreSession, valuesSinceBest } from './scoring.js';
import { SessionCurves } from './session-curves.js';
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
  /** Of the last scores; null before the first since it came into memory. */
  behind: ObjectiveBehind | null;
  summary: SessionSummary | null;
  /** Of its points, by attempt. */
  readonly tags: Tags[];
  dirty: boolean;
  publishedAt: number;
  touchedAt: number;
}

/** What the projection is composed of. */
export interface ProjectionParts {
  readonly store: StoreWriter;
  readonly history: SessionHistory;
  /** Address of a session's page. */
  readonly sessionUrl: (workspaceId: string, sessionId: string) => string;
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

  constructor(private readonly parts: ProjectionParts) {}

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

  /**
   * Brings sessions back that had not ended, so that their silence is noticed. Their limits count from now: it was the
   * exporter that was away, not they.
   */
  async adoptUnfinished(now: number): Promise<void> {
    for (const { internal, summary } of await this.parts.history.unfinished()) this.adopt(internal, summary);
    for (const { session } of this.entries.values()) {
      const { facts } = session;
      if (facts.live_news_at !== null) facts.live_news_at = now;
      if (facts.logged_at !== null) facts.logged_at = now;
    }
  }

  /** Replays a journal record after a crash; waits for its session. */
  async replay(record: JournalledRecord): Promise<void> {
    if (record.id <= this.parts.store.coveredThrough(sessionKey(record.workspace_id, record.session_id))) return;
    const entry = await this.load(record.workspace_id, record.session_id);
    // Written, but never acknowledged, because the disk failed, and then sent again: the first of both counts.
    const { producer, sequence } = record;
    const isRepeat = producer !== null && sequence !== null && entry?.session.producers.has(producer, sequence);
    if (isRepeat && record.id > entry!.session.facts.through_record) return;
    this.apply(record, decodeBody(record));
  }

  /**
   * Applies a durable record. Its session must be in memory, except for a start, which makes it.
   * @param body The record's body as decoded: what was just received need not be decoded again.
   */
  apply<Kind extends RecordKind>(record: JournalledRecord, body: RecordBodies[Kind]): void {
    const entry = this.entryFor(record, body);
    const { facts } = entry.session;
    const isNew = record.id > facts.through_record;
    this.storeValues(entry, record, body);
    switch (record.kind) {
      case 'start':
        if (isNew) applyStart(entry.session, record, body as RecordBodies['start']);
        break;
      case 'patch':
        if (isNew) applyPatch(entry.session, record, body as RecordBodies['patch']);
        break;
      case 'metrics':
        if (isNew) this.applyMetrics(entry, record, body as RecordBodies['metrics']);
        break;
      case 'events':
        if (isNew) this.applyEvents(entry, record, body as RecordBodies['events']);
        break;
      case 'heartbeat':
        if (isNew) applyHeartbeat(entry.session, record, body as RecordBodies['heartbeat']);
        break;
      case 'complete':
        if (isNew) applyComplete(entry.session, record, body as RecordBodies['complete']);
        break;
    }
    if (isNew) facts.through_record = record.id;
    this.touch(entry, record.received_at);
    if (record.kind === 'start' || record.kind === 'complete' || record.kind === 'patch') this.publishSoon(entry);
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
      if (this.noteState(entry, now)) this.publishSoon(entry);
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

  private applyMetrics(
    { session, curves, resources }: Entry,
    record: JournalledRecord,
    body: RecordBodies['metrics'],
  ): void {
    applyPoints(session, record, body);
    noteUsage(session.facts, body.resource_usage);
    curves.add(record, body);
    resources.add(record, body);
    this.news.addPoints(record, body);
  }

  private applyEvents(entry: Entry, record: JournalledRecord, { events }: RecordBodies['events']): void {
    applyEvents(entry.session, record, events);
    entry.checkpoints.add(events);
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

  private async load(workspaceId: string, sessionId: string): Promise<Entry | undefined> {
    const key = sessionKey(workspaceId, sessionId);
    const known = this.entries.get(key);
    if (known) return known;
    let loading = this.loading.get(key);
    if (loading === undefined) {
      loading = this.parts.history
        .session(workspaceId, sessionId)
        .then((resting) => (resting ? this.adopt(resting.internal, resting.summary) : undefined))
        .finally(() => this.loading.delete(key));
      this.loading.set(key, loading);
    }
    return loading;
  }

  private adopt(internal: Parameters<typeof sessionFromStored>[0], summary: SessionSummary): Entry {
    const { workspace_id, session_id } = internal.facts;
    const known = this.entries.get(sessionKey(workspace_id, session_id));
    return known ?? this.enter(sessionFromStored(internal), summary, Date.now());
  }

  private enter(session: LiveSession, summary: SessionSummary | null, now: number): Entry {
    const key = sessionKey(session.facts.workspace_id, session.facts.session_id);
    const entry: Entry = {
      key,
      session,
      curves: new SessionCurves(session, this.parts.history),
      resources: new ResourceSamples(),
      checkpoints: new Checkpoints(),
      behind: null,
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
    this.dirty.add(entry);
    this.noteState(entry, now);
  }

  /** @returns Whether the session's state changed. News about the past changes it without a point: no alert may see it. */
  private noteState(entry: Entry, now: number): boolean {
    const { facts, pace } = entry.session;
    const next = nextState(facts, pace, now);
    if (next.state === facts.state) return false;
    facts.state = next.state;
    if (facts.live_news_at !== null)
      this.parts.store.applyRows(entry.key, facts.through_record, [rowOfState(facts, next)]);
    return true;
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
    this.score(entry, ready.curves, ready.objectiveChanged);
    const summary = this.publishFacts(entry, ready.curves);
    this.news.addSession(summary, {
      ...newestValues(entry.session.facts, entry.resources),
      ...alertValues(entry.behind, entry.checkpoints),
    });
    entry.publishedAt = now;
    entry.dirty = false;
    this.dirty.delete(entry);
  }

  /** @returns The summary, which is on its way to the store. */
  private publishFacts(entry: Entry, curves: ScoreCurves | null): SessionSummary {
    const { facts } = entry.session;
    const { workspace_id, session_id } = facts;
    const url = this.parts.sessionUrl(workspace_id, session_id);
    const summary = summarize(entry.session, { curves, known: entry.summary, url });
    entry.summary = summary;
    const fields = entityFields(entry.session, summary);
    const change = { kind: SESSION_ENTITY.kind, key: [workspace_id, session_id], fields };
    this.parts.store.applyEntities(entry.key, facts.through_record, [change]);
    return summary;
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
    if (row) this.parts.store.applyRows(key, facts.through_record, [row]);
  }

  /** Lets sessions go that are over: everything of them is in the store, and comes back with their next news. */
  private rest(now: number): void {
    for (const entry of this.entries.values()) {
      const { facts } = entry.session;
      const over = facts.finished !== null || facts.state === 'silent';
      if (!over || entry.dirty || now - entry.touchedAt < REST_AFTER_MILLISECONDS || latestAttempt(entry.session) === 0)
        continue;
      this.parts.store.release(entry.key);
      this.entries.delete(entry.key);
    }
  }
}
