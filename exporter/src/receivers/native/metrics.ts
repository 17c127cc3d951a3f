import {
  BoundedProblems,
  checkMetricsRequest,
  ContractError,
  invalidRequest,
  LIMITS,
} from '@shadower-training/contract';
import { journalledPoints } from '../../journal/batch/journalled-point.js';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { sessionOf, workspaceOf } from './address.js';
import { scanMetrics } from './scan/scan-metrics.js';

/** POST {session_id}/metrics: the hot path. */
export function receiveMetrics(request: ReceiverRequest): ReceivedEvent<'metrics'> {
  const scanned = request.scanned ?? scanMetrics(request.body);
  if (scanned === null) return readMetrics(request);
  const { workspace_id, ...batch } = scanned;
  return {
    kind: 'metrics',
    workspace_id: workspaceOf(request, workspace_id),
    session_id: sessionOf(request),
    ...batch,
  };
}

/** The ordinary way, which reads everything and says what is wrong. */
export function readMetrics(request: ReceiverRequest): ReceivedEvent<'metrics'> {
  const parsed = parseJsonBody(request.body);
  refuseTooManyPoints(parsed);
  const problems = new BoundedProblems();
  if (!checkMetricsRequest(parsed, problems)) throw invalidRequest(problems);
  const points = journalledPoints(parsed.points);
  let count = 0;
  // Counting names without making a list of them.
  for (const point of points) for (const _name in point.metrics) count++;
  return receivedEvent({
    kind: 'metrics',
    workspace_id: workspaceOf(request, parsed.workspace_id),
    session_id: sessionOf(request),
    producer: parsed.producer ?? null,
    sequence: parsed.sequence ?? null,
    attempt: parsed.attempt ?? null,
    count,
    body: { points, resource_usage: parsed.resource_usage },
  });
}

/** A batch over its limit is no mistake in a field: 413 tells the client to send less at a time. */
function refuseTooManyPoints(parsed: unknown): void {
  const points = (parsed as { points?: unknown } | null)?.points;
  if (!Array.isArray(points) || points.length <= LIMITS.pointsInRequest) return;
  const message = `${points.length} points in one request; the limit is ${LIMITS.pointsInRequest}: send several requests`;
  throw new ContractError('too_large', message, [{ path: 'points', problem: message }]);
}
