import { emptyColumns, sliceColumns, type PointColumns } from './point-columns.js';

/** Nanoseconds are never answered: a column that is not decoded. */
const NOTHING = new Float64Array(0);
let scratch = emptyColumns(0, 0);

/** Columns for a block that is looked at and left: valid until the next call. */
export function scratchColumns(points: number, coordinates: number): PointColumns {
  if (scratch.values.length < points || scratch.coordinates.length !== coordinates)
    scratch = emptyColumns(Math.max(points, scratch.values.length), coordinates);
  return { ...sliceColumns(scratch, 0, points), nanoseconds: NOTHING };
}
