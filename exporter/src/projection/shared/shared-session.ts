import type { PointBatch } from '../../journal/batch/point-batch.js';
import { isPlain } from '../../journal/batch/point-batch.js';
import type { RecordBodies, RecordKind } from '../../journal/record-body.js';
import type { JournalledRecord } from '../../journal/record.js';
import { heartbeatSecondsOf } from '../describe.js';
import { silentAfter } from '../liveness.js';
import { Pace } from '../pace.js';
import { Producers } from '../producers.js';
import { SeriesSeen } from '../series-seen.js';
import type { AttemptState, LiveSession, SessionFacts } from '../session.js';
import { newSession } from '../session.js';
import { mergeFacts, SUMS, type MergedPart, type Sums } from './merge-facts.js';
import {
  batchesFromStored,
  batchesToStored,
  type CountedBatch,
  type PointWindows,
  type SessionPart,
} from './session-part.js';
import { nextStamp, noStamps, noteDescription, noteSpan, stampsFromStored, type Stamps } from './stamps.js';

/** How long a batch is remembered by itself: others hear of it within seconds, and a retry comes within as many. */
const BATCH_REMEMBERED_MILLISECONDS = 15_000;
/** Batches remembered while nobody can hear of them. */
const MAXIMUM_BATCHES = 2_000;
/** Windows of points that a part names: others hear of each within seconds. */
const WINDOWS_KEPT = 16;

/** Where in time new points lie, in epoch milliseconds; `all` when that is not known any more; null: there are none. */
export type NewPoints = { readonly from: number; readonly to: number } | 'all' | null;

/** What hearing of another exporter's part calls for. */
export interface Heard {
  /** Whether it says something that was not known. */
  readonly isNews: boolean;
  /** Whether its writer had not heard of all that is known here: then what it wrote beside it is behind. */
  readonly isBehind: boolean;
}

/** Another exporter's part, as far as it is needed. */
interface OtherPart extends MergedPart {
  readonly pace: SessionPart['pace'];
}

/**
 * A session in memory that other exporters may serve as well. Keeps apart what this exporter's own records say (its
 * part) from what all parts together say (the session's facts). As long as nobody else has a part, both are the same
 * object, and nothing is done twice.
 */
export class SharedSession {
  /** Of the own records only; the session itself while there is no other part. */
  own: LiveSession;
  private readonly stamps: Stamps;
  private batches: CountedBatch[];
  private after: number;
  private windows: PointWindows['windows'][number][];
  private window: { from: number; to: number } | null = null;
  private readonly seen: Map<string, number>;
  private readonly told: Map<string, number>;
  private readonly others = new Map<string, OtherPart>();
  private counted: Sums;
  /** When it last had a record of its own, epoch milliseconds. */
  ownNewsAt: number;

  /**
   * @param exporter The name of the own journal.
   * @param session Its facts become those of all parts with `hear`.
   * @param stored The own part as it was left; null when there is none.
   */
  constructor(
    readonly exporter: string,
    readonly session: LiveSession,
    stored: SessionPart | null,
    now: number,
  ) {
    this.own = session;
    this.stamps = stored ? stampsFromStored(stored.stamps) : noStamps();
    this.batches = batchesFromStored(stored?.batches ?? []);
    this.windows = [...(stored?.windows.windows ?? [])];
    this.after = stored?.windows.after ?? session.facts.through_record;
    this.seen = new Map(Object.entries(stored?.seen ?? {}));
    this.told = new Map(Object.entries(stored?.told ?? {}));
    this.counted = sumsOf(session.facts);
    this.ownNewsAt = now;
  }

  /** Whether others have a part of it. */
  get isShared(): boolean {
    return this.others.size > 0;
  }

  /** Whether others are known to have one, heard or not. */
  get isKnownElsewhere(): boolean {
    return this.isShared || this.seen.size > 0;
  }

  /** Whether parts are missing that were known when the own part was written. */
  get isUnheard(): boolean {
    for (const exporter of this.seen.keys()) if (!this.others.has(exporter)) return true;
    return false;
  }

  /** Whether any record of it is this exporter's own. */
  get hasOwn(): boolean {
    return this.own.facts.through_record > 0;
  }

  /** Notes what a record said and when, after it was applied to the own facts. */
  note<Kind extends RecordKind>(record: JournalledRecord, body: RecordBodies[Kind]): void {
    this.ownNewsAt = Date.now();
    switch (record.kind) {
      case 'start':
        this.noteStart(record, body as RecordBodies['start']);
        break;
      case 'patch':
        noteDescription(this.stamps, body as RecordBodies['patch'], this.stamp(record));
        break;
      case 'metrics':
        this.noteMetrics(record, body as RecordBodies['metrics']);
        break;
      case 'events':
        this.noteEvents(record, body as RecordBodies['events']);
        break;
      case 'heartbeat':
        this.noteHeartbeat(record, body as RecordBodies['heartbeat']);
        break;
      case 'complete':
        this.noteComplete(record, body as RecordBodies['complete']);
        break;
    }
    this.count(record);
  }

  /** Which points a part brings that were not there when the exporter was last heard of. */
  newPoints(exporter: string, part: SessionPart): NewPoints {
    const known = this.others.get(exporter)?.facts.through_record ?? 0;
    return part.facts.through_record > known ? pointsAfter(part, known) : null;
  }

  /** Takes what another exporter knows. */
  hear(exporter: string, part: SessionPart): Heard {
    const known = this.others.get(exporter);
    const isNews = known === undefined || part.facts.through_record > known.facts.through_record;
    if (isNews) {
      if (!this.isShared) this.setApart();
      const batches = batchesFromStored(part.batches);
      const stamps = stampsFromStored(part.stamps);
      this.others.set(exporter, { exporter, facts: part.facts, stamps, batches, pace: part.pace });
      this.seen.set(exporter, part.facts.through_record);
      this.noteTold(exporter, part);
      this.stamps.clock = Math.max(this.stamps.clock, stamps.clock);
      this.session.producers.keepAll(part.producers);
      this.forgetCountedElsewhere(exporter, part, batches);
      this.merge();
    }
    return { isNews, isBehind: this.isBehind(exporter, part) };
  }

  /**
   * Brings the session's facts up to date with all parts.
   * @param isTakenOver Whether it just came into memory: then what follows from the facts is as the newest part has it.
   */
  merge(isTakenOver = false): void {
    const { session, own } = this;
    if (!this.isShared) return;
    const parts = [...this.others.values()];
    if (this.hasOwn) parts.push(this.ownPart());
    const merged = mergeFacts(parts);
    const { state, scores, values_since_best, scored_values, score_values } = isTakenOver ? merged : session.facts;
    const { through_record } = own.facts;
    const following = { state, scores, values_since_best, scored_values, score_values };
    session.facts = { ...merged, through_record, ...following };
    session.pace = mergePaces(parts, merged.attempts.at(-1)?.started_at ?? -Infinity);
    session.series.addPlain(Object.keys(merged.metric_kinds));
    // What the own records are judged by.
    const { description, finished, completed_at } = session.facts;
    Object.assign(own.facts, { description, finished, completed_at });
    for (const attempt of merged.attempts) addAttempt(own.facts, attempt);
  }

  /**
   * The own part as others read it.
   * @param isHeard Whether others can read it now: what nobody has heard of yet is not forgotten.
   */
  toStored(now: number, isHeard: boolean): SessionPart {
    this.closeWindow();
    if (isHeard) this.forgetOldBatches(now);
    else this.batches = this.batches.slice(-MAXIMUM_BATCHES);
    const { session, own } = this;
    const { state, scores, values_since_best, scored_values, score_values } = session.facts;
    Object.assign(own.facts, { state, scores, values_since_best, scored_values, score_values });
    return {
      facts: { ...own.facts, description: {} },
      pace: own.pace.toStored(),
      producers: session.producers.toStored(),
      stamps: this.stamps,
      batches: batchesToStored(this.batches),
      seen: Object.fromEntries(this.seen),
      told: Object.fromEntries(this.told),
      windows: { after: this.after, windows: this.windows },
    };
  }

  private noteStart(record: JournalledRecord, body: RecordBodies['start']): void {
    const stamp = this.stamp(record);
    noteDescription(this.stamps, body.description, stamp);
    this.stamps.ending = stamp;
    this.stamps.phase = stamp;
    this.noteNews(record, body.started_at);
  }

  private noteMetrics(record: JournalledRecord, batch: PointBatch): void {
    this.noteUsage(record, batch.resource_usage);
    const { stamps } = this;
    let oldest = Infinity;
    let newest = -Infinity;
    for (const run of batch.runs) {
      const times = timesOf(batch, run.from, run.to, record.received_at);
      oldest = Math.min(oldest, times.oldest);
      newest = Math.max(newest, times.newest);
      if (!isPlain(run.labelling)) continue;
      for (const name of run.names) stamps.final[name] = times.last;
      if (hasPlace(batch, run.to - 1)) stamps.places = Math.max(stamps.places, times.last);
    }
    if (batch.count === 0) return;
    this.noteNews(record, newest);
    this.window = {
      from: Math.min(oldest, this.window?.from ?? Infinity),
      to: Math.max(newest, this.window?.to ?? -Infinity),
    };
  }

  private noteEvents(record: JournalledRecord, { events }: RecordBodies['events']): void {
    if (events.length === 0) return;
    if (events.some(({ kind }) => PHASE_EVENTS.has(kind))) this.stamps.phase = this.stamp(record);
    this.noteNews(record, Math.max(...events.map(({ time }) => time)));
  }

  private noteHeartbeat(record: JournalledRecord, heartbeat: RecordBodies['heartbeat']): void {
    if (heartbeat.phase !== undefined) this.stamps.phase = this.stamp(record);
    this.noteUsage(record, heartbeat.resource_usage);
    this.noteNews(record, heartbeat.time);
  }

  private noteComplete(record: JournalledRecord, body: RecordBodies['complete']): void {
    const stamp = this.stamp(record);
    this.stamps.ending = stamp;
    this.stamps.phase = stamp;
    this.noteUsage(record, body.resource_usage);
    this.noteNews(record, body.completed_at);
  }

  private stamp({ received_at }: JournalledRecord): number {
    return nextStamp(this.stamps, received_at);
  }

  private noteNews({ attempt }: JournalledRecord, at: number): void {
    noteSpan(this.stamps, attempt, at, silentAfter(heartbeatSecondsOf(this.session.facts.description)));
  }

  private noteUsage(record: JournalledRecord, usage: object | undefined): void {
    if (usage === undefined) return;
    const stamp = this.stamp(record);
    for (const name of Object.keys(usage)) this.stamps.usage[name] = stamp;
  }

  /** What the record added to the sums. */
  private count({ id, producer, sequence }: JournalledRecord): void {
    const sums = sumsOf(this.own.facts);
    const before = this.counted;
    this.counted = sums;
    if (producer === null || sequence === null || sums.values === before.values) return;
    const added = Object.fromEntries(SUMS.map((name) => [name, sums[name] - before[name]])) as Sums;
    this.batches.push({ producer, sequence, record: id, at: this.ownNewsAt, ...added });
  }

  /** Until somebody else has a part, the session's facts are the own part's. */
  private setApart(): void {
    const { session } = this;
    const { workspace_id, session_id, agent_id, started_at } = session.facts;
    const fresh = newSession({ workspace_id, session_id, agent_id, started_at });
    this.own = {
      facts: session.facts,
      pace: session.pace,
      // Of both, because repeats are repeats whoever kept the original.
      producers: session.producers,
      series: fresh.series,
    };
  }

  /** What they have taken in or were told, we are told now. */
  private noteTold(exporter: string, { facts, seen, told }: SessionPart): void {
    const all = [[exporter, facts.through_record] as const, ...Object.entries(seen), ...Object.entries(told)];
    for (const [name, record] of all)
      if (name !== this.exporter && record > (this.told.get(name) ?? 0)) this.told.set(name, record);
  }

  /**
   * A batch that both kept counts once: of those that name it, all but the first by name let go of it; and where the
   * other one does not name it any more, and had not heard of it from here, this one does.
   */
  private forgetCountedElsewhere(exporter: string, part: SessionPart, batches: readonly CountedBatch[]): void {
    const named = new Set(batches.map(keyOf));
    const heard = Math.max(part.seen[this.exporter] ?? 0, part.told[this.exporter] ?? 0);
    const kept = Producers.fromStored([...part.producers]);
    const isTheirs = (batch: CountedBatch): boolean =>
      named.has(keyOf(batch))
        ? exporter < this.exporter
        : batch.record > heard && kept.has(batch.producer, batch.sequence);
    const theirs = this.batches.filter(isTheirs);
    if (theirs.length === 0) return;
    for (const batch of theirs) for (const name of SUMS) this.own.facts[name] -= batch[name];
    this.counted = sumsOf(this.own.facts);
    this.batches = this.batches.filter((batch) => !theirs.includes(batch));
  }

  /** A batch that another part names stays: without it the other's would count again. */
  private forgetOldBatches(now: number): void {
    const elsewhere = new Set([...this.others.values()].flatMap(({ batches }) => batches.map(keyOf)));
    this.batches = this.batches.filter(
      (batch) => now - batch.at < BATCH_REMEMBERED_MILLISECONDS || elsewhere.has(keyOf(batch)),
    );
  }

  private closeWindow(): void {
    const { through_record } = this.own.facts;
    if (this.window !== null && through_record > (this.windows.at(-1)?.record ?? this.after))
      this.windows.push({ record: through_record, ...this.window });
    this.window = null;
    while (this.windows.length > WINDOWS_KEPT) this.after = this.windows.shift()!.record;
  }

  private isBehind(exporter: string, part: SessionPart): boolean {
    if (this.hasOwn && (part.seen[this.exporter] ?? 0) < this.own.facts.through_record) return true;
    for (const other of this.others.values())
      if (other.exporter !== exporter && (part.seen[other.exporter] ?? 0) < other.facts.through_record) return true;
    return false;
  }

  private ownPart(): OtherPart {
    const { exporter, own, stamps, batches } = this;
    return { exporter, facts: own.facts, stamps, batches, pace: own.pace.toStored() };
  }
}

const PHASE_EVENTS = new Set(['evaluation_start', 'evaluation_end', 'checkpoint_start', 'checkpoint_end']);

/** The session that an exporter begins with when only others have served it: it has attempts, and nothing of its own. */
export function withoutOwnPart(parts: ReadonlyMap<string, SessionPart>): LiveSession {
  const facts = [...parts.values()].map((part) => part.facts);
  const { workspace_id, session_id, agent_id } = facts[0]!;
  const started_at = Math.min(...facts.map((each) => each.started_at));
  return newSession({ workspace_id, session_id, agent_id, started_at });
}

/** A stored own part as a session in memory. */
export function sessionOfPart(part: SessionPart): LiveSession {
  const { facts, stamps, pace, producers } = part;
  const merged = mergeFacts([{ exporter: '', facts, stamps, batches: [] }]);
  const description = merged.description;
  return {
    facts: {
      ...facts,
      description,
      metric_kinds: merged.metric_kinds,
      final_metrics: merged.final_metrics,
    },
    producers: Producers.fromStored([...producers]),
    pace: Pace.fromStored({ times: [...pace.times], steps: [...pace.steps] }),
    series: new SeriesSeen(Object.keys(facts.metric_kinds)),
  };
}

/** An attempt that another exporter heard the start of, as far as the own facts must have a place for it. */
function addAttempt(facts: SessionFacts, { attempt, started_at }: AttemptState): void {
  if (facts.attempts.length >= attempt) return;
  facts.attempts.push({
    ...{ attempt, started_at },
    ...{ ended_at: null, first_step: null, last_step: null, active: 0, last_news_at: started_at },
  });
}

/** @param since Start of the newest attempt: the ones before it may have stepped at another pace. */
function mergePaces(parts: readonly OtherPart[], since: number): Pace {
  const logs = parts.flatMap(({ pace }) => pace.times.map((time, index) => ({ time, step: pace.steps[index]! })));
  const pace = new Pace();
  for (const { time, step } of logs.sort((left, right) => left.time - right.time || left.step - right.step))
    if (time >= since) pace.add(time, step);
  return pace;
}

function pointsAfter({ windows: { after, windows } }: SessionPart, record: number): NewPoints {
  if (record < after) return 'all';
  const fresh = windows.filter((window) => window.record > record);
  if (fresh.length === 0) return null;
  return {
    from: Math.min(...fresh.map(({ from }) => from)),
    to: Math.max(...fresh.map(({ to }) => to)),
  };
}

function timesOf(
  { time }: PointBatch,
  from: number,
  to: number,
  receivedAt: number,
): { oldest: number; newest: number; last: number } {
  let oldest = Infinity;
  let newest = -Infinity;
  let last = receivedAt;
  for (let index = from; index < to; index++) {
    last = time[index] === time[index] ? time[index]! : receivedAt;
    if (last < oldest) oldest = last;
    if (last > newest) newest = last;
  }
  return { oldest, newest, last };
}

function hasPlace({ step, epoch }: PointBatch, index: number): boolean {
  return !Number.isNaN(step[index]) || !Number.isNaN(epoch[index]);
}

function keyOf({ producer, sequence }: CountedBatch): string {
  return `${sequence} ${producer}`;
}

function sumsOf(facts: SessionFacts): Sums {
  return Object.fromEntries(SUMS.map((name) => [name, facts[name]])) as Sums;
}
