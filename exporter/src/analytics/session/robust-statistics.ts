/** Medians and the spread around them: what the scores use where a mean would follow a single bad value. */

/** @returns The median of the values (mean of the middle two when even), NaN when empty. Sorts a copy. */
export function median(values: ArrayLike<number>): number {
  const sorted = new Float64Array(values).sort();
  const middle = sorted.length >>> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Where values lie and how far they scatter. */
export interface Spread {
  /** The median. */
  readonly centre: number;
  /** The median absolute deviation: the median of |value - centre|, unscaled. */
  readonly deviation: number;
}

/** @returns Median and median absolute deviation, both NaN when empty. */
export function medianSpread(values: ArrayLike<number>): Spread {
  const centre = median(values);
  const distances = new Float64Array(values.length);
  for (let index = 0; index < values.length; index++) distances[index] = Math.abs(values[index]! - centre);
  return { centre, deviation: median(distances) };
}

/**
 * The centred running median. Near an end the window shrinks on both sides alike (5, 3, 1), so the first and the last
 * value stay as they are: a drop is then measured from the value the run really began with, and a straight line comes
 * out unchanged.
 *
 * @param values Finite numbers or +Infinity; no NaN.
 * @param window An odd number of values, 3 or 5 here: the insertion sort below is meant for such small windows.
 */
export function runningMedian(values: ArrayLike<number>, window: number): Float64Array {
  const length = values.length;
  const result = new Float64Array(length);
  const sorted = new Float64Array(window);
  for (let index = 0; index < length; index++) {
    const reach = Math.min((window - 1) / 2, index, length - 1 - index);
    for (let offset = 0; offset <= 2 * reach; offset++) {
      const value = values[index - reach + offset]!;
      let place = offset;
      while (place > 0 && sorted[place - 1]! > value) {
        sorted[place] = sorted[place - 1]!;
        place--;
      }
      sorted[place] = value;
    }
    result[index] = sorted[reach]!;
  }
  return result;
}
