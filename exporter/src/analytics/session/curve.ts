/**
 * A metric against the step of training: the one shape that every score reads.
 *
 * `steps` rise strictly (the caller has already kept only the newest value of a step); `values` has the same length and
 * may hold NaN and infinities, which is how a run that blew up looks. Any step unit will do (steps, epochs, tokens,
 * milliseconds) as long as one session uses one unit.
 */
export interface Curve {
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  /**
   * Only on a curve that was sampled (extreme-sample.ts): 1 marks a point that was kept for being the lowest or highest
   * of its stretch. Scores of spread and of time leave such points out, since they are not a fair draw; scores of best
   * and last use them. Absent: every point counts.
   */
  readonly chosen?: ArrayLike<number>;
}

/** One point of a curve, with its place in it. */
export interface CurvePoint {
  readonly index: number;
  readonly step: number;
  readonly value: number;
}

/** The curve without points: what a metric that was never logged looks like. */
export const EMPTY_CURVE: Curve = { steps: [], values: [] };

function point(curve: Curve, index: number): CurvePoint {
  return { index, step: curve.steps[index]!, value: curve.values[index]! };
}

/** @returns How many values of the curve are finite: the `n` of a score. */
export function countFinite(curve: Curve): number {
  let count = 0;
  for (let index = 0; index < curve.values.length; index++) if (Number.isFinite(curve.values[index])) count++;
  return count;
}

/** @returns The first point with a finite value, or null. */
export function firstFinite(curve: Curve): CurvePoint | null {
  for (let index = 0; index < curve.values.length; index++) {
    if (Number.isFinite(curve.values[index])) return point(curve, index);
  }
  return null;
}

/** @returns The last point with a finite value, or null. */
export function lastFinite(curve: Curve): CurvePoint | null {
  for (let index = curve.values.length - 1; index >= 0; index--) {
    if (Number.isFinite(curve.values[index])) return point(curve, index);
  }
  return null;
}

/** @returns The earliest point with the lowest finite value, or null. */
export function lowestFinite(curve: Curve): CurvePoint | null {
  let best = -1;
  for (let index = 0; index < curve.values.length; index++) {
    const value = curve.values[index]!;
    if (Number.isFinite(value) && (best < 0 || value < curve.values[best]!)) best = index;
  }
  return best < 0 ? null : point(curve, best);
}

/** @returns The step of the first NaN or infinity, or null when all values are finite. */
export function firstNonFiniteStep(curve: Curve): number | null {
  for (let index = 0; index < curve.values.length; index++) {
    if (!Number.isFinite(curve.values[index])) return curve.steps[index]!;
  }
  return null;
}

/** @returns The last step of the curve, finite value or not, or null when it has no points. */
export function lastStep(curve: Curve): number | null {
  return curve.steps.length === 0 ? null : curve.steps[curve.steps.length - 1]!;
}

/** @returns How many points lie at or before `step`: also the index of the first point after it. */
export function countUpTo(curve: Curve, step: number): number {
  let low = 0;
  let high = curve.steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (curve.steps[middle]! <= step) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @returns The points for which `keep` holds, in order. The marks of a sampled curve go along. */
export function selectPoints(curve: Curve, keep: (index: number) => boolean): Curve {
  const steps: number[] = [];
  const values: number[] = [];
  const chosen: number[] | undefined = curve.chosen ? [] : undefined;
  for (let index = 0; index < curve.steps.length; index++) {
    if (!keep(index)) continue;
    steps.push(curve.steps[index]!);
    values.push(curve.values[index]!);
    chosen?.push(curve.chosen![index]!);
  }
  return chosen ? { steps, values, chosen } : { steps, values };
}

/** @returns The points at or before `step`: what was known then. */
export function truncate(curve: Curve, step: number): Curve {
  const end = countUpTo(curve, step);
  return end === curve.steps.length ? curve : selectPoints(curve, (index) => index < end);
}

/**
 * Joins the curves of a session's attempts, oldest first, by the rule "the newest value of a step": between its own
 * first and last step a later attempt replaces what earlier ones logged. (A resumed run repeats the steps since its
 * checkpoint; where each attempt is sampled for itself, single steps can no longer be matched, stretches can.)
 */
export function joinAttempts(attempts: readonly Curve[]): Curve {
  return attempts.reduce((older, newer) => {
    if (newer.steps.length === 0) return older;
    const from = newer.steps[0]!;
    const to = lastStep(newer)!;
    const parts = [
      selectPoints(older, (index) => older.steps[index]! < from),
      newer,
      selectPoints(older, (index) => older.steps[index]! > to),
    ];
    const join = (pick: (part: Curve) => ArrayLike<number>) => parts.flatMap((part) => Array.from(pick(part)));
    const steps = join((part) => part.steps);
    const values = join((part) => part.values);
    if (!older.chosen && !newer.chosen) return { steps, values };
    return { steps, values, chosen: join((part) => part.chosen ?? new Uint8Array(part.steps.length)) };
  }, EMPTY_CURVE);
}
