/** A curve -> what a canvas can show of it: the first, lowest, highest and last point of each column of pixels. */

export interface Polyline {
  /** Pixel positions x0, y0, x1, y1, ...; NaN pairs lift the pen. */
  points: Float64Array;
  /** Pairs used in `points`. */
  length: number;
  /** Offsets into `points` of points that touch no line, which need a dot to be seen at all. */
  alone: number[];
}

/** Linear map from x to pixels. */
export interface PixelScale {
  offset: number;
  factor: number;
}

/**
 * @param from, to positions to draw, `to` not included
 * @param toY pixel of a value; it may answer NaN (a value <= 0 on a log scale), which lifts the pen
 * @param thin below this many points a pixel column keeps them all
 */
export function decimate(
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  scale: PixelScale,
  toY: (value: number) => number,
  thin = 4,
): Polyline {
  const out = new Writer((to - from) * 2 + 4);
  const pixels = to > from ? Math.abs(x[to - 1]! - x[from]!) * Math.abs(scale.factor) + 1 : 1;
  if (to - from <= pixels * thin) {
    for (let index = from; index < to; index++) {
      const value = y[index]!;
      // A log scale would answer NaN with its own bottom.
      out.add(x[index]! * scale.factor + scale.offset, Number.isNaN(value) ? NaN : toY(value));
    }
    return out.finish();
  }
  let index = from;
  while (index < to) {
    const column = Math.floor(x[index]! * scale.factor + scale.offset);
    let low = -1;
    let high = -1;
    let first = -1;
    let last = -1;
    for (; index < to && Math.floor(x[index]! * scale.factor + scale.offset) === column; index++) {
      const value = y[index]!;
      if (Number.isNaN(value)) {
        continue;
      }
      first = first < 0 ? index : first;
      last = index;
      low = low < 0 || value < y[low]! ? index : low;
      high = high < 0 || value > y[high]! ? index : high;
    }
    if (first < 0) {
      out.lift();
      continue;
    }
    const middle = low < high ? [low, high] : [high, low];
    let before = -1;
    for (const position of [first, ...middle, last]) {
      if (position !== before) {
        out.add(column + 0.5, toY(y[position]!));
      }
      before = position;
    }
  }
  return out.finish();
}

class Writer {
  private points: Float64Array;
  private length = 0;
  private run = 0;
  private readonly alone: number[] = [];

  constructor(capacity: number) {
    this.points = new Float64Array(capacity * 2);
  }

  add(px: number, py: number): void {
    if (!Number.isFinite(py)) {
      this.lift();
      return;
    }
    this.push(px, py);
    this.run++;
  }

  /** Ends the line; two lifts in a row are one. */
  lift(): void {
    if (this.run === 0) {
      return;
    }
    if (this.run === 1) {
      this.alone.push((this.length - 1) * 2);
    }
    this.push(NaN, NaN);
    this.run = 0;
  }

  finish(): Polyline {
    if (this.run === 1) {
      this.alone.push((this.length - 1) * 2);
    }
    return { points: this.points, length: this.length, alone: this.alone };
  }

  private push(px: number, py: number): void {
    if (this.length * 2 + 2 > this.points.length) {
      const grown = new Float64Array(this.points.length * 2);
      grown.set(this.points);
      this.points = grown;
    }
    this.points[this.length * 2] = px;
    this.points[this.length * 2 + 1] = py;
    this.length++;
  }
}
