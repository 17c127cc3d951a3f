import { ContractError } from '@shadower-training/contract';
import { v7 as drawId } from 'uuid';
import { writeShift } from '../journal/batch/encode.js';
import type { GroupCommit } from '../journal/group-commit.js';
import { BODY_VERSION, decodeBytes, type RecordBodies, type RecordKind } from '../journal/record-body.js';
import type { JournalRecord } from '../journal/record.js';
import type { Projection } from '../projection/projection.js';
import { latestAttempt, sessionKey, type LiveSession } from '../projection/session.js';
import type { Outcome, ReceivedEvent, Receiver } from '../receivers/event.js';
import type { ReceiverAnswer, ReceiverRequest } from '../receivers/request.js';
import {
  OverLimit,
  refuseOverDescribed,
  refuseOverLimit,
  refuseOverProducers,
  refuseTooManyAttempts,
  refuseTooManyLive,
  refuseTooManySessions,
  type IngestLimits,
} from './limits.js';
import { AfterAnswers } from './after-answers.js';
import { OneAtATime } from './one-at-a-time.js';
import type { SessionCounts } from './session-counts.js';
import { PendingSequences } from './pending-sequences.js';
import { RequestOffsets } from './request-offsets.js';

/** When a client should come back after the disk refused a commit. */
const RETRY_AFTER_SECONDS = 5;

/** What ingest is composed of. */
export interface IngestParts {
  readonly receivers: Readonly<Record<ReceiverRequest['door'], Receiver>>;
  readonly commit: GroupCommit;
  readonly projection: Projection;
  readonly limits: IngestLimits;
  readonly sessions: SessionCounts;
  readonly sessionUrl: (workspaceId: string, sessionId: string) => string;
  /** Told of failed commits, which clients see as 503. */
  readonly onFailure: (error: unknown) => void;
}

/** What was accepted since the start of the process. */
export interface IngestStatistics {
  /** Requests that were made durable, by what they carried. */
  readonly batches: Readonly<Record<RecordKind, number>>;
  /** Metric values in them. */
  readonly values: number;
  /** Events in them. */
  readonly events: number;
  /** Requests that had been accepted before and were sent again. */
  readonly repeats: number;
}

/** An event, its body, and the moment of its receipt in epoch milliseconds. */
interface Arrived {
  readonly event: ReceivedEvent;
  readonly body: RecordBodies[RecordKind];
  readonly received_at: number;
}

/**
 * A request's way: receiver -> journal -> projection, and the answer when it is durable. Decides what a session's
 * identity demands: which attempt, whether it is a repeat, whether the session exists.
 */
export class Ingest {
  /** Starts, and deletions, of one session wait for each other. */
  readonly starts = new OneAtATime();
  private readonly pending = new PendingSequences();
  private readonly offsets = new RequestOffsets();
  private readonly afterAnswers = new AfterAnswers();
  /** What was accepted since the start of the process: plain numbers, as each request adds to them. */
  private readonly accepted = {
    batches: { start: 0, patch: 0, metrics: 0, events: 0, heartbeat: 0, complete: 0 },
    values: 0,
    events: 0,
    repeats: 0,
  };

  constructor(private readonly parts: IngestParts) {}

  statistics(): IngestStatistics {
    return { ...this.accepted, batches: { ...this.accepted.batches } };
  }

  /** Applies all that was acknowledged. Nobody need call it who waits for another turn of the event loop. */
  finish(): void {
    this.afterAnswers.flush();
  }

  /** Takes a request; never rejects: what is wrong with it is its answer. */
  async receive(request: ReceiverRequest): Promise<ReceiverAnswer> {
    try {
      const event = this.parts.receivers[request.door].receive(request);
      const arrived = { event, body: decodeBytes(event.kind, event.encoded), received_at: request.received_at };
      const outcome = event.kind === 'start' ? await this.start(arrived) : await this.keep(arrived);
      return this.parts.receivers[request.door].answer(request, event, outcome);
    } catch (error) {
      if (!(error instanceof ContractError)) throw error;
      const answer = {
        status: error.status,
        body: JSON.stringify(error.toAnswer()),
        ...(error instanceof OverLimit && { limit: error.limit }),
      };
      return error.retryAfterSeconds === null ? answer : { ...answer, retry_after_seconds: error.retryAfterSeconds };
    }
  }

  /** Starts and resumes of one session wait for each other, so that each opens an attempt of its own. */
  private start(arrived: Arrived): Promise<Outcome> {
    const { event, body } = arrived;
    const sessionId = event.session_id ?? drawId();
    return this.starts.run(sessionKey(event.workspace_id, sessionId), async () => {
      const { removals } = this.parts.projection;
      removals.refuseLeaving(event.workspace_id, sessionId);
      const known = await this.parts.projection.findToStart(event.workspace_id, sessionId);
      if (known) refuseOtherAgent(known, body as RecordBodies['start']);
      const repeated = event.producer === null ? null : (known?.producers.attemptOf(event.producer) ?? null);
      if (known && repeated !== null) return this.outcome(event, known, repeated, { duplicate: true });
      if (known) {
        refuseOverDescribed(known, (body as RecordBodies['start']).description);
        refuseTooManyAttempts(latestAttempt(known));
        if (event.producer !== null) refuseOverProducers(known, event.producer, null);
      } else
        refuseTooManySessions(event.workspace_id, await this.parts.sessions.of(event.workspace_id), this.parts.limits);
      // Mostly there are fewer in all than one workspace may have: then nothing need be counted.
      if (this.parts.projection.liveSessions >= this.parts.limits.liveSessionsInWorkspace)
        refuseTooManyLive(
          event.workspace_id,
          this.parts.projection.liveIn(event.workspace_id, sessionId),
          this.parts.limits,
        );
      // Again, since its workspace may have been deleted while others were counted.
      removals.refuseLeaving(event.workspace_id, sessionId);
      const attempt = known ? latestAttempt(known) + 1 : 1;
      await this.commit(arrived, sessionId, attempt);
      if (!known) this.parts.sessions.add(event.workspace_id);
      // The next request may go to another exporter.
      await this.parts.projection.writeThrough(event.workspace_id, sessionId);
      const session = this.parts.projection.inMemory(event.workspace_id, sessionId);
      if (!session) throw new ContractError('not_found', `the session ${sessionId} was deleted right after its start`);
      return this.outcome(event, session, attempt, { created: known === undefined });
    });
  }

  /** Everything that is about a session which must exist. */
  private async keep(arrived: Arrived): Promise<Outcome> {
    const { event, body } = arrived;
    const { workspace_id, producer, sequence } = event;
    const sessionId = event.session_id!;
    // Without `await` where the session is in memory: a wait of even a microtask a request shows at 10,000 a second.
    const { projection } = this.parts;
    const session = projection.removals.isLeaving(workspace_id, sessionId)
      ? undefined
      : (projection.inMemory(workspace_id, sessionId) ?? (await projection.find(workspace_id, sessionId)));
    if (!session) {
      throw new ContractError(
        'not_found',
        `there is no session ${sessionId} in workspace ${workspace_id}: start it first`,
      );
    }
    if (event.kind === 'metrics') {
      refuseOverLimit(body as RecordBodies['metrics'], event.count, session, this.parts.limits);
    } else if (event.kind === 'patch') refuseOverDescribed(session, body as RecordBodies['patch']);
    const attempt = resolveAttempt(event, session);
    if (producer !== null && sequence !== null) {
      if (session.producers.has(producer, sequence)) return this.outcome(event, session, attempt, { duplicate: true });
      const underWay = this.pending.get(session, producer, sequence);
      if (underWay) {
        await underWay;
        return this.outcome(event, session, attempt, { duplicate: true });
      }
      refuseOverProducers(session, producer, sequence);
      const placed = this.placed(arrived, session);
      await this.pending.hold(session, producer, sequence, this.commit(placed, sessionId, attempt));
    } else {
      await this.commit(arrived, sessionId, attempt);
    }
    if (event.kind === 'complete') {
      this.finish();
      await projection.writeThrough(workspace_id, sessionId);
    }
    return this.outcome(event, session, attempt, {});
  }

  /** The request with stored times of its own, where another one of the session has them. */
  private placed(arrived: Arrived, session: LiveSession): Arrived {
    const { event, body, received_at } = arrived;
    if (event.kind !== 'metrics') return arrived;
    const { producer, sequence, encoded } = event;
    const batch = body as RecordBodies['metrics'];
    const shift = this.offsets.shift(session, { producer, sequence, received_at }, batch);
    if (shift === 0) return arrived;
    writeShift(encoded, shift);
    return { ...arrived, body: { ...batch, shift } };
  }

  private commit({ event, body, received_at }: Arrived, sessionId: string, attempt: number): Promise<void> {
    const { projection } = this.parts;
    const record: JournalRecord = {
      kind: event.kind,
      version: BODY_VERSION,
      workspace_id: event.workspace_id,
      session_id: sessionId,
      attempt,
      received_at,
      producer: event.producer,
      sequence: event.sequence,
      body: event.encoded,
    };
    return new Promise((resolve, reject) => {
      this.parts.commit.append(
        record,
        (id) => {
          const journalled = { ...record, id };
          const isNew = projection.applyFacts(journalled, body);
          if (isNew !== null) this.afterAnswers.add(() => projection.applyValues(journalled, body, isNew));
          this.accepted.batches[event.kind]++;
          if (event.kind === 'metrics') this.accepted.values += event.count;
          else if (event.kind === 'events') this.accepted.events += event.count;
          resolve();
        },
        (error) => {
          this.parts.onFailure(error);
          const message = 'the exporter could not write to its disk; nothing of the request was stored, send it again';
          reject(new ContractError('unavailable', message, [], RETRY_AFTER_SECONDS));
        },
      );
    });
  }

  private outcome(
    event: ReceivedEvent,
    session: LiveSession,
    attempt: number,
    { created = false, duplicate = false }: { created?: boolean; duplicate?: boolean },
  ): Outcome {
    const { facts, producers } = session;
    if (duplicate) this.accepted.repeats++;
    return {
      workspace_id: facts.workspace_id,
      session_id: facts.session_id,
      attempt,
      created,
      duplicate,
      acknowledged_sequence: event.producer === null ? null : producers.highest(event.producer),
      state: facts.state,
      stop: this.parts.projection.stop(session),
      url: this.parts.sessionUrl(facts.workspace_id, facts.session_id),
    };
  }
}

/** The attempt that the request names, else its producer's, else the latest. */
function resolveAttempt(event: ReceivedEvent, session: LiveSession): number {
  const latest = latestAttempt(session);
  const attempt =
    event.attempt ?? (event.producer === null ? null : session.producers.attemptOf(event.producer)) ?? latest;
  if (attempt > latest) {
    const problem = `the session has ${latest} attempt${latest === 1 ? '' : 's'}: start another one first`;
    throw new ContractError('invalid_request', problem, [{ path: 'attempt', problem }]);
  }
  return attempt;
}

function refuseOtherAgent(session: LiveSession, start: RecordBodies['start']): void {
  const { agent_id: agent, session_id: id } = session.facts;
  if (agent === start.agent_id) return;
  const problem = `session ${id} belongs to agent ${agent}`;
  throw new ContractError('conflict', `${problem}: take another session_id`, [{ path: 'agent_id', problem }]);
}
