/**
 * Where a new point of the stream belongs on a curve that was answered before. The stream and the answer overlap: a
 * point may be in the answer already, and must then not come twice. Pure.
 */
import type { AnsweredValue, SeriesAxis } from '@shadower-training/contract';

/** Columns of a curve; one length. */
export interface Columns {
  x: number[];
  y: AnsweredValue[];
  time: number[];
}

export interface NewPoint {
  x: number;
  value: AnsweredValue;
  time: number;
}

/** `known`: it is there already. */
export type Place = { kind: 'end' | 'replace' | 'insert' | 'known'; index: number };

/**
 * Values by which points are ordered and told apart along an axis. Seconds since the start are fractions that differ in
 * their last digit by how they were computed, so there the whole milliseconds of the clock count.
 */
export function placesAlong(axis: SeriesAxis, columns: Columns): readonly number[] {
  return axis === 'time' || axis === 'relative_time' ? columns.time : columns.x;
}

/**
 * The place of a point on a curve that is not reduced. On steps the newest value of a step counts; on other axes points
 * at one place stand side by side in the order of arrival, and one with equal time and value is the same.
 */
export function placeOf(axis: SeriesAxis, columns: Columns, point: NewPoint): Place {
  const places = placesAlong(axis, columns);
  const at = axis === 'time' || axis === 'relative_time' ? point.time : point.x;
  const last = places.at(-1);
  if (last === undefined || at > last) return { kind: 'end', index: places.length };
  const first = firstAtLeast(places, at);
  if (axis === 'step') {
    if (places[first] !== at) return { kind: 'insert', index: first };
    const isSame = columns.y[first] === point.value && columns.time[first] === point.time;
    return { kind: isSame ? 'known' : 'replace', index: first };
  }
  let index = first;
  for (; places[index] === at; index++) {
    if (columns.y[index] === point.value && columns.time[index] === point.time) return { kind: 'known', index };
  }
  return { kind: index === places.length ? 'end' : 'insert', index };
}

/** Index of the first value that is not below `at`; values ascend. */
function firstAtLeast(values: readonly number[], at: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
