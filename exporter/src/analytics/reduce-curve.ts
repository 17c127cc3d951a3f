import { partOf, type Grid } from './grid.js';

/** Points kept of a bucket: first, minimum, maximum, last; a fifth where there is a non-finite value. */
export const KEPT_OF_BUCKET = 4;

/** Columns of a curve may be views of what is stored, in single precision as well. */
export type Column = Float64Array | Float32Array;

/** The kept points of a bucket, by index; -1 for none. */
interface Bucket {
  first: number;
  minimum: number;
  maximum: number;
  last: number;
  nonFinite: number;
}

/**
 * Chooses the points that show a curve: of each bucket - a part of the grid - the first, the minimum, the maximum and
 * the last along the axis, and the first non-finite value, so that no spike and no NaN disappears. Among equals along
 * the axis, and among equal extremes, the order of the arrays counts. What is kept of a curve's pieces, put one after
 * the other and reduced again, is what is kept of the curve.
 *
 * @param axis Place of each point; need not ascend. Points with NaN are left out.
 * @param values Values of the points.
 * @returns Indices of the kept points, ascending along the axis, each once.
 */
export function reduceCurve(axis: Column, values: Column, grid: Grid): Int32Array {
  const buckets = new Map<number, Bucket>();
  let bucket: Bucket = EMPTY;
  // Places from `start` up to `end` are in the bucket at hand: neighbours mostly share one.
  let start = 0;
  let end = 0;
  for (let index = 0; index < values.length; index++) {
    const x = axis[index]!;
    if (!(x >= start && x < end)) {
      if (x !== x) continue;
      const part = partOf(grid, x);
      start = part * grid.width;
      end = (part + 1) * grid.width;
      const known = buckets.get(part);
      bucket = known ?? { first: -1, minimum: -1, maximum: -1, last: -1, nonFinite: -1 };
      if (!known) buckets.set(part, bucket);
    }
    index = takeRun(axis, values, index, start, end, bucket);
  }
  return inOrder(axis, buckets);
}

const EMPTY: Bucket = { first: -1, minimum: -1, maximum: -1, last: -1, nonFinite: -1 };

/**
 * Takes points into a bucket as long as they lie in it.
 * @param index The first of them; it is in the bucket.
 * @returns The last of them.
 */
function takeRun(axis: Column, values: Column, index: number, start: number, end: number, bucket: Bucket): number {
  let { first, minimum, maximum, last, nonFinite } = bucket;
  let firstX = first < 0 ? Infinity : axis[first]!;
  let lastX = last < 0 ? -Infinity : axis[last]!;
  let low = minimum < 0 ? Infinity : values[minimum]!;
  let high = maximum < 0 ? -Infinity : values[maximum]!;
  let at = index;
  do {
    const x = axis[at]!;
    if (first < 0 || x < firstX) {
      first = at;
      firstX = x;
    }
    if (x >= lastX) {
      last = at;
      lastX = x;
    }
    const value = values[at]!;
    if (value - value !== 0) {
      // NaN or infinite.
      if (nonFinite < 0 || x < axis[nonFinite]!) nonFinite = at;
    } else {
      if (value < low || (value === low && x < axis[minimum]!)) {
        minimum = at;
        low = value;
      }
      if (value > high || (value === high && x < axis[maximum]!)) {
        maximum = at;
        high = value;
      }
    }
    at++;
  } while (at < values.length && axis[at]! >= start && axis[at]! < end);
  bucket.first = first;
  bucket.minimum = minimum;
  bucket.maximum = maximum;
  bucket.last = last;
  bucket.nonFinite = nonFinite;
  return at - 1;
}

function inOrder(axis: Column, buckets: ReadonlyMap<number, Bucket>): Int32Array {
  const parts = Float64Array.from(buckets.keys());
  for (let index = 1; index < parts.length; index++) {
    if (parts[index]! >= parts[index - 1]!) continue;
    parts.sort();
    break;
  }
  const kept = new Int32Array(parts.length * (KEPT_OF_BUCKET + 1));
  let length = 0;
  for (const part of parts) {
    const { first, minimum, nonFinite, maximum, last } = buckets.get(part)!;
    const start = length;
    for (const chosen of [first, minimum, nonFinite, maximum, last]) {
      if (chosen < 0) continue;
      // Insertion into at most five, without doubles.
      let at = length;
      while (at > start && comesAfter(axis, kept[at - 1]!, chosen)) at--;
      if (at > start && kept[at - 1] === chosen) continue;
      kept.copyWithin(at + 1, at, length);
      kept[at] = chosen;
      length++;
    }
  }
  return kept.slice(0, length);
}

function comesAfter(axis: Column, a: number, b: number): boolean {
  return axis[a]! > axis[b]! || (axis[a]! === axis[b]! && a > b);
}
