/** Equal-width parts of an axis, both ends included. */
export interface Buckets {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Points kept of a bucket: first, minimum, maximum, last; a fifth where there is a non-finite value. */
export const KEPT_OF_BUCKET = 4;

/** The bucket of a place on the axis. Places outside fall into the first or last one. */
export function bucketOf(buckets: Buckets, x: number): number {
  const width = buckets.to - buckets.from;
  const place = Math.floor(((x - buckets.from) / width) * buckets.count);
  // Not a number where all points share one place.
  if (!(place > 0)) return 0;
  return place < buckets.count ? place : buckets.count - 1;
}

/**
 * Chooses the points that show a curve: of each bucket the first, the minimum, the maximum and the last along the axis,
 * and the first non-finite value, so that no spike and no NaN disappears. Among equals along the axis, and among equal
 * extremes, the order of the arrays counts.
 *
 * @param axis Place of each point; need not ascend. Points with NaN are left out.
 * @param values Values of the points.
 * @returns Indices of the kept points, ascending along the axis, each once.
 */
export function reduceCurve(axis: Float64Array, values: Float64Array, buckets: Buckets): Int32Array {
  const { count } = buckets;
  const first = new Int32Array(count).fill(-1);
  const minimum = new Int32Array(count).fill(-1);
  const maximum = new Int32Array(count).fill(-1);
  const last = new Int32Array(count).fill(-1);
  const nonFinite = new Int32Array(count).fill(-1);

  // Neighbours mostly share a bucket: its state lives in variables until another bucket comes.
  let bucket = -1;
  let [firstAt, lastAt, lowAt, highAt, oddAt] = [-1, -1, -1, -1, -1];
  const store = (): void => {
    if (bucket < 0) return;
    first[bucket] = firstAt;
    last[bucket] = lastAt;
    minimum[bucket] = lowAt;
    maximum[bucket] = highAt;
    nonFinite[bucket] = oddAt;
  };
  for (let index = 0; index < values.length; index++) {
    const x = axis[index]!;
    if (x !== x) continue;
    const next = bucketOf(buckets, x);
    if (next !== bucket) {
      store();
      bucket = next;
      firstAt = first[bucket]!;
      lastAt = last[bucket]!;
      lowAt = minimum[bucket]!;
      highAt = maximum[bucket]!;
      oddAt = nonFinite[bucket]!;
    }
    if (firstAt < 0) {
      firstAt = index;
      lastAt = index;
    } else {
      if (x < axis[firstAt]!) firstAt = index;
      if (x >= axis[lastAt]!) lastAt = index;
    }
    const value = values[index]!;
    if (value - value !== 0) {
      // NaN or infinite.
      if (oddAt < 0 || x < axis[oddAt]!) oddAt = index;
      continue;
    }
    if (lowAt < 0 || value < values[lowAt]! || (value === values[lowAt]! && x < axis[lowAt]!)) lowAt = index;
    if (highAt < 0 || value > values[highAt]! || (value === values[highAt]! && x < axis[highAt]!)) highAt = index;
  }
  store();

  const kept = new Int32Array(count * (KEPT_OF_BUCKET + 1));
  let length = 0;
  for (let bucket = 0; bucket < count; bucket++) {
    const start = length;
    for (const chosen of [first[bucket]!, minimum[bucket]!, nonFinite[bucket]!, maximum[bucket]!, last[bucket]!]) {
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

function comesAfter(axis: Float64Array, a: number, b: number): boolean {
  return axis[a]! > axis[b]! || (axis[a]! === axis[b]! && a > b);
}
