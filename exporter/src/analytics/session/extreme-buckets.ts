/**
 * The bounded half of the extreme sample: buckets of equal width in x, each keeping its first, lowest, highest and last
 * finite point and its first non-finite one. Kept in one flat array, sorted by bucket, because the newest point of a
 * long run must cost nanoseconds and no garbage.
 */

/** A point is its step, its ordinal (larger is newer, for one and the same step) and its value. */
const POINT_FIELDS = 3;
const FIRST = 0;
const LOWEST = 1;
const HIGHEST = 2;
const LAST = 3;
const NON_FINITE = 4;
export const POINTS_IN_BUCKET = 5;
const BUCKET_FIELDS = POINTS_IN_BUCKET * POINT_FIELDS;

/** The narrowest bucket is 2^-20 of a step wide (fractional epochs are steps too); widths only double from there. */
const SMALLEST_EXPONENT = -20;

/** Steps beyond this would overflow when scaled to the narrowest bucket. */
export const LARGEST_STEP = 1e300;

/** Kept points as columns; `chosen` is 1 where a point is there only for being lowest or highest. */
export interface KeptPlaces {
  readonly steps: readonly number[];
  readonly ordinals: readonly number[];
  readonly values: readonly number[];
  readonly chosen: readonly (0 | 1)[];
}

/**
 * A table of at most `capacity` buckets of width 2^exponent, aligned to multiples of the width. Whatever the order in
 * which points come, the result is the same: the width is the smallest at which the points occupy no more than
 * `capacity` buckets (more points never occupy fewer), and each kept point is a minimum or maximum under a total order.
 */
export class ExtremeBuckets {
  private exponent = SMALLEST_EXPONENT;
  private perStep = 2 ** -SMALLEST_EXPONENT;
  private count = 0;
  private readonly indexes: Float64Array;
  private readonly fields: Float64Array;

  constructor(private readonly capacity: number) {
    this.indexes = new Float64Array(capacity + 1);
    this.fields = new Float64Array((capacity + 1) * BUCKET_FIELDS);
  }

  /** The width of a bucket in steps: how far a kept point may stand for its neighbours. */
  get width(): number {
    return 2 ** this.exponent;
  }

  add(step: number, ordinal: number, value: number): void {
    // A step like -5e-324 is scaled to -0, but belongs left of 0 at every width.
    const scaled = Math.floor(step * this.perStep);
    const index = scaled === 0 && step < 0 ? -1 : scaled;
    // In order, as nearly all points come, the bucket is the last one.
    let place = this.count - 1;
    if (place < 0 || this.indexes[place] !== index) {
      place = this.find(index);
      if (place === this.count || this.indexes[place] !== index) {
        this.open(place, index);
        this.put(place, step, ordinal, value);
        while (this.count > this.capacity) this.widen();
        return;
      }
    }
    this.put(place, step, ordinal, value);
  }

  /**
   * Every kept place, bucket by bucket; one point may be in several places, and those of a bucket are not in order.
   * @param upToStep Only points at or before it.
   */
  places(upToStep: number): KeptPlaces {
    const steps: number[] = [];
    const ordinals: number[] = [];
    const values: number[] = [];
    const chosen: (0 | 1)[] = [];
    for (let place = 0; place < this.count; place++) {
      for (let kind = 0; kind < POINTS_IN_BUCKET; kind++) {
        const at = place * BUCKET_FIELDS + kind * POINT_FIELDS;
        const step = this.fields[at]!;
        // A place without a point has NaN.
        if (!(step <= upToStep)) continue;
        steps.push(step);
        ordinals.push(this.fields[at + 1]!);
        values.push(this.fields[at + 2]!);
        chosen.push(kind === LOWEST || kind === HIGHEST ? 1 : 0);
      }
    }
    return { steps, ordinals, values, chosen };
  }

  /** @returns The first place whose bucket index is not below the given one. */
  private find(index: number): number {
    let low = 0;
    let high = this.count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.indexes[middle]! < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private open(place: number, index: number): void {
    if (place < this.count) {
      this.indexes.copyWithin(place + 1, place, this.count);
      this.fields.copyWithin((place + 1) * BUCKET_FIELDS, place * BUCKET_FIELDS, this.count * BUCKET_FIELDS);
    }
    this.indexes[place] = index;
    // NaN as the step of a kept point means: none.
    this.fields.fill(Number.NaN, place * BUCKET_FIELDS, (place + 1) * BUCKET_FIELDS);
    this.count++;
  }

  private put(place: number, step: number, ordinal: number, value: number): void {
    const base = place * BUCKET_FIELDS;
    if (!Number.isFinite(value)) {
      this.keep(base + NON_FINITE * POINT_FIELDS, step, ordinal, value, -1);
      return;
    }
    this.keep(base + FIRST * POINT_FIELDS, step, ordinal, value, -1);
    this.keep(base + LAST * POINT_FIELDS, step, ordinal, value, 1);
    const lowest = this.fields[base + LOWEST * POINT_FIELDS + 2]!;
    if (!(value > lowest)) this.keepTied(base + LOWEST * POINT_FIELDS, step, ordinal, value, value === lowest);
    const highest = this.fields[base + HIGHEST * POINT_FIELDS + 2]!;
    if (!(value < highest)) this.keepTied(base + HIGHEST * POINT_FIELDS, step, ordinal, value, value === highest);
  }

  /** Keeps the point if it lies further to the given side (-1 earlier, 1 later), or is the newer one of the same step. */
  private keep(at: number, step: number, ordinal: number, value: number, side: number): void {
    const kept = this.fields[at]!;
    const further = (step - kept) * side;
    if (Number.isNaN(kept) || further > 0 || (further === 0 && ordinal > this.fields[at + 1]!)) {
      this.write(at, step, ordinal, value);
    }
  }

  /** Keeps a new extreme; of equal extremes the earliest, so that a best step is the first that reached it. */
  private keepTied(at: number, step: number, ordinal: number, value: number, tied: boolean): void {
    if (tied) this.keep(at, step, ordinal, value, -1);
    else this.write(at, step, ordinal, value);
  }

  private write(at: number, step: number, ordinal: number, value: number): void {
    this.fields[at] = step;
    this.fields[at + 1] = ordinal;
    this.fields[at + 2] = value;
  }

  /** Doubles the width and merges neighbours. Scaling by 2 is exact, so floor(index / 2) is the index at the new width. */
  private widen(): void {
    const old = this.fields.slice(0, this.count * BUCKET_FIELDS);
    const oldIndexes = this.indexes.slice(0, this.count);
    this.exponent++;
    this.perStep = 2 ** -this.exponent;
    this.count = 0;
    for (let place = 0; place < oldIndexes.length; place++) {
      const index = Math.floor(oldIndexes[place]! / 2);
      if (this.count === 0 || this.indexes[this.count - 1] !== index) this.open(this.count, index);
      for (let at = place * BUCKET_FIELDS; at < (place + 1) * BUCKET_FIELDS; at += POINT_FIELDS) {
        if (!Number.isNaN(old[at]!)) this.put(this.count - 1, old[at]!, old[at + 1]!, old[at + 2]!);
      }
    }
  }
}
