import type { PointColumns } from './point-columns.js';
import type { Head } from './heads.js';

/** A series of which points are in memory. */
export interface HeadPlace {
  /** Canonical text of the tags. */
  readonly tagsKey: string;
  readonly field: string;
  /** Points in blocks from this ordinal on are those below, read a moment later: they don't count twice. */
  readonly firstOrdinal: number;
  readonly points: number;
}

/** Points in memory at one moment; all columns lie in one buffer, which is handed over between threads, not copied. */
export interface HeadSnapshot {
  readonly heads: readonly HeadPlace[];
  readonly numbers: Float64Array;
}

/** Takes a snapshot of heads of one measurement. */
export function takeSnapshot(heads: readonly Head[], coordinates: number): HeadSnapshot {
  const size = heads.reduce((sum, head) => sum + head.length * (coordinates + 3), 0);
  const numbers = new Float64Array(size);
  let offset = 0;
  const places = heads.map((head) => {
    head.copyInto(columnsAt(numbers, offset, head.length, coordinates), 0);
    offset += head.length * (coordinates + 3);
    return { tagsKey: head.group.tagsKey, field: head.field, firstOrdinal: head.firstOrdinal, points: head.length };
  });
  return { heads: places, numbers };
}

/** The heads of a snapshot with their columns, as views. */
export function openSnapshot(snapshot: HeadSnapshot, coordinates: number): (HeadPlace & { columns: PointColumns })[] {
  let offset = 0;
  return snapshot.heads.map((place) => {
    const columns = columnsAt(snapshot.numbers, offset, place.points, coordinates);
    offset += place.points * (coordinates + 3);
    return { ...place, columns };
  });
}

function columnsAt(numbers: Float64Array, offset: number, n: number, coordinates: number): PointColumns {
  const column = (place: number): Float64Array => numbers.subarray(offset + place * n, offset + (place + 1) * n);
  return {
    milliseconds: column(0),
    nanoseconds: column(1),
    values: column(2),
    coordinates: Array.from({ length: coordinates }, (_, place) => column(3 + place)),
  };
}
