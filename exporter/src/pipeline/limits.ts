import { ContractError } from '@shadower-training/contract';
import type { PointBatch } from '../journal/batch/point-batch.js';
import type { LiveSession } from '../projection/session.js';

/** What an exporter allows beyond the contract's own limits. */
export interface IngestLimits {
  readonly pointsInRequest: number;
  readonly seriesInSession: number;
  readonly sessionsInWorkspace: number;
}

/**
 * @param values How many values the batch has.
 * @throws ContractError `too_large` when the batch is over a limit, with the limit and what to do.
 */
export function refuseOverLimit(batch: PointBatch, values: number, session: LiveSession, limits: IngestLimits): void {
  if (batch.count > limits.pointsInRequest) {
    throw tooLarge(
      `${batch.count} points in one request; the limit is ${limits.pointsInRequest}: send several requests`,
    );
  }
  // A request brings at most as many new series as it has values: mostly nothing need be counted.
  if (session.series.size + values <= limits.seriesInSession) return;
  const wanted = session.series.size + session.series.countNew(batch.runs);
  if (wanted <= limits.seriesInSession) return;
  throw tooLarge(
    `the session would have ${wanted} series; the limit is ${limits.seriesInSession}: log fewer metric names, labels or ranks`,
  );
}

/** @throws ContractError `too_large` when a workspace has as many sessions as it may. */
export function refuseTooManySessions(workspaceId: string, sessions: number, limits: IngestLimits): void {
  if (sessions < limits.sessionsInWorkspace) return;
  throw tooLarge(`workspace ${workspaceId} has ${sessions} sessions; the limit is ${limits.sessionsInWorkspace}`);
}

function tooLarge(message: string): ContractError {
  return new ContractError('too_large', message, [{ path: '', problem: message }]);
}
