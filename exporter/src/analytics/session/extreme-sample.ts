import { ExtremeBuckets, LARGEST_STEP, POINTS_IN_BUCKET } from './extreme-buckets.js';
import type { Curve } from './curve.js';

/** The most points that a sample keeps: scores on it cost well under a millisecond, and a panel shows no more. */
export const CAPACITY = 2048;

const FIRST_ALLOCATION = 32;

/**
 * A curve of any length in bounded memory: exact up to 2,048 points, afterwards buckets of equal width (a power of two
 * of steps) that each keep their first, lowest, highest and last point and their first NaN or infinity.
 *
 * The sample is a function of the set of points alone: the order in which they come, late ones, batches, retries and a
 * rebuild from the stored series all give the same one. So every exporter scores a session alike.
 *
 * A point is known by its step and ordinal; of points of the same step, the one with the larger ordinal is newer and is
 * the one that counts. Once there are buckets, a point replaced by a newer one of its step can no longer be found, so
 * it may stay as the lowest or highest of its bucket: sample the attempts of a session apart and put them together with
 * `joinAttempts` (curve.ts).
 */
export class ExtremeSample {
  private count = 0;
  private steps = new Float64Array(FIRST_ALLOCATION);
  private ordinals = new Float64Array(FIRST_ALLOCATION);
  private values = new Float64Array(FIRST_ALLOCATION);
  private buckets: ExtremeBuckets | null = null;

  /** True while every point is kept as it came. */
  get isExact(): boolean {
    return this.buckets === null;
  }

  /** The width of a bucket in steps, 0 while exact. */
  get bucketWidth(): number {
    return this.buckets === null ? 0 : this.buckets.width;
  }

  /**
   * Adds a point. Adding it again changes nothing.
   *
   * @param step Any number from -1e300 to 1e300.
   * @param value May be NaN or infinite.
   * @param ordinal Larger is newer, among points of one step; the caller's arrival order will do.
   * @throws RangeError when the step is out of range or the ordinal not finite.
   */
  push(step: number, value: number, ordinal: number): void {
    if (!(Math.abs(step) <= LARGEST_STEP) || !Number.isFinite(ordinal)) {
      throw new RangeError(`step and ordinal must be finite, not ${step} and ${ordinal}`);
    }
    if (this.buckets !== null) {
      this.buckets.add(step, ordinal, value);
      return;
    }
    const last = this.count - 1;
    const inOrder =
      last < 0 || step > this.steps[last]! || (step === this.steps[last]! && ordinal > this.ordinals[last]!);
    this.insert(inOrder ? this.count : this.placeOf(step, ordinal), step, ordinal, value);
  }

  /**
   * The sample as a curve, steps rising strictly.
   *
   * @param upToStep Only points at or before it: what a score at that step may see.
   * @returns Fresh arrays. Once there are buckets, `chosen` marks the points kept only for being lowest or highest.
   */
  toCurve(upToStep = Number.POSITIVE_INFINITY): Curve {
    return this.buckets === null ? this.exactCurve(upToStep) : this.sampledCurve(this.buckets, upToStep);
  }

  private exactCurve(upToStep: number): Curve {
    const steps: number[] = [];
    const values: number[] = [];
    for (let index = 0; index < this.count && this.steps[index]! <= upToStep; index++) {
      // Sorted by step, then ordinal: the newest of a step is the one before the next step.
      if (index + 1 < this.count && this.steps[index + 1] === this.steps[index]) continue;
      steps.push(this.steps[index]!);
      values.push(this.values[index]!);
    }
    return { steps, values };
  }

  private sampledCurve(buckets: ExtremeBuckets, upToStep: number): Curve {
    const { steps, ordinals, values, chosen } = buckets.places(upToStep);
    // Of one step the newest; of one point that holds several places, a place that was not chosen by value.
    const goesBefore = (a: number, b: number) =>
      steps[a]! - steps[b]! || ordinals[b]! - ordinals[a]! || chosen[a]! - chosen[b]!;
    const order = orderNearlySorted(steps.length, goesBefore);
    const kept = order.filter((place, index) => index === 0 || steps[order[index - 1]!] !== steps[place]);
    return {
      steps: kept.map((place) => steps[place]!),
      values: kept.map((place) => values[place]!),
      chosen: Uint8Array.from(kept, (place) => chosen[place]!),
    };
  }

  /** @returns Where the point belongs in the order of steps and ordinals. */
  private placeOf(step: number, ordinal: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const before = this.steps[middle]! < step || (this.steps[middle] === step && this.ordinals[middle]! < ordinal);
      if (before) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private insert(place: number, step: number, ordinal: number, value: number): void {
    const known = place < this.count && this.steps[place] === step && this.ordinals[place] === ordinal;
    if (known) return;
    if (this.count === CAPACITY) {
      this.toBuckets().add(step, ordinal, value);
      return;
    }
    if (this.count === this.steps.length) this.grow();
    for (const column of [this.steps, this.ordinals, this.values]) column.copyWithin(place + 1, place, this.count);
    this.steps[place] = step;
    this.ordinals[place] = ordinal;
    this.values[place] = value;
    this.count++;
  }

  private grow(): void {
    // By a half: thousands of live sessions grow alike, and what is doubled too early lies idle in each of them.
    const length = Math.min(CAPACITY, Math.ceil(this.steps.length * 1.5));
    const larger = (column: Float64Array<ArrayBuffer>) => {
      const grown = new Float64Array(length);
      grown.set(column);
      return grown;
    };
    this.steps = larger(this.steps);
    this.ordinals = larger(this.ordinals);
    this.values = larger(this.values);
  }

  private toBuckets(): ExtremeBuckets {
    const buckets = new ExtremeBuckets(Math.floor(CAPACITY / POINTS_IN_BUCKET));
    for (let index = 0; index < this.count; index++) {
      buckets.add(this.steps[index]!, this.ordinals[index]!, this.values[index]!);
    }
    this.buckets = buckets;
    this.count = 0;
    this.steps = this.ordinals = this.values = new Float64Array(0);
    return buckets;
  }
}

/**
 * Indexes in order, by insertion: points of a bucket lie beside each other, so none moves further than its bucket.
 * @param compare Negative when the first index goes before the second.
 */
function orderNearlySorted(count: number, compare: (a: number, b: number) => number): number[] {
  const order: number[] = [];
  for (let index = 0; index < count; index++) {
    let place = index;
    for (; place > 0 && compare(index, order[place - 1]!) < 0; place--) order[place] = order[place - 1]!;
    order[place] = index;
  }
  return order;
}
