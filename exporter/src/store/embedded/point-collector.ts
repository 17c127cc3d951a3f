import type { PointColumns } from './point-columns.js';

const NOTHING = new Float64Array(0);

/** Gathers points of several blocks in columns that grow. */
export class PointCollector {
  length = 0;
  milliseconds: Float64Array;
  coordinates: Float64Array[];
  values: Float64Array;

  constructor(coordinates: number, capacity: number) {
    const size = Math.max(capacity, 16);
    this.milliseconds = new Float64Array(size);
    this.values = new Float64Array(size);
    this.coordinates = Array.from({ length: coordinates }, () => new Float64Array(size));
  }

  /** Adds all points of some columns. */
  addAll(columns: PointColumns): void {
    const at = this.length;
    this.reserve(at + columns.values.length);
    this.milliseconds.set(columns.milliseconds, at);
    this.values.set(columns.values, at);
    columns.coordinates.forEach((coordinate, place) => this.coordinates[place]!.set(coordinate, at));
    this.length = at + columns.values.length;
  }

  /** Makes room for points at the end and gives their columns to be filled; nanoseconds are not collected. */
  extend(points: number): PointColumns {
    const at = this.length;
    this.reserve(at + points);
    this.length = at + points;
    return {
      milliseconds: this.milliseconds.subarray(at, this.length),
      nanoseconds: NOTHING,
      coordinates: this.coordinates.map((coordinate) => coordinate.subarray(at, this.length)),
      values: this.values.subarray(at, this.length),
    };
  }

  /** Adds those points whose place on an axis lies in a range; points without a place don't. */
  addRange(columns: PointColumns, axis: Float64Array, from: number, to: number): void {
    let start = -1;
    // Runs of points are copied at once: mostly a block's points in a range are one run.
    for (let index = 0; index <= axis.length; index++) {
      const inside = index < axis.length && axis[index]! >= from && axis[index]! <= to;
      if (inside && start < 0) start = index;
      if (inside || start < 0) continue;
      this.addAll({
        milliseconds: columns.milliseconds.subarray(start, index),
        nanoseconds: columns.nanoseconds,
        coordinates: columns.coordinates.map((coordinate) => coordinate.subarray(start, index)),
        values: columns.values.subarray(start, index),
      });
      start = -1;
    }
  }

  /** Adds one point whose coordinates lie side by side in an array. */
  addOne(milliseconds: number, coordinates: Float64Array, coordinatesAt: number, value: number): void {
    this.reserve(this.length + 1);
    const at = this.length++;
    this.milliseconds[at] = milliseconds;
    this.values[at] = value;
    for (let place = 0; place < this.coordinates.length; place++) {
      this.coordinates[place]![at] = coordinates[coordinatesAt + place]!;
    }
  }

  private reserve(length: number): void {
    if (length <= this.values.length) return;
    const size = Math.max(length, this.values.length * 2);
    const larger = (column: Float64Array): Float64Array => {
      const copy = new Float64Array(size);
      copy.set(column);
      return copy;
    };
    this.milliseconds = larger(this.milliseconds);
    this.values = larger(this.values);
    this.coordinates = this.coordinates.map(larger);
  }
}
