/** What stands at the cursor. Pure. */
import { fieldNamed, finiteOf, numberOf } from '../../visual/fieldValue';
import { nearest } from './curve';
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
    if (outside) {
      continue;
    }
    const row: HoverRow = {
      line,
      index,
      x: at,
      raw: numberOf(curve.field.values[curve.rows[index]!]),
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
