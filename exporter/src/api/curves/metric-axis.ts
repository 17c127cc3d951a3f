import { ContractError } from '@shadower-training/contract';
import { CurveAverager, type AverageGrid } from '../../analytics/average-curve.js';
import type { StoreReader } from '../../store/port.js';
import { inOrder, type Points } from './points.js';
import { readPoints, within, type PointsRequest, type ReadCurve } from './read-points.js';
import { thin } from './thin.js';

/** A metric as the x-axis. */
export interface MetricAxis {
  /** Raw name under which the session holds it. */
  readonly field: string;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** At most so many points a curve; all when missing. */
  readonly points?: number | undefined;
  /** Means over the parts of a grid instead of points. */
  readonly average?: AverageGrid | undefined;
}

/**
 * Reads a metric against another one, aligned on the step. Points at steps where the other was not logged are left out.
 * @throws ContractError `invalid_request` when the other metric falls: it would not be an axis.
 */
export async function readAgainstMetric(
  reader: StoreReader,
  request: Omit<PointsRequest, 'axis' | 'from' | 'to' | 'points' | 'average'>,
  axis: MetricAxis,
): Promise<ReadCurve[]> {
  const whole = { ...request, axis: 'step', points: undefined } as const;
  const [curves, axisCurves] = await Promise.all([
    readPoints(reader, whole),
    readPoints(reader, { ...whole, measurement: 'training_step', field: axis.field, labels: undefined }),
  ]);
  return curves.flatMap((curve) => {
    const x = axisFor(curve, axisCurves);
    if (!x) return [];
    checkNeverFalls(x, axis.field, request.session.summary.session_id);
    const aligned = inOrder(within(alignOnStep(curve, x), axis.from, axis.to));
    const total = aligned.x.length;
    return total === 0 ? [] : [{ ...curve, ...shown(aligned, axis), along: 'metric' as const, total }];
  });
}

function shown(aligned: Points, { points, average }: MetricAxis): Points {
  if (average === undefined) return points === undefined ? aligned : thin(aligned, points);
  const averager = new CurveAverager(average);
  averager.add(Float64Array.from(aligned.x), Float64Array.from(aligned.y), Float64Array.from(aligned.time));
  const { x, y, time } = averager.averages();
  return { x: Array.from(x), y: Array.from(y), time: Array.from(time) };
}

/** The axis of the same attempt and labels; else that of the attempt without labels; else any of it. */
function axisFor(curve: ReadCurve, candidates: readonly ReadCurve[]): ReadCurve | undefined {
  const ofAttempt = candidates.filter(({ attempt }) => attempt === curve.attempt);
  const labels = JSON.stringify(Object.entries(curve.labels).sort());
  return (
    ofAttempt.find((candidate) => JSON.stringify(Object.entries(candidate.labels).sort()) === labels) ??
    ofAttempt.find((candidate) => Object.keys(candidate.labels).length === 0) ??
    ofAttempt[0]
  );
}

function checkNeverFalls(axis: ReadCurve, field: string, sessionId: string): void {
  for (let index = 1; index < axis.y.length; index++) {
    if (axis.y[index]! >= axis.y[index - 1]!) continue;
    const where = `falls from ${axis.y[index - 1]} to ${axis.y[index]} at step ${axis.x[index]} of session ${sessionId}`;
    throw new ContractError('invalid_request', `${field} cannot be the x-axis: it ${where}`, [
      { path: 'x_metric', problem: 'must never fall' },
    ]);
  }
}

function alignOnStep(curve: ReadCurve, axis: ReadCurve): Points {
  const xOfStep = new Map(axis.x.map((step, index) => [step, axis.y[index]!]));
  return { x: curve.x.map((step) => xOfStep.get(step) ?? NaN), y: curve.y, time: curve.time };
}
