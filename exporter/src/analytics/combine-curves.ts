import { partOf, type Grid } from './grid.js';

/** A curve that is combined with others; arrays have one length, x ascends (equal places may follow each other). */
export interface CombinedPart {
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Epoch milliseconds. */
  readonly time: ArrayLike<number>;
}

/** What stands in the middle of the band. */
export type Middle = 'mean' | 'median';

/** Several curves as one; arrays have one length, x ascends strictly. */
export interface CombinedCurve {
  readonly x: number[];
  /** Mean or median of the curves that have a value at x; NaN where none has. */
  readonly y: number[];
  readonly minimum: number[];
  readonly maximum: number[];
  /** How many curves have a value at x. */
  readonly count: number[];
  /** The latest of their times there, whole milliseconds. */
  readonly time: number[];
}

/**
 * Combines curves that were logged at different places into one.
 *
 * Places: without a grid, every place at which one of the curves has a point; with a grid, one place a part in which
 * one has a point - the mean of the curves' places there. Curves are then expected as averages over that grid
 * (average-curve.ts), so that no curve weighs more because it logs more often.
 *
 * Value of a curve at a place: its own point there (the mean of the finite ones, where there are several); between two
 * of its points the straight line through them; before its first and after its last point none - a curve that has
 * ended, or has not begun, is no evidence, and carrying its last value on would bend the mean towards the runs that
 * ended early. The line rather than the last value, because a run that logs seldom would otherwise lag behind those
 * that log often, and its lag would show in the band as a difference between runs.
 *
 * A value that is not finite is no value: its curve does not count there, nor between it and the neighbouring points.
 */
export function combineCurves(
  curves: readonly CombinedPart[],
  middle: Middle,
  grid: Grid | null = null,
): CombinedCurve {
  const places = placesOf(curves, grid);
  const combined: CombinedCurve = { x: [], y: [], minimum: [], maximum: [], count: [], time: [] };
  const cursors = curves.map((curve) => new Cursor(curve, grid));
  const values: number[] = [];
  for (const x of places) {
    values.length = 0;
    let latest = -Infinity;
    for (const cursor of cursors) {
      if (!cursor.moveTo(x)) continue;
      values.push(cursor.value);
      latest = Math.max(latest, cursor.time);
    }
    const { minimum, maximum } = extent(values);
    combined.x.push(x);
    combined.y.push(middle === 'mean' ? mean(values, minimum, maximum) : median(values));
    combined.minimum.push(minimum);
    combined.maximum.push(maximum);
    combined.count.push(values.length);
    combined.time.push(Math.round(values.length > 0 ? latest : latestTime(cursors)));
  }
  return combined;
}

/** Ascending places, each once. */
function placesOf(curves: readonly CombinedPart[], grid: Grid | null): number[] {
  const all = Float64Array.from(curves.flatMap(({ x }) => Array.from(x))).sort();
  const places: number[] = [];
  for (let from = 0; from < all.length;) {
    let to = from + 1;
    if (grid === null) {
      while (to < all.length && all[to] === all[from]) to++;
      places.push(all[from]!);
    } else {
      const part = partOf(grid, all[from]!);
      let sum = 0;
      while (to < all.length && partOf(grid, all[to]!) === part) to++;
      for (let index = from; index < to; index++) sum += all[index]! - all[from]!;
      places.push(all[from]! + sum / (to - from));
    }
    from = to;
  }
  return places;
}

/** Walks along one curve. */
class Cursor {
  value = NaN;
  time = NaN;
  /** The first point that is not before the place. */
  #next = 0;

  constructor(
    private readonly curve: CombinedPart,
    private readonly grid: Grid | null,
  ) {}

  /**
   * Goes to a place; places ascend from call to call.
   * @returns Whether the curve has a value there, which `value` and `time` then hold.
   */
  moveTo(place: number): boolean {
    const { x } = this.curve;
    while (this.#next < x.length && this.#isBefore(x[this.#next]!, place)) this.#next++;
    if (this.#next === x.length) {
      this.time = x.length > 0 ? this.curve.time[x.length - 1]! : NaN;
      return false;
    }
    if (this.#isAt(x[this.#next]!, place)) return this.#takePoints(place);
    this.time = this.curve.time[this.#next]!;
    return this.#next > 0 && this.#takeLine(place);
  }

  /** The mean of the finite points at the place. */
  #takePoints(place: number): boolean {
    const { x, y, time } = this.curve;
    let sum = 0;
    let count = 0;
    for (let index = this.#next; index < x.length && this.#isAt(x[index]!, place); index++) {
      this.time = time[index]!;
      if (!Number.isFinite(y[index]!)) continue;
      sum += y[index]!;
      count++;
    }
    this.value = sum / count;
    return count > 0 && Number.isFinite(this.value);
  }

  /** The line between the neighbouring points. */
  #takeLine(place: number): boolean {
    const { x, y, time } = this.curve;
    const [after, before] = [this.#next, this.#next - 1];
    const share = (place - x[before]!) / (x[after]! - x[before]!);
    this.time = time[before]! + share * (time[after]! - time[before]!);
    // Weighted from both ends: never outside them, and never an overflow of their difference.
    this.value = (1 - share) * y[before]! + share * y[after]!;
    return Number.isFinite(this.value);
  }

  #isBefore(x: number, place: number): boolean {
    return this.grid === null ? x < place : partOf(this.grid, x) < partOf(this.grid, place);
  }

  #isAt(x: number, place: number): boolean {
    return this.grid === null ? x === place : partOf(this.grid, x) === partOf(this.grid, place);
  }
}

function extent(values: readonly number[]): { minimum: number; maximum: number } {
  if (values.length === 0) return { minimum: NaN, maximum: NaN };
  let [minimum, maximum] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < minimum) minimum = value;
    if (value > maximum) maximum = value;
  }
  return { minimum, maximum };
}

/** Kept within the extent: the last digit of a sum may stray. */
function mean(values: readonly number[], minimum: number, maximum: number): number {
  if (values.length === 0) return NaN;
  let result = 0;
  // Divided before they are summed: large values must not overflow.
  for (const value of values) result += value / values.length;
  return Math.min(maximum, Math.max(minimum, result));
}

function median(values: readonly number[]): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : sorted[half - 1]! / 2 + sorted[half]! / 2;
}

/** Where no curve has a value, the latest time at which one tried. */
function latestTime(cursors: readonly Cursor[]): number {
  return cursors.reduce((latest, { time }) => (time > latest ? time : latest), 0);
}
