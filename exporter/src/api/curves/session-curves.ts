import type { Notice, SeriesAxis, SeriesQuery } from '@shadower-training/contract';
import type { Grid } from '../../analytics/grid.js';
import type { StoreReader } from '../../store/port.js';
import { heldName, type StoredSession } from '../stored-session.js';
import { readAgainstMetric } from './metric-axis.js';
import { readPoints, type PointsRequest, type ReadCurve, type StoredAxis } from './read-points.js';

/** Which measurement holds what a query asks for. */
const MEASUREMENT = { values: 'training_step', resources: 'training_resource', scores: 'training_session' } as const;
const TOKENS = 'tokens_total';
/** Enough to see whether there are any. */
export const FEW_POINTS = 10;

/** What to read of a session. */
export interface SessionCurvesRequest extends Pick<
  SeriesQuery,
  'kind' | 'x_metric' | 'from' | 'to' | 'attempts' | 'labels'
> {
  readonly session: StoredSession;
  /** Raw name of the metric. */
  readonly field: string;
  readonly x: SeriesAxis;
  /** At most so many points a curve; all when missing. */
  readonly points?: number | undefined;
  /** Means over the parts of a grid along x instead of points. */
  readonly average?: Grid | undefined;
}

/**
 * Reads a metric of a session along the axis asked for.
 * @param notices Receives what the reader of the answer should know.
 */
export async function readSessionCurves(
  reader: StoreReader,
  request: SessionCurvesRequest,
  notices: Notice[],
): Promise<ReadCurve[]> {
  const { session, field, kind, x, from, to, attempts, labels, points } = request;
  const average = request.average && { ...request.average, origin: 0 };
  const what = { session, measurement: MEASUREMENT[kind], field, attempts, labels };
  if (x === 'tokens' || x === 'metric') {
    const name = x === 'tokens' ? TOKENS : request.x_metric!;
    const held = heldName(session, name, 'values');
    if (held !== null) return readAgainstMetric(reader, what, { field: held, from, to, points, average });
    notices.push({ severity: 'warning', text: `session ${titleOf(session)} has no metric ${name} for the x-axis` });
    return [];
  }
  if (x === 'relative_time') return readRelative(reader, { ...what, from, to, points, average });
  return readAlong(reader, { ...what, axis: x, from, to, points, average }, notices);
}

/** What people call a session. */
export function titleOf({ summary }: StoredSession): string {
  return summary.name ? `"${summary.name}"` : summary.session_id;
}

/** Seconds since the session started. */
async function readRelative(reader: StoreReader, request: Omit<PointsRequest, 'axis'>): Promise<ReadCurve[]> {
  const start = Date.parse(request.session.summary.started_at);
  const instant = (seconds: number | undefined): number | undefined =>
    seconds === undefined ? undefined : start + seconds * 1_000;
  const curves = await readPoints(reader, {
    ...request,
    axis: 'time',
    ...(request.average && { average: { width: request.average.width * 1_000, origin: start } }),
    from: instant(request.from),
    to: instant(request.to),
  });
  return curves.map((curve) => ({
    ...curve,
    along: 'relative_time',
    x: curve.x.map((milliseconds) => (milliseconds - start) / 1_000),
  }));
}

/** A value is at its step, else at its epoch: curves without steps are read along epochs (reference: wire.md 1). */
async function readAlong(reader: StoreReader, request: PointsRequest, notices: Notice[]): Promise<ReadCurve[]> {
  const curves = await readPoints(reader, request);
  if (curves.length > 0 || request.axis === 'time') return curves;
  if (await hasPointsOutsideRange(reader, request)) return [];
  const other: StoredAxis = request.axis === 'step' ? 'epoch' : 'step';
  const counted = await readPoints(reader, { ...request, axis: other });
  if (counted.length === 0) return [];
  notices.push({
    severity: 'info',
    text: `session ${titleOf(request.session)} logs ${request.field} without ${request.axis}s: its ${other}s are on the x-axis`,
  });
  return counted;
}

async function hasPointsOutsideRange(reader: StoreReader, request: PointsRequest): Promise<boolean> {
  if (request.from === undefined && request.to === undefined) return false;
  const anywhere = { ...request, from: undefined, to: undefined, points: FEW_POINTS, average: undefined };
  return (await readPoints(reader, anywhere)).length > 0;
}
