/** What part of the world the axes show. */
import { lowerBound, type Curve } from './curve';
import type { Line } from './lines';

export type Range = readonly [number, number];

/** Air above and below the curves. */
const PADDING = 0.06;

/** From the first to the last x of all curves; a single x gets room on both sides. */
export function xExtent(curves: readonly Curve[]): Range {
  let min = Infinity;
  let max = -Infinity;
  for (const { x } of curves) {
    if (x.length > 0) {
      min = Math.min(min, x[0]!);
      max = Math.max(max, x[x.length - 1]!);
    }
  }
  if (min > max) {
    return [0, 1];
  }
  return min === max ? [min - 1, max + 1] : [min, max];
}

export interface YLimits {
  min?: number | null;
  max?: number | null;
}

/** The y-range of the lines within an x-range: nothing drawn is cut off, but what an override's min and max cut. */
export function yRange(lines: readonly Line[], [from, to]: Range, log: boolean, limits: YLimits): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const { curve, fill } of lines) {
    const { x, y, band } = curve;
    // One point more on each side: the line that leaves the view keeps its slope.
    const first = Math.max(0, lowerBound(x, from) - 1);
    const last = Math.min(x.length - 1, lowerBound(x, to));
    for (const column of band && fill > 0 ? [y, band.lower, band.upper] : [y]) {
      for (let index = first; index <= last; index++) {
        const value = column[index]!;
        if (value < low && (!log || value > 0)) {
          low = value;
        }
        if (value > high && (!log || value > 0)) {
          high = value;
        }
      }
    }
  }
  if (low > high) {
    [low, high] = log ? [0.1, 1] : [0, 1];
  }
  const padded = log ? padLog(low, high) : pad(low, high);
  const min = usable(limits.min, log) ?? padded[0];
  const max = usable(limits.max, log) ?? padded[1];
  return min < max ? [min, max] : padded;
}

function usable(limit: number | null | undefined, log: boolean): number | null {
  return typeof limit === 'number' && Number.isFinite(limit) && (!log || limit > 0) ? limit : null;
}

function pad(low: number, high: number): [number, number] {
  if (low === high) {
    const room = low === 0 ? 1 : Math.abs(low) * 0.1;
    return [low - room, high + room];
  }
  const room = (high - low) * PADDING;
  // Losses live above zero: air below must not suggest otherwise.
  const bottom = low >= 0 && low - room < 0 ? 0 : low - room;
  return [bottom, high + room];
}

/** Out to the next number of one digit: ticks of a log axis stand at those, and the lowest must not be a crooked one. */
function padLog(low: number, high: number): [number, number] {
  const digit = (value: number) => 10 ** Math.floor(Math.log10(value));
  const bottom = Math.floor(low / 1.02 / digit(low / 1.02)) * digit(low / 1.02);
  const top = Math.ceil((high * 1.02) / digit(high * 1.02)) * digit(high * 1.02);
  return [Number(bottom.toPrecision(1)), Number(top.toPrecision(2))];
}

/** Values that a log scale can't show. */
export function countNonPositive(curves: readonly Curve[]): number {
  let count = 0;
  for (const { y } of curves) {
    for (let index = 0; index < y.length; index++) {
      count += y[index]! <= 0 ? 1 : 0;
    }
  }
  return count;
}
