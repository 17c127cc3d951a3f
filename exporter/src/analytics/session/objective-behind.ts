import type { ErrorCurve } from './error-curve.js';
import { medianSpread, runningMedian } from './robust-statistics.js';

/** A value counts as behind from this share of the objective's range on. */
export const BEHIND_FROM = 0.1;
/**
 * ... and only when noise does not explain it. The best of many noisy values lies about three standard deviations below
 * them, and what a running median of 5 leaves over is about .6 of the noise: 8 of it are five standard deviations.
 */
const SIGMAS_OF_NOISE = 8;
/** Makes the median absolute deviation of normal noise equal its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Fewer values have no range worth the name. */
const LEAST_VALUES = 3;

/** How far an objective has fallen behind its best. */
export interface ObjectiveBehind {
  /** (E_last - E_best) / (E_worst - E_best), 0 to 1. */
  readonly share: number;
  /** How many of the last values in a row were behind by 10 % of the range, and by more than noise. */
  readonly evaluations: number;
}

/**
 * How far the newest values of an objective are behind its best. Noise is the spread around the running median of 5.
 * @param error The objective as E: lower is better. Values that are not finite are left out.
 * @returns Null under three finite values, and where all are equal.
 */
export function objectiveBehind(error: ErrorCurve): ObjectiveBehind | null {
  const values = Float64Array.from(error.values).filter(Number.isFinite);
  if (values.length < LEAST_VALUES) return null;
  let [best, worst] = [Infinity, -Infinity];
  for (const value of values) {
    best = Math.min(best, value);
    worst = Math.max(worst, value);
  }
  const range = worst - best;
  if (range === 0) return null;
  const smooth = runningMedian(values, 5);
  const noise = MAD_TO_SIGMA * medianSpread(values.map((value, index) => value - smooth[index]!)).deviation;
  const limit = best + Math.max(BEHIND_FROM * range, SIGMAS_OF_NOISE * noise);
  let first = values.length;
  while (first > 0 && values[first - 1]! >= limit) first--;
  return { share: (values.at(-1)! - best) / range, evaluations: values.length - first };
}
