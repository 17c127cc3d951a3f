/**
 * What a block says without being decoded, as one Float64Array: number of points, of non-finite values, sum of the
 * finite values; per axis (time, then coordinates) the minimum, the maximum, how many points lack it, and whether it
 * never falls; then the points that a reduction keeps - first, minimum, maximum, last, first non-finite - each with its
 * place in the block, milliseconds, coordinates and value. A heavily reduced curve needs nothing else.
 */
import { axisColumn, TIME_AXIS, type PointColumns } from './point-columns.js';

const POINTS = 0;
const NON_FINITE_POINTS = 1;
const SUM = 2;
const AXES = 3;
const AXIS_FIELDS = 4;
/** first, minimum, maximum, last, first non-finite */
const KEPT_POINTS = 5;

/** Bounds of a block along an axis. */
export interface AxisBounds {
  /** NaN when no point has the axis. */
  readonly minimum: number;
  readonly maximum: number;
  /** Points without a value on the axis. */
  readonly missing: number;
  /** Whether the axis never falls from point to point. */
  readonly ascending: boolean;
}

/** Summarizes at least one point. */
export function summarize(points: PointColumns): Float64Array {
  const coordinates = points.coordinates.length;
  const n = points.values.length;
  const pointFields = coordinates + 3;
  const keptAt = AXES + (coordinates + 1) * AXIS_FIELDS;
  const summary = new Float64Array(keptAt + KEPT_POINTS * pointFields);
  for (let axis = TIME_AXIS; axis < coordinates; axis++) {
    summarizeAxis(axisColumn(points, axis), summary, axisAt(axis));
  }

  const { values } = points;
  let sum = 0;
  let nonFinite = 0;
  let firstNonFinite = -1;
  let minimum = -1;
  let maximum = -1;
  for (let index = 0; index < n; index++) {
    const value = values[index]!;
    if (!Number.isFinite(value)) {
      if (nonFinite++ === 0) firstNonFinite = index;
      continue;
    }
    sum += value;
    if (minimum < 0 || value < values[minimum]!) minimum = index;
    if (maximum < 0 || value > values[maximum]!) maximum = index;
  }
  summary[POINTS] = n;
  summary[NON_FINITE_POINTS] = nonFinite;
  summary[SUM] = sum;
  [0, minimum, maximum, n - 1, firstNonFinite].forEach((index, kept) => {
    const at = keptAt + kept * pointFields;
    if (index < 0) {
      summary.fill(NaN, at, at + pointFields);
      return;
    }
    summary[at] = index;
    summary[at + 1] = points.milliseconds[index]!;
    points.coordinates.forEach((coordinate, place) => (summary[at + 2 + place] = coordinate[index]!));
    summary[at + 2 + coordinates] = values[index]!;
  });
  return summary;
}

function axisAt(axis: number): number {
  return AXES + (axis - TIME_AXIS) * AXIS_FIELDS;
}

function summarizeAxis(column: Float64Array, summary: Float64Array, at: number): void {
  let minimum = NaN;
  let maximum = NaN;
  let missing = 0;
  let ascending = 1;
  let before = -Infinity;
  for (let index = 0; index < column.length; index++) {
    const value = column[index]!;
    if (value !== value) {
      missing++;
      continue;
    }
    if (value < before) ascending = 0;
    before = value;
    if (!(value >= minimum)) minimum = value;
    if (!(value <= maximum)) maximum = value;
  }
  summary[at] = minimum;
  summary[at + 1] = maximum;
  summary[at + 2] = missing;
  summary[at + 3] = ascending;
}

/** Reads what {@link summarize} wrote, as it lies in the file. */
export function openSummary(bytes: Uint8Array): Float64Array {
  const buffer = bytes.byteOffset === 0 ? bytes.buffer : bytes.slice().buffer;
  return new Float64Array(buffer, 0, bytes.length >> 3);
}

/** The bytes that go into the file. */
export function summaryBytes(summary: Float64Array): Uint8Array {
  return new Uint8Array(summary.buffer, summary.byteOffset, summary.byteLength);
}

/** Bounds along an axis. */
export function boundsOf(summary: Float64Array, axis: number): AxisBounds {
  const at = axisAt(axis);
  return {
    minimum: summary[at]!,
    maximum: summary[at + 1]!,
    missing: summary[at + 2]!,
    ascending: summary[at + 3] === 1,
  };
}

/** Hands over the points that a reduction to one bucket keeps, in order of arrival, each once. */
export function keptPoints(
  summary: Float64Array,
  coordinates: number,
  take: (milliseconds: number, coordinatesAt: number, value: number) => void,
): void {
  const pointFields = coordinates + 3;
  const keptAt = AXES + (coordinates + 1) * AXIS_FIELDS;
  const places: number[] = [];
  for (let kept = 0; kept < KEPT_POINTS; kept++) {
    const at = keptAt + kept * pointFields;
    const index = summary[at]!;
    if (index === index && !places.some((place) => summary[place] === index)) places.push(at);
  }
  places.sort((a, b) => summary[a]! - summary[b]!);
  for (const at of places) take(summary[at + 1]!, at + 2, summary[at + 2 + coordinates]!);
}
