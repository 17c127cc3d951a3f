/** Points of one series as columns of one length, in the order of arrival. */
export interface PointColumns {
  /** Whole epoch milliseconds. */
  readonly milliseconds: Float64Array;
  /** Nanoseconds beyond the milliseconds. */
  readonly nanoseconds: Float64Array;
  /** By place in the declaration; NaN where a point has none. */
  readonly coordinates: readonly Float64Array[];
  readonly values: Float64Array;
}

/** Empty columns for n points. */
export function emptyColumns(n: number, coordinates: number): PointColumns {
  return {
    milliseconds: new Float64Array(n),
    nanoseconds: new Float64Array(n),
    coordinates: Array.from({ length: coordinates }, () => new Float64Array(n)),
    values: new Float64Array(n),
  };
}

/** A part of the points, as views. */
export function sliceColumns(columns: PointColumns, from: number, to: number): PointColumns {
  return {
    milliseconds: columns.milliseconds.subarray(from, to),
    nanoseconds: columns.nanoseconds.subarray(from, to),
    coordinates: columns.coordinates.map((coordinate) => coordinate.subarray(from, to)),
    values: columns.values.subarray(from, to),
  };
}

/** Copies points into larger columns. */
export function copyColumns(from: PointColumns, to: PointColumns, offset: number): void {
  to.milliseconds.set(from.milliseconds, offset);
  to.nanoseconds.set(from.nanoseconds, offset);
  from.coordinates.forEach((coordinate, place) => to.coordinates[place]!.set(coordinate, offset));
  to.values.set(from.values, offset);
}

/** The column of an axis: time, or a coordinate by its place. */
export function axisColumn(columns: PointColumns, axis: number): Float64Array {
  return axis === TIME_AXIS ? columns.milliseconds : columns.coordinates[axis]!;
}

/** Place of the time axis; coordinates count from 0. */
export const TIME_AXIS = -1;
