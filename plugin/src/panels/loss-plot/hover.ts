/** What stands at the cursor. Pure. */
import { fieldNamed, finiteOf } from '../../visual/fieldValue';
import { nearest, valueAt } from './curve';
import type { Combined } from './bands';
import type { Line } from './lines';
import { xKindOf } from './xAxis';

export interface HoverRow {
  line: Line;
  index: number;
  x: number;
  /** As logged: NaN and infinities included; null where nothing was logged. */
  raw: number | null;
  smoothed: number | null;
}

export interface Hover {
  /** The x that the cursor has snapped to: that of the nearest point of any curve. */
  x: number;
  rows: HoverRow[];
  epoch: number | null;
  step: number | null;
  time: number | null;
}

/**
 * The nearest point of every line.
 * @param reach how far outside of a curve's ends (in x) the cursor still sees it
 */
export function hoverAt(lines: readonly Line[], x: number, reach: number): Hover | null {
  const rows: HoverRow[] = [];
  let snapped: HoverRow | null = null;
  for (const line of lines) {
    const { curve } = line;
    const index = nearest(curve.x, x);
    if (index < 0) {
      continue;
    }
    const at = curve.x[index]!;
    const outside = x < curve.x[0]! - reach || x > curve.x[curve.x.length - 1]! + reach;
    if (outside || curve.style.hideFrom.tooltip) {
      continue;
    }
    const row: HoverRow = {
      line,
      index,
      x: at,
      raw: valueAt(curve, index),
      smoothed: line.smoothed && !Number.isNaN(line.y[index]) ? line.y[index]! : null,
    };
    rows.push(row);
    if (!snapped || Math.abs(at - x) < Math.abs(snapped.x - x)) {
      snapped = row;
    }
  }
  return snapped && { x: snapped.x, rows, ...circumstances(snapped) };
}

/** Epoch, step and time of a point, from the columns beside it. */
function circumstances({ line: { curve }, index }: HoverRow): Pick<Hover, 'epoch' | 'step' | 'time'> {
  const row = curve.rows[index]!;
  const cell = (name: string) => finiteOf(fieldNamed(curve.frame, name)?.values[row]);
  const time = curve.frame.fields.find((field) => xKindOf(field) === 'time');
  return { epoch: cell('epoch'), step: cell('step'), time: time ? finiteOf(time.values[row]) : null };
}

/** What lies at the point of a curve that stands for several; null for all other curves. */
export function bandAt({ line: { curve }, index }: HoverRow): BandHover | null {
  const { band } = curve;
  if (!band) {
    return null;
  }
  const count = band.counts[index] ?? NaN;
  return {
    lower: band.lower[index] ?? NaN,
    upper: band.upper[index] ?? NaN,
    members: Number.isNaN(count) ? (band.combined?.members ?? null) : count,
    by: band.combined?.by ?? null,
    slowestRank: band.combined?.slowestRank ?? null,
  };
}

export interface BandHover {
  lower: number;
  upper: number;
  /** How many curves have a value here; all of them where nobody counted, null where nobody knows. */
  members: number | null;
  by: Combined['by'];
  slowestRank: string | null;
}

/** The row whose point is drawn nearest to the cursor. */
export function closestRow(hover: Hover, cursorY: number, toY: (line: Line, value: number) => number): HoverRow | null {
  let best: HoverRow | null = null;
  let distance = Infinity;
  for (const row of hover.rows) {
    const value = row.line.y[row.index]!;
    const away = Number.isNaN(value) ? Infinity : Math.abs(toY(row.line, value) - cursorY);
    if (away < distance) {
      best = row;
      distance = away;
    }
  }
  return best;
}

export type HoverSort = 'none' | 'asc' | 'desc';

/** Rows in the order that the tooltip option asks for; without one, as in the legend. */
export function sortRows(rows: readonly HoverRow[], sort: HoverSort): HoverRow[] {
  if (sort === 'none') {
    return [...rows];
  }
  const sign = sort === 'asc' ? 1 : -1;
  const value = ({ raw }: HoverRow) => (raw === null || Number.isNaN(raw) ? sign * Infinity : raw);
  return [...rows].sort((a, b) => sign * (value(a) - value(b) || 0));
}

/** So many rows whose values are nearest to that of one of them, in their own order; all where there are not more. */
export function nearestRows(rows: readonly HoverRow[], to: HoverRow | null, most: number): readonly HoverRow[] {
  if (rows.length <= most || !to) {
    return rows.slice(0, most);
  }
  const level = (row: HoverRow) => row.line.y[row.index] ?? NaN;
  const distance = (row: HoverRow) => {
    const away = Math.abs(level(row) - level(to));
    return row === to ? -1 : Number.isNaN(away) ? Infinity : away;
  };
  const nearest = new Set([...rows].sort((a, b) => distance(a) - distance(b) || 0).slice(0, most));
  return rows.filter((row) => nearest.has(row));
}
