import { ContractError } from '@shadower-training/contract';
import type { PointBatch } from '../journal/batch/point-batch.js';
import type { LiveSession } from '../projection/session.js';

/** What may be over: named in /metrics as `limit`. */
export type LimitName =
  'points_in_request' | 'series_in_session' | 'sessions_in_workspace' | 'live_sessions_in_workspace';

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
