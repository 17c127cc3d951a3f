/**
 * New points of the stream -> curves as they would be answered now, as far as that can be known without asking.
 * Pure: curves that nothing was added to come back as the same objects.
 */
import type { Curve, LivePointsOfSeries, SeriesAxis, SessionSummary } from '@shadower-training/contract';
import { mostUrgent, type Again } from './again';
import { placeOf, type Columns } from './place-point';

/** A curve and what was added to it since it was asked for. */
export interface GrowingCurve {
  curve: Curve;
  /** Points added since. */
  added: number;
  /** The attempt that added last; null before. */
  attempt: number | null;
  /** The furthest x that the stream brought since; null before. */
  reached: number | null;
}

/** A curve as it was answered. */
export const growingFrom = (curve: Curve): GrowingCurve => ({ curve, added: 0, attempt: null, reached: null });

export interface AppendContext {
  axis: SeriesAxis;
  /** Metrics that were asked for. */
  metrics: readonly string[];
  /** Points that were asked for, a curve. */
  budget: number;
  /** The place below which points of an attempt count where attempts are joined; Infinity when all do. */
  below: (sessionId: string, attempt: number) => number;
}

/** What a resumed session logs again takes the place of what it logged before: the older attempt's tail is abandoned. */
export function attemptEnds(sessions: Iterable<SessionSummary>): AppendContext['below'] {
  const attempts = new Map([...sessions].map((session) => [session.session_id, session.attempts]));
  return (sessionId, attempt) => {
    const later = attempts.get(sessionId)?.filter((each) => each.attempt > attempt) ?? [];
    return Math.min(Infinity, ...later.map(({ first_step }) => first_step ?? Infinity));
  };
}

export interface Appended {
  curves: GrowingCurve[];
  /** Whether the exporter must be asked for what can't be known here. */
  again: Again;
  /** Whether any curve has more than before. */
  changed: boolean;
  /** Points under names that stand for no curve: those of other panels, or of a metric under a new name. */
  foreign: LivePointsOfSeries[];
}

/** A curve may grow by a tenth before it is asked for anew. */
const GROWTH = 0.1;

const sameLabels = (left: Record<string, string>, right: Record<string, string>): boolean => {
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => left[name] === right[name]);
};

/** Whether a curve is (also) of these sessions and logged under this name. */
function isOfMetric({ curve }: GrowingCurve, { session_id, metric }: LivePointsOfSeries): boolean {
  const sessions = curve.combined?.session_ids ?? [curve.session_id];
  // An older exporter does not tell the names; the curve's own is then the only one that is sure.
  const names = curve.logged_as.length > 0 ? curve.logged_as : [curve.metric];
  return sessions.includes(session_id) && names.includes(metric);
}

const isOfSeries = ({ curve }: GrowingCurve, { attempt, labels }: LivePointsOfSeries): boolean =>
  curve.combined === null && (curve.attempt === null || curve.attempt === attempt) && sameLabels(curve.labels, labels);

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
  const foreign: LivePointsOfSeries[] = [];
  let again: Again = false;
  let changed = false;
  for (const points of series) {
    const ofMetric = result.filter((growing) => isOfMetric(growing, points));
    const growing = ofMetric.find((each) => isOfSeries(each, points));
    if (growing === undefined) {
      if (ofMetric.some(({ curve }) => curve.combined !== null)) again = mostUrgent(again, 'seldom');
      // A new attempt or label, or the first value of a metric: only the exporter knows the whole curve.
      else if (ofMetric.length > 0 || context.metrics.includes(points.metric)) again = true;
      else foreign.push(points);
      continue;
    }
    // Points carry no other metric as their x.
    if (context.axis === 'tokens' || context.axis === 'metric') {
      again = true;
      continue;
    }
    const grown = appendToCurve(growing, points, context);
    changed ||= grown.growing.curve !== growing.curve;
    result[result.indexOf(growing)] = grown.growing;
    again = mostUrgent(again, grown.again, isDue(grown.growing, context.budget));
  }
  return { curves: result, again, changed, foreign };
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
  // relative_time: any point of the curve tells when its session began, in whole milliseconds.
  const [firstTime, firstX] = [curve.time[0], curve.x[0]];
  return firstTime === undefined || firstX === undefined
    ? null
    : (time - Math.round(firstTime - firstX * 1_000)) / 1_000;
}

function appendToCurve(growing: GrowingCurve, points: LivePointsOfSeries, { axis, below }: AppendContext) {
  const { curve } = growing;
  const end = curve.attempt === null ? below(points.session_id, points.attempt) : Infinity;
  const columns: Columns = { x: [...curve.x], y: [...curve.y], time: [...curve.time] };
  const isNewAttempt = growing.attempt !== null && growing.attempt !== points.attempt;
  let { reached } = growing;
  let added = 0;
  let isChanged = false;
  let again: Again = false;
  points.value.forEach((value, index) => {
    if ((points.step[index] ?? points.epoch[index] ?? points.time[index] ?? 0) >= end) return;
    const x = xOf(points, index, axis, curve);
    if (x === null) {
      again = mostUrgent(again, 'seldom');
      return;
    }
    const isBehind = reached !== null && x <= reached;
    reached = Math.max(reached ?? x, x);
    const place = placeOf(axis, columns, { x, value, time: points.time[index] ?? 0 });
    if (place.kind === 'known') return;
    const isInside = place.kind === 'insert' || (place.kind === 'replace' && place.index < columns.x.length - 1);
    // Which of two attempts counts at a step only the exporter knows.
    if (isNewAttempt && place.kind !== 'end') again = true;
    // The middle of a reduced curve is not changed. What the stream brings first was in the answer already, unless it
    // comes behind what the stream itself has brought.
    if (curve.downsampled && isInside) {
      if (isBehind) again = mostUrgent(again, 'seldom');
      return;
    }
    const replaced = place.kind === 'replace' ? 1 : 0;
    columns.x.splice(place.index, replaced, x);
    columns.y.splice(place.index, replaced, value);
    columns.time.splice(place.index, replaced, points.time[index] ?? 0);
    added += 1 - replaced;
    isChanged = true;
  });
  const grown: Curve = isChanged ? { ...curve, ...columns, total: curve.total + added } : curve;
  return { growing: { curve: grown, added: growing.added + added, attempt: points.attempt, reached }, again };
}
