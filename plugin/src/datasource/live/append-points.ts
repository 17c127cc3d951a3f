/**
 * New points of the stream -> curves as they would be answered now, as far as that can be known without asking.
 * Pure: curves that nothing was added to come back as the same objects.
 */
import type { AnsweredValue, Curve, LivePointsOfSeries, SeriesAxis } from '@shadower-training/contract';

/** A curve and what was added to it since it was asked for. */
export interface GrowingCurve {
  curve: Curve;
  /** Points added since. */
  added: number;
  /** The attempt that added last; null before. */
  attempt: number | null;
}

export interface AppendContext {
  axis: SeriesAxis;
  /** Metrics that were asked for. */
  metrics: readonly string[];
  /** Points that were asked for, a curve. */
  budget: number;
}

export interface Appended {
  curves: GrowingCurve[];
  /** Whether the exporter must be asked for what can't be known here. */
  again: boolean;
  /** Curves (curveName) that points were found for. */
  matched: ReadonlySet<string>;
  /** Sessions with points of metrics that were not asked for, or that were asked for under another name. */
  others: ReadonlySet<string>;
}

/** A metric of a session. */
export const curveName = (sessionId: string, metric: string) => `${sessionId}\u0000${metric}`;

/** A curve may grow by a tenth before it is asked for anew. */
const GROWTH = 0.1;

const sameLabels = (left: Record<string, string>, right: Record<string, string>): boolean => {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
};

const belongs = ({ curve }: GrowingCurve, series: LivePointsOfSeries): boolean =>
  curve.session_id === series.session_id &&
  curve.metric === series.metric &&
  (curve.attempt === null || curve.attempt === series.attempt) &&
  sameLabels(curve.labels, series.labels);

/**
 * Adds points to the curves that they belong to.
 * @param series Points in the order of arrival.
 */
export function appendPoints(
  curves: readonly GrowingCurve[],
  series: readonly LivePointsOfSeries[],
  context: AppendContext,
): Appended {
  const result = [...curves];
  const matched = new Set<string>();
  const others = new Set<string>();
  let again = false;
  for (const points of series) {
    if (!context.metrics.includes(points.metric)) {
      others.add(points.session_id);
      continue;
    }
    const index = result.findIndex((growing) => belongs(growing, points));
    const growing = result[index];
    // A new session, metric, attempt or label: only the exporter knows the whole curve. Other metrics as x likewise.
    if (!growing || context.axis === 'tokens' || context.axis === 'metric') {
      again = true;
      continue;
    }
    matched.add(curveName(points.session_id, points.metric));
    const added = appendToCurve(growing, points, context.axis);
    result[index] = added.growing;
    again ||= added.again || isDue(added.growing, context.budget);
  }
  return { curves: result, again, matched, others };
}

/** Whether a curve has grown so much that its reduction to what a panel shows should be made anew. */
function isDue({ curve, added }: GrowingCurve, budget: number): boolean {
  if (curve.downsampled) return added > Math.max(1, curve.total - added) * GROWTH;
  return curve.x.length > budget * (1 + GROWTH);
}

/** The x of a live point; null where it has none. */
function xOf(points: LivePointsOfSeries, index: number, axis: SeriesAxis, curve: Curve): number | null {
  if (axis === 'step') return points.step[index] ?? null;
  if (axis === 'epoch') return points.epoch[index] ?? null;
  const time = points.time[index] ?? null;
  if (axis === 'time' || time === null) return time;
  // relative_time: any point of the curve tells when its session began.
  const [firstTime, firstX] = [curve.time[0], curve.x[0]];
  return firstTime === undefined || firstX === undefined ? null : (time - (firstTime - firstX * 1_000)) / 1_000;
}

function appendToCurve(growing: GrowingCurve, points: LivePointsOfSeries, axis: SeriesAxis) {
  const { curve } = growing;
  const [x, y, time] = [[...curve.x], [...curve.y], [...curve.time]];
  const isNewAttempt = growing.attempt !== null && growing.attempt !== points.attempt;
  let added = 0;
  let again = false;
  points.value.forEach((value, index) => {
    const at = xOf(points, index, axis, curve);
    if (at === null) {
      again = true;
      return;
    }
    const place = placeOf({ x, y, time }, at, value, axis);
    // Which of two attempts counts at a step, and what a reduced curve shows in its middle, only the exporter knows.
    if (place.kind !== 'end' && (curve.downsampled || isNewAttempt)) again = true;
    if (place.kind === 'known') return;
    if (place.kind === 'end' || !curve.downsampled) {
      const replaced = place.kind === 'replace' ? 1 : 0;
      x.splice(place.index, replaced, at);
      y.splice(place.index, replaced, value);
      time.splice(place.index, replaced, points.time[index] ?? 0);
      added += 1 - replaced;
    }
  });
  const grown: Curve = { ...curve, x, y, time, total: curve.total + added };
  return { growing: { curve: grown, added: growing.added + added, attempt: points.attempt }, again };
}

interface Columns {
  x: number[];
  y: AnsweredValue[];
  time: number[];
}

type Place = { kind: 'end' | 'replace' | 'insert' | 'known'; index: number };

/**
 * Where a point belongs. On steps the newest value of a step counts; on other axes points with one x stand side by
 * side, and a point that lies before the end was in the answer already (the stream and the answer overlap).
 */
function placeOf({ x, y, time }: Columns, at: number, value: AnsweredValue, axis: SeriesAxis): Place {
  const last = x.at(-1);
  if (last === undefined || at > last) return { kind: 'end', index: x.length };
  if (axis !== 'step') {
    const isKnown = at < last || y.at(-1) === value || time.length === 0;
    return isKnown ? { kind: 'known', index: x.length } : { kind: 'end', index: x.length };
  }
  const index = firstAtLeast(x, at);
  return { kind: x[index] === at ? 'replace' : 'insert', index };
}

/** Index of the first value that is not below `at`; values ascend. */
function firstAtLeast(values: readonly number[], at: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
