import { partOf, type Grid } from './grid.js';
import type { Column } from './reduce-curve.js';

/** A grid whose parts may be counted from another place than 0. */
export interface AverageGrid extends Grid {
  readonly origin: number;
}

/** A curve as one point a part of a grid; arrays have one length, x ascends. */
export interface AveragedCurve {
  /** The mean place of the finite values of the part; of all its values where none is finite. */
  readonly x: Float64Array;
  /** The mean of the finite values of the part; NaN where there is none. */
  readonly y: Float64Array;
  /** The mean of their times. */
  readonly time: Float64Array;
  /** How many finite values the part has. */
  readonly counts: Float64Array;
}

/** What is kept of a part: sums over its finite values, then over the others. Places count from the part's edge. */
const FINITE = 0;
const SUM_OF_PLACES = 1;
const SUM_OF_VALUES = 2;
const SUM_OF_TIMES = 3;
const ODD = 4;
const SUM_OF_ODD_PLACES = 5;
const SUM_OF_ODD_TIMES = 6;
const FIELDS = 7;

/**
 * Averages a curve over the parts of a grid, piece by piece. Values that are not finite are left out of a mean: a part
 * that holds nothing else has NaN. Sums of pieces can be kept and merged: what is closed needs no second look.
 */
export class CurveAverager {
  readonly #parts = new Map<number, Float64Array>();

  constructor(private readonly grid: AverageGrid) {}

  /**
   * Adds points; those without a place are left out.
   * @param counts How many values each point stands for; one each when missing, 0 for one whose value is no number.
   */
  add(axis: Column, values: Column, milliseconds: Column, counts?: Column): void {
    const { width, origin } = this.grid;
    let sums: Float64Array = NO_SUMS;
    let start = 0;
    let end = 0;
    for (let index = 0; index < values.length; index++) {
      const place = axis[index]! - origin;
      if (!(place >= start && place < end)) {
        if (place !== place) continue;
        const part = partOf(this.grid, place);
        start = part * width;
        end = (part + 1) * width;
        sums = this.#sums(part);
      }
      const value = values[index]!;
      if (value - value === 0) {
        const weight = counts ? counts[index]! : 1;
        sums[FINITE]! += weight;
        sums[SUM_OF_PLACES]! += weight * (place - start);
        sums[SUM_OF_VALUES]! += weight * value;
        sums[SUM_OF_TIMES]! += weight * milliseconds[index]!;
      } else {
        sums[ODD]! += 1;
        sums[SUM_OF_ODD_PLACES]! += place - start;
        sums[SUM_OF_ODD_TIMES]! += milliseconds[index]!;
      }
    }
  }

  /** All sums as one array, for {@link merge}. */
  pack(): Float64Array {
    const packed = new Float64Array(this.#parts.size * (FIELDS + 1));
    let at = 0;
    for (const [part, sums] of this.#parts) {
      packed[at] = part;
      packed.set(sums, at + 1);
      at += FIELDS + 1;
    }
    return packed;
  }

  /** Adds the sums of a piece that was averaged over the same grid. */
  merge(packed: Float64Array): void {
    for (let at = 0; at < packed.length; at += FIELDS + 1) {
      const sums = this.#sums(packed[at]!);
      for (let field = 0; field < FIELDS; field++) sums[field]! += packed[at + 1 + field]!;
    }
  }

  averages(): AveragedCurve {
    const { width, origin } = this.grid;
    const parts = Float64Array.from(this.#parts.keys()).sort();
    const x = new Float64Array(parts.length);
    const y = new Float64Array(parts.length);
    const time = new Float64Array(parts.length);
    const counts = new Float64Array(parts.length);
    for (const [index, part] of parts.entries()) {
      const sums = this.#parts.get(part)!;
      const n = sums[FINITE]!;
      const edge = origin + part * width;
      counts[index] = n;
      x[index] = edge + (n > 0 ? sums[SUM_OF_PLACES]! / n : sums[SUM_OF_ODD_PLACES]! / sums[ODD]!);
      y[index] = n > 0 ? sums[SUM_OF_VALUES]! / n : NaN;
      time[index] = n > 0 ? sums[SUM_OF_TIMES]! / n : sums[SUM_OF_ODD_TIMES]! / sums[ODD]!;
    }
    return { x, y, time, counts };
  }

  #sums(part: number): Float64Array {
    const known = this.#parts.get(part);
    if (known) return known;
    const sums = new Float64Array(FIELDS);
    this.#parts.set(part, sums);
    return sums;
  }
}

const NO_SUMS = new Float64Array(FIELDS);
