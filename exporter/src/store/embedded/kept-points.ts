import type { PointCollector } from './point-collector.js';
import type { PointColumns } from './point-columns.js';

/**
 * Some points of a block, one after the other in one array: milliseconds, value, coordinates. Small enough to be kept
 * where the block itself is not.
 */
export function packPoints(columns: PointColumns, indexes: Int32Array): Float64Array {
  const { milliseconds, values, coordinates } = columns;
  const packed = new Float64Array(indexes.length * (coordinates.length + 2));
  let at = 0;
  for (const index of indexes) {
    packed[at++] = milliseconds[index]!;
    packed[at++] = values[index]!;
    for (const coordinate of coordinates) packed[at++] = coordinate[index]!;
  }
  return packed;
}

/** Adds packed points to others. */
export function unpackInto(points: PointCollector, packed: Float64Array): void {
  const size = points.coordinates.length + 2;
  for (let at = 0; at < packed.length; at += size) points.addOne(packed[at]!, packed, at + 2, packed[at + 1]!);
}
