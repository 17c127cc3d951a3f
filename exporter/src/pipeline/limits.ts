import { ContractError, LIMITS, type SessionPatch } from '@shadower-training/contract';
import type { PointBatch } from '../journal/batch/point-batch.js';
import { mergeDescription } from '../projection/describe.js';
import type { LiveSession } from '../projection/session.js';

/** What may be over: named in /metrics as `limit`. */
export type LimitName =
  | 'points_in_request'
  | 'series_in_session'
  | 'sessions_in_workspace'
  | 'live_sessions_in_workspace'
  | 'tags_in_session'
  | 'configuration_keys_in_session'
  | 'attempts_in_session'
  | 'producers_in_session'
  | 'sequences_out_of_order';

/** A request that is over a limit. */
export class OverLimit extends ContractError {
  constructor(
    readonly limit: LimitName,
    code: 'too_large' | 'too_many_requests',
    message: string,
    retryAfterSeconds: number | null = null,
  ) {
    super(code, message, [{ path: '', problem: message }], retryAfterSeconds);
  }
}

/** When a client should try again to start a session where others have to end first. */
const RETRY_START_AFTER_SECONDS = 30;

/** What a session keeps for as long as it lives, and no other limit bounds; far more than training does. */
const ATTEMPTS_IN_SESSION = 10_000;
const PRODUCERS_IN_SESSION = 100_000;
const SEQUENCES_OUT_OF_ORDER = 100_000;

/** What an exporter allows beyond the contract's own limits. */
export interface IngestLimits {
  readonly pointsInRequest: number;
  readonly seriesInSession: number;
  readonly sessionsInWorkspace: number;
  /** Sessions of a workspace that train at the same time. */
  readonly liveSessionsInWorkspace: number;
}

/**
 * @param values How many values the batch has.
 * @throws ContractError `too_large` when the batch is over a limit, with the limit and what to do.
 */
export function refuseOverLimit(batch: PointBatch, values: number, session: LiveSession, limits: IngestLimits): void {
  if (batch.count > limits.pointsInRequest) {
    throw tooLarge(
      'points_in_request',
      `${batch.count} points in one request; the limit is ${limits.pointsInRequest}: send several requests`,
    );
  }
  // A request brings at most as many new series as it has values: mostly nothing need be counted.
  if (session.series.size + values <= limits.seriesInSession) return;
  const wanted = session.series.size + session.series.countNew(batch.runs);
  if (wanted <= limits.seriesInSession) return;
  throw tooLarge(
    'series_in_session',
    `the session would have ${wanted} series; the limit is ${limits.seriesInSession}: log fewer metric names, labels or ranks`,
  );
}

/**
 * What is sent is within the contract's limits; what it adds to may pass them.
 * @throws ContractError `too_large` when a session would have more tags or keys than it may.
 */
export function refuseOverDescribed(session: LiveSession, news: SessionPatch): void {
  if (!news.tags && !news.training_config && !news.environment) return;
  const { tags = {}, training_config = {}, environment = {} } = mergeDescription(session.facts.description, news);
  const tagCount = Object.keys(tags).length;
  if (news.tags && tagCount > LIMITS.labelsInPoint) {
    throw tooLarge(
      'tags_in_session',
      `the session would have ${tagCount} tags; the limit is ${LIMITS.labelsInPoint}: take some away by sending null`,
    );
  }
  const { hyperparameters = {} } = training_config;
  for (const [name, keys] of Object.entries({ training_config, hyperparameters, environment })) {
    const keyCount = Object.keys(keys).length;
    if (keyCount <= LIMITS.configurationKeys) continue;
    throw tooLarge(
      'configuration_keys_in_session',
      `the session's ${name} would have ${keyCount} keys; the limit is ${LIMITS.configurationKeys}`,
    );
  }
}

/**
 * @param sequence Null for a start.
 * @throws ContractError `too_large` when the session has as many producers as it may, or too many of the producer's
 * requests came without the one before them: which were kept must be known of each.
 */
export function refuseOverProducers({ producers }: LiveSession, producer: string, sequence: number | null): void {
  if (producers.size >= PRODUCERS_IN_SESSION && !producers.knows(producer)) {
    throw tooLarge(
      'producers_in_session',
      `the session has ${producers.size} producers; the limit is ${PRODUCERS_IN_SESSION}: a process draws one and keeps it`,
    );
  }
  const isBounded = producers.waiting(producer) < SEQUENCES_OUT_OF_ORDER;
  if (isBounded || sequence === null || producers.isNext(producer, sequence)) return;
  throw tooLarge(
    'sequences_out_of_order',
    `${producers.waiting(producer)} requests of the producer came without the one before them; the limit is ${SEQUENCES_OUT_OF_ORDER}: sequences count from 1`,
  );
}

/** @throws ContractError `too_large` when a session has as many attempts as it may. */
export function refuseTooManyAttempts(attempts: number): void {
  if (attempts < ATTEMPTS_IN_SESSION) return;
  throw tooLarge(
    'attempts_in_session',
    `the session has ${attempts} attempts; the limit is ${ATTEMPTS_IN_SESSION}: start another session`,
  );
}

/** @throws ContractError `too_large` when a workspace has as many sessions as it may. */
export function refuseTooManySessions(workspaceId: string, sessions: number, limits: IngestLimits): void {
  if (sessions < limits.sessionsInWorkspace) return;
  throw tooLarge(
    'sessions_in_workspace',
    `workspace ${workspaceId} has ${sessions} sessions; the limit is ${limits.sessionsInWorkspace}`,
  );
}

/** @throws ContractError `too_many_requests` when as many sessions of a workspace train as may at the same time. */
export function refuseTooManyLive(workspaceId: string, live: number, limits: IngestLimits): void {
  if (live < limits.liveSessionsInWorkspace) return;
  throw new OverLimit(
    'live_sessions_in_workspace',
    'too_many_requests',
    `workspace ${workspaceId} has ${live} live sessions; the limit is ${limits.liveSessionsInWorkspace}: try again when some have ended`,
    RETRY_START_AFTER_SECONDS,
  );
}

function tooLarge(limit: LimitName, message: string): ContractError {
  return new OverLimit(limit, 'too_large', message);
}
