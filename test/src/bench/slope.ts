/**
 * Slope of the line through points by Theil and Sen: the median of the slopes of all pairs, which a few outliers (a
 * garbage collection) do not move. 0 with fewer than two different x.
 */
import { median } from './medians.js';

/** Pairs are drawn at this many points at most, evenly: 500 have 125,000 pairs. */
const MOST_POINTS = 500;

/** @param xs Rising. */
export function slope(xs: readonly number[], ys: readonly number[]): number {
  const stride = Math.max(1, Math.ceil(xs.length / MOST_POINTS));
  const slopes: number[] = [];
  for (let from = 0; from < xs.length; from += stride) {
    for (let to = from + stride; to < xs.length; to += stride) {
      const run = xs[to]! - xs[from]!;
      if (run !== 0) slopes.push((ys[to]! - ys[from]!) / run);
    }
  }
  return slopes.length === 0 ? 0 : median(slopes);
}
