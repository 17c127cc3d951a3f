/** Where a curve is best, and whether a session overfits from there on: the rule of the score, docs/metrics.md. */
import type { Curve } from './curve';
import { lowerBound } from './curve';
import { OVERFITTING_FROM } from './curveMarks';
import { isMaximized } from '../../visual/metricRole';

/** Loss 5 % above its best scores .5. */
const HALF_LOSS = 0.05;
const WINDOW = 5;

/** Whether more is better: as the datasource says, else as the name tells. */
export function maximizes(curve: Curve): boolean {
  return curve.marks.direction === null ? isMaximized(curve.metric) : curve.marks.direction === 'maximize';
}

/** Position of the best finite value, the first of equals; -1 without any. */
export function bestIndex(curve: Curve): number {
  const sign = maximizes(curve) ? -1 : 1;
  let best = -1;
  for (let index = 0; index < curve.logged.length; index++) {
    const value = curve.logged[index]!;
    if (!Number.isNaN(value) && (best < 0 || sign * value < sign * curve.logged[best]!)) {
      best = index;
    }
  }
  return best;
}

/** The overfitting score of an objective curve: GL/(GL + .05), GL = last/best - 1; null without two values. */
export function overfittingScore(curve: Curve): number | null {
  const best = bestIndex(curve);
  const finite = curve.logged.filter((value) => !Number.isNaN(value));
  if (best < 0 || finite.length < 2) {
    return null;
  }
  const sign = maximizes(curve) ? -1 : 1;
  const first = sign * finite[0]!;
  const last = sign * finite[finite.length - 1]!;
  const lowest = sign * curve.logged[best]!;
  if (lowest > 0) {
    const loss = last / lowest - 1;
    return loss / (loss + HALF_LOSS);
  }
  // Values that can be <= 0 have no ratio: the share of the improvement that was lost again.
  return first === lowest ? 0 : Math.min(1, Math.max(0, (last - lowest) / (first - lowest)));
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** Whether the training curve went on improving behind x: medians of five, so that one noisy step decides nothing. */
function improvedAfter(training: Curve, x: number): boolean {
  const from = lowerBound(training.x, x);
  const tail = Array.from(training.logged.subarray(from)).filter((value) => !Number.isNaN(value));
  if (tail.length < 2) {
    return false;
  }
  const before = median(tail.slice(0, WINDOW));
  const after = median(tail.slice(-WINDOW));
  return maximizes(training) ? after > before : after < before;
}

/** Where a curve is best. */
export interface BestPlace {
  x: number;
  /** Position in the curve; null where the place lies outside of the values at hand. */
  index: number | null;
}

/** The stretch of x in which a session overfits; null when it doesn't, or not in sight. */
export function overfittingRange(
  objective: Curve,
  training: Curve | undefined,
  best: BestPlace,
): { from: number; to: number } | null {
  const last = objective.x.length - 1;
  const to = objective.x[last] ?? NaN;
  if (!(best.x < to) || best.index === last || objective.marks.overfitting === false) {
    return null;
  }
  // Begun before the values at hand: only the datasource can know.
  const from = best.index === null ? objective.x[0]! : objective.x[best.index]!;
  const told = objective.marks.overfitting === true;
  const worse = best.index !== null && (overfittingScore(objective) ?? 0) >= OVERFITTING_FROM;
  if (!told && !(worse && training !== undefined && improvedAfter(training, from))) {
    return null;
  }
  return { from, to };
}
