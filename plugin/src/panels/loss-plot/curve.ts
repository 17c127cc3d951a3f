/** One curve: columns of numbers, free of frames' oddities. */
import type { DataFrame, Field } from '@grafana/data';
import { finiteOf, numberOf } from '../../visual/fieldValue';
import type { MetricRole } from '../../visual/metricRole';
import type { Band } from './bands';
import type { Columns } from './columns';
import type { KnownMarks } from './curveMarks';
import type { CurveStyle } from './curveStyle';
import type { XSource } from './xAxis';
import { transformValue, type YTransform } from './yTransform';

export interface Curve extends Columns {
  /** Unique in a model, and stable while data streams. */
  key: string;
  /** Identity of the session: its id, else the frame's name. */
  session: string;
  sessionName: string;
  /** Whether the data say whose it is, by a label or a column; else `session` is only the name of the frame. */
  isOfSession: boolean;
  /** Name of the metric, as in the frame. */
  metric: string;
  role: MetricRole;
  attempt: string | null;
  /** Labels that are not session, metric or attempt: rank, gpu, ... */
  dimensions: Readonly<Record<string, string>>;
  /** The same as a list that can be compared. */
  variant: readonly string[];
  /** Whether the field holds other curves too, told apart by columns of words. */
  fromLongFrame: boolean;
  /** What legend and tooltip write. */
  name: string;
  /** The display name by which Grafana's overrides find the field. */
  fieldName: string;
  /** Where the values, links and colours come from. */
  field: Field;
  /** How values are written: the field, or one with another unit where values are transformed. */
  format: Field;
  frame: DataFrame;
  style: CurveStyle;
  marks: KnownMarks;
  /** As logged; the very same column as `y` where nothing is transformed. */
  logged: Float64Array;
  transform: YTransform;
  /** First finite value as logged, from which changes count. */
  first: number;
  /** What lies between minimum and maximum of the curves that this one stands for. */
  band: Band | null;
  /** x from which on a later attempt did the work again; null when nothing was abandoned. */
  tailFrom: number | null;
}

/** The value at a position as the reader wants it, NaN and infinities included; null where nothing was logged. */
export function valueAt({ field, rows, transform, first }: Curve, index: number): number | null {
  const row = rows[index];
  const value = row === undefined ? null : numberOf(field.values[row]);
  return value === null ? null : transformValue(transform, value, first);
}

/** Share of logged values that stand alone between empty cells, from which on empty cells mean "not logged here". */
const SPARSE_SHARE = 0.5;

/**
 * Reads x and y of the given rows. Rows without x are left out and rows out of order are sorted. Null cells are gaps,
 * except in a column that is mostly empty, as a validation loss is in a table that has a row for each training step:
 * there its logged values are joined.
 */
export function readColumns(source: XSource, field: Field, rows: Iterable<number>, size: number): Columns {
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  const kept = new Int32Array(size);
  const broken: number[] = [];
  let count = 0;
  let sorted = true;
  const origin = source.origin ?? 0;
  const scale = source.scale ?? 1;
  for (const row of rows) {
    const position = source.field ? finiteOf(source.field.values[row]) : row;
    if (position === null) {
      continue;
    }
    const value = numberOf(field.values[row]);
    x[count] = (position - origin) * scale;
    sorted &&= count === 0 || x[count]! >= x[count - 1]!;
    if (value !== null && Number.isFinite(value)) {
      y[count] = value;
    } else {
      y[count] = NaN;
      if (value !== null) {
        broken.push(count);
      }
    }
    kept[count] = row;
    count++;
  }
  const columns = { x: x.subarray(0, count), y: y.subarray(0, count), broken, rows: kept.subarray(0, count) };
  return withoutUnloggedRows(sorted ? columns : sortByX(columns));
}

function sortByX({ x, y, broken, rows }: Columns): Columns {
  const order = Int32Array.from(x.keys()).sort((a, b) => x[a]! - x[b]! || a - b);
  const wasBroken = new Set(broken);
  const take = (column: Float64Array) => Float64Array.from(order, (index) => column[index]!);
  return {
    x: take(x),
    y: take(y),
    rows: Int32Array.from(order, (index) => rows[index]!),
    broken: [...order.keys()].filter((position) => wasBroken.has(order[position]!)),
  };
}

function withoutUnloggedRows(columns: Columns): Columns {
  const { x, y, broken, rows } = columns;
  const isBroken = new Set(broken);
  const logged: number[] = [];
  let alone = 0;
  for (let index = 0; index < y.length; index++) {
    if (Number.isNaN(y[index]) && !isBroken.has(index)) {
      continue;
    }
    logged.push(index);
    // Reading outside of a typed array gives undefined, which counts as empty too.
    alone += Number.isNaN(y[index - 1] ?? NaN) && Number.isNaN(y[index + 1] ?? NaN) ? 1 : 0;
  }
  if (logged.length === y.length || logged.length < 2 || alone < SPARSE_SHARE * logged.length) {
    return columns;
  }
  return {
    x: Float64Array.from(logged, (index) => x[index]!),
    y: Float64Array.from(logged, (index) => y[index]!),
    rows: Int32Array.from(logged, (index) => rows[index]!),
    broken: [...logged.keys()].filter((position) => isBroken.has(logged[position]!)),
  };
}

/** Position of the point nearest to x, in an ascending column; -1 when it is empty. */
export function nearest(x: Float64Array, value: number): number {
  const at = lowerBound(x, value);
  if (at === 0) {
    return x.length === 0 ? -1 : 0;
  }
  return at === x.length || value - x[at - 1]! <= x[at]! - value ? at - 1 : at;
}

/** First position whose x is not below the value. */
export function lowerBound(x: Float64Array, value: number): number {
  let low = 0;
  let high = x.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (x[middle]! < value) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
