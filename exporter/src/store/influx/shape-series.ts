import type { MeasurementDeclaration } from '@shadower-training/contract';
import { CurveAverager } from '../../analytics/average-curve.js';
import { gridOf } from '../../analytics/grid.js';
import { KEPT_OF_BUCKET, reduceCurve } from '../../analytics/reduce-curve.js';
import type { SeriesRead, StoredSeries, Tags } from '../port.js';

/** A whole series as InfluxDB gave it, by time. */
export interface RawSeries {
  readonly tags: Tags;
  readonly field: string;
  readonly milliseconds: Float64Array;
  /** In the order of the declaration; NaN where a point has none. */
  readonly coordinates: readonly Float64Array[];
  readonly values: Float64Array;
}

/** @throws Error when the measurement has no such axis. */
export function checkAxis(declaration: MeasurementDeclaration, axis: string): void {
  if (axis !== 'time' && !declaration.coordinates.includes(axis))
    throw new Error(`measurement ${declaration.name} has no axis ${axis}`);
}

/** What a read asks for of a series: its range, reduced, averaged or whole, in the order of its axis. */
export function shapeSeries(
  declaration: MeasurementDeclaration,
  series: RawSeries,
  { range, reduce, average }: Pick<SeriesRead, 'range' | 'reduce' | 'average'>,
): StoredSeries {
  const axisColumn = (axis: string): Float64Array =>
    axis === 'time' ? series.milliseconds : series.coordinates[declaration.coordinates.indexOf(axis)]!;
  const axis = range?.axis ?? average?.axis ?? reduce?.axis ?? null;
  const inside = axis === null ? null : placesInside(axisColumn(axis), range?.from, range?.to);
  const total = inside?.length ?? series.values.length;
  const take = (column: Float64Array): Float64Array =>
    inside === null || inside.length === column.length ? column : pick(column, inside);
  if (average !== undefined) {
    if (range !== undefined && range.axis !== average.axis)
      throw new Error('an average takes a range along its own axis');
    return averaged(declaration, series, average, take(axisColumn(average.axis)), take, total);
  }
  const orderAxis = reduce?.axis ?? range?.axis ?? null;
  const along = orderAxis === null ? null : take(axisColumn(orderAxis));
  const order =
    along === null
      ? null
      : total > (reduce?.points ?? Infinity)
        ? reduceCurve(along, take(series.values), gridOfColumn(along, reduce!.points))
        : ascending(along);
  const arrange = (column: Float64Array): Float64Array => (order === null ? take(column) : pick(take(column), order));
  return {
    tags: series.tags,
    field: series.field,
    milliseconds: arrange(series.milliseconds),
    coordinates: byName(declaration, (place) => arrange(series.coordinates[place]!)),
    values: arrange(series.values),
    total,
  };
}

/** Places of points within a range, both ends included; those without a place on the axis are left out. */
function placesInside(column: Float64Array, from = -Infinity, to = Infinity): Int32Array {
  const places = new Int32Array(column.length);
  let length = 0;
  for (let index = 0; index < column.length; index++) {
    const place = column[index]!;
    if (place >= from && place <= to) places[length++] = index;
  }
  return places.subarray(0, length);
}

function pick(column: Float64Array, places: Int32Array): Float64Array {
  const picked = new Float64Array(places.length);
  for (let index = 0; index < places.length; index++) picked[index] = column[places[index]!]!;
  return picked;
}

/** The order along an axis, equals as they are; null when they are in it. */
function ascending(column: Float64Array): Int32Array | null {
  let sorted = true;
  for (let index = 1; index < column.length && sorted; index++) sorted = column[index]! >= column[index - 1]!;
  return sorted ? null : Int32Array.from(column.keys()).sort((a, b) => column[a]! - column[b]! || a - b);
}

function gridOfColumn(column: Float64Array, points: number): { readonly width: number } {
  let from = Infinity;
  let to = -Infinity;
  for (const place of column) {
    if (place < from) from = place;
    if (place > to) to = place;
  }
  return gridOf(from, to, Math.max(2, Math.floor(points / KEPT_OF_BUCKET)));
}

function byName(
  declaration: MeasurementDeclaration,
  column: (place: number, name: string) => Float64Array,
): Readonly<Record<string, Float64Array>> {
  return Object.fromEntries(declaration.coordinates.map((name, place) => [name, column(place, name)]));
}

/** Beside the axis, means have no coordinates: an epoch of several steps is none of them. */
function averaged(
  declaration: MeasurementDeclaration,
  { tags, field, values, milliseconds }: RawSeries,
  average: NonNullable<SeriesRead['average']>,
  along: Float64Array,
  take: (column: Float64Array) => Float64Array,
  total: number,
): StoredSeries {
  const averager = new CurveAverager(average);
  averager.add(along, take(values), take(milliseconds));
  const { x, y, time, counts } = averager.averages();
  return {
    tags,
    field,
    milliseconds: average.axis === 'time' ? x : time,
    coordinates: byName(declaration, (_, name) => (name === average.axis ? x : new Float64Array(x.length).fill(NaN))),
    values: y,
    counts,
    total,
  };
}
