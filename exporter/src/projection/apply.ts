import type { Phase, ReportedUsage, SessionPatch } from '@shadower-training/contract';
import { isPlain, type PointBatch, type PointRun } from '../journal/batch/point-batch.js';
import type { RecordBodies, StartBody, TimedEvent } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import { heartbeatSecondsOf, mergeDescription } from './describe.js';
import { silentAfter } from './liveness.js';
import { placeOf } from './score-curves.js';
import { Tally } from './tally.js';
import { attemptOf, type AttemptState, type LiveSession, type SessionFacts } from './session.js';

/** What each kind of journal record changes of a session's facts. Only facts: rows and scores are made elsewhere. */

/** A new attempt begins; a session that had ended runs again. */
export function applyStart(session: LiveSession, record: JournalledRecord, body: StartBody): void {
  const { facts } = session;
  facts.description = mergeDescription(facts.description, body.description);
  const earlier = facts.attempts.at(-1);
  if (earlier && earlier.attempt < record.attempt && earlier.ended_at === null) earlier.ended_at = earlier.last_news_at;
  // Another exporter may have heard of the same start.
  if (facts.attempts.length < record.attempt)
    facts.attempts.push({
      attempt: record.attempt,
      started_at: body.started_at,
      ended_at: null,
      first_step: null,
      last_step: null,
      active: 0,
      last_news_at: body.started_at,
    });
  facts.finished = null;
  facts.completed_at = null;
  facts.error_details = null;
  facts.early_stopping_triggered = null;
  setPhase(facts, 'training', null);
  facts.logged_at = null;
  facts.heartbeat_at = null;
  session.pace.restart();
  if (record.producer !== null) session.producers.setAttempt(record.producer, record.attempt);
  noteNews(session, record, body.started_at);
}

/** Later knowledge. */
export function applyPatch(session: LiveSession, record: JournalledRecord, description: SessionPatch): void {
  session.facts.description = mergeDescription(session.facts.description, description);
  keepSequence(session, record);
}

/** Values came in. */
export function applyPoints(session: LiveSession, record: JournalledRecord, batch: PointBatch): void {
  const { facts } = session;
  const attempt = attemptOf(session, record.attempt);
  const tally = new Tally();
  let newest = -Infinity;
  for (const run of batch.runs) {
    tally.add(batch, run);
    session.series.add(run.labelling, run.names);
    facts.values += (run.to - run.from) * run.names.length;
    newest = Math.max(newest, newestOf(batch, run, record.received_at));
    if (facts.completed_at !== null)
      facts.values_after_completion += valuesAfter(facts.completed_at, batch, run, record);
    if (isPlain(run.labelling)) notePlaces(session, attempt, batch, run, record);
  }
  tally.noteIn(facts);
  keepSequence(session, record);
  if (batch.count === 0) return;
  // Resource samples come from the client's own thread: they say that the process lives, not that it trains.
  const live = noteNews(session, record, newest);
  if (live && tally.logged) facts.logged_at = record.received_at;
}

/** The latest time in a run; points without one have that of the receipt. */
function newestOf({ time }: PointBatch, { from, to }: PointRun, receivedAt: number): number {
  let newest = -Infinity;
  for (let index = from; index < to; index++) {
    const milliseconds = time[index]!;
    newest = Math.max(newest, milliseconds === milliseconds ? milliseconds : receivedAt);
  }
  return newest;
}

function valuesAfter(completedAt: number, { time }: PointBatch, run: PointRun, record: JournalledRecord): number {
  let points = 0;
  for (let index = run.from; index < run.to; index++) {
    const milliseconds = time[index]!;
    if ((milliseconds === milliseconds ? milliseconds : record.received_at) > completedAt) points++;
  }
  return points * run.names.length;
}

/** Events came in; an announced evaluation or checkpoint is a phase until its end. */
export function applyEvents(session: LiveSession, record: JournalledRecord, events: readonly TimedEvent[]): void {
  for (const event of events) {
    if (event.kind === 'evaluation_start') setPhase(session.facts, 'evaluation', record.producer);
    else if (event.kind === 'checkpoint_start') setPhase(session.facts, 'checkpoint', record.producer);
    else if (event.kind === 'evaluation_end' || event.kind === 'checkpoint_end') {
      setPhase(session.facts, 'training', null);
      session.facts.logged_at = record.received_at;
    }
  }
  keepSequence(session, record);
  const newest = Math.max(...events.map((event) => event.time));
  if (events.length > 0) noteNews(session, record, newest);
}

/** The process lives, and says what it is doing. */
export function applyHeartbeat(
  session: LiveSession,
  record: JournalledRecord,
  heartbeat: RecordBodies['heartbeat'],
): void {
  const { facts } = session;
  // A client that says nothing of phases may have announced an evaluation by an event.
  const phase = heardPhase(facts, record.producer, heartbeat.phase);
  if (facts.phase !== phase && phase === 'training') facts.logged_at = record.received_at;
  // Only who says something is who announced it.
  if (heartbeat.phase === phase) setPhase(facts, phase, record.producer);
  facts.heartbeat_at = record.received_at;
  if (heartbeat.seconds_since_log !== undefined && phase === 'training' && facts.logged_at !== null) {
    // The client's own stopwatch knows better than receipts: batches are sent late.
    facts.logged_at = Math.max(facts.logged_at, record.received_at - heartbeat.seconds_since_log * 1_000);
  }
  noteUsage(facts, heartbeat.resource_usage);
  noteNews(session, record, heartbeat.time, true);
}

/**
 * What a heartbeat says of the phase. Of several processes of a session one evaluates while the others wait for it, and
 * say of themselves that they train: that does not end what another has announced.
 */
function heardPhase(facts: SessionFacts, producer: string | null, said: Phase | undefined): Phase {
  if (said === undefined) return facts.phase;
  const isOthers = facts.phase_by !== null && producer !== null && producer !== facts.phase_by;
  return said === 'training' && isOthers ? facts.phase : said;
}

function setPhase(facts: SessionFacts, phase: Phase, producer: string | null): void {
  facts.phase = phase;
  facts.phase_by = phase === 'training' ? null : producer;
}

/** The session says that it has ended. */
export function applyComplete(session: LiveSession, record: JournalledRecord, request: RecordBodies['complete']): void {
  const { facts } = session;
  facts.finished = request.status;
  facts.completed_at = request.completed_at;
  setPhase(facts, 'idle', null);
  facts.error_details = request.error_details ?? facts.error_details;
  facts.total_tokens_processed = request.total_tokens_processed ?? facts.total_tokens_processed;
  facts.early_stopping_triggered = request.early_stopping_triggered ?? request.status === 'stopped';
  noteUsage(facts, request.resource_usage);
  noteNews(session, record, request.completed_at);
  const attempt = attemptOf(session, record.attempt);
  if (attempt) attempt.ended_at = attempt.last_news_at;
}

/** The newest report of each field counts. */
export function noteUsage(facts: SessionFacts, usage: ReportedUsage | undefined): void {
  if (usage) facts.usage = { ...facts.usage, ...usage };
}

function keepSequence(session: LiveSession, record: JournalledRecord): void {
  if (record.producer !== null && record.sequence !== null) session.producers.keep(record.producer, record.sequence);
}

/** How far training has come, by the points of a run that have a step or an epoch. */
function notePlaces(
  session: LiveSession,
  attempt: AttemptState | undefined,
  { step, epoch, time }: PointBatch,
  { from, to }: PointRun,
  { received_at }: JournalledRecord,
): void {
  const { facts, pace } = session;
  let lowest = attempt?.first_step ?? Infinity;
  let highest = attempt?.last_step ?? -Infinity;
  let last = NaN;
  for (let index = from; index < to; index++) {
    const stepHere = step[index]!;
    const epochHere = epoch[index]!;
    const milliseconds = time[index] === time[index] ? time[index]! : received_at;
    const place = placeOf(stepHere, epochHere, NaN);
    if (place !== place) continue;
    if (place < lowest) lowest = place;
    if (place > highest) highest = place;
    last = place;
    if (epochHere === epochHere) noteEpoch(facts, epochHere, place);
    pace.add(milliseconds, place);
  }
  if (last !== last) return;
  if (attempt) {
    attempt.first_step = lowest;
    attempt.last_step = highest;
  }
  // After a resume the newest attempt says where training is, not the farthest step that an earlier one reached.
  facts.completed_steps = attempt ? highest : last;
}

function noteEpoch(facts: SessionFacts, epoch: number, place: number): void {
  if (facts.first_epoch === null) {
    facts.first_epoch = epoch;
    facts.first_epoch_step = place;
  }
  if (epoch > (facts.highest_epoch ?? -Infinity)) {
    facts.highest_epoch = epoch;
    facts.highest_epoch_step = place;
  }
  facts.current_epoch = epoch;
  facts.whole_epochs &&= Number.isInteger(epoch);
}

/**
 * Notes that there was news, in the clock of the values and, unless it is about the past, in ours. News older than the
 * silence limit is about the past (an offline sync, an import): it raises no state and no alert.
 * @returns Whether the news is of now.
 */
function noteNews(session: LiveSession, record: JournalledRecord, at: number, live = false): boolean {
  const { facts } = session;
  const limit = silentAfter(heartbeatSecondsOf(facts.description));
  const attempt = attemptOf(session, record.attempt);
  if (attempt && at > attempt.last_news_at) {
    const gap = at - attempt.last_news_at;
    if (gap < limit) attempt.active += gap;
    attempt.last_news_at = at;
  }
  facts.last_news_at = Math.max(facts.last_news_at, at);
  if (!live && record.received_at - at >= limit) return false;
  facts.live_news_at = record.received_at;
  return true;
}
