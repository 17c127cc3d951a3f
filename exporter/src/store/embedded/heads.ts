import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { MeasurementColumns, Partition, Tags } from '../port.js';
import { emptyColumns, type PointColumns } from './point-columns.js';
import { CHUNK_POINTS, type PointPool } from './point-pool.js';

const NOTHING = new Float64Array(0);

/** Numbers of a point besides its coordinates: milliseconds, nanoseconds, value. */
export const FIXED_FIELDS = 3;

/** Where the last block of a series lies; it is rewritten as long as it is small. */
export interface LastBlock {
  readonly firstOrdinal: number;
  readonly points: number;
}

/**
 * The points of a series that are not in blocks yet, point by point in chunks of a common pool: an append touches one
 * line of the processor's cache. Ordinals count the points of a series from its beginning.
 */
export class Head {
  /** Ordinal of the first point held here: all before it are in blocks. */
  firstOrdinal: number;
  lastBlock: LastBlock | null;
  /** Whether the directory in the file knows the series. */
  stored: boolean;
  length = 0;
  private chunks: number[] = [];
  /** The array of the last chunk, and where the next point goes in it. */
  private slab: Float64Array = NOTHING;
  private at = 0;

  constructor(
    readonly group: HeadGroup,
    readonly field: string,
    readonly seriesId: number,
    place: { readonly stored: boolean; readonly lastBlock: LastBlock | null },
    private readonly pool: PointPool,
  ) {
    this.stored = place.stored;
    this.lastBlock = place.lastBlock;
    this.firstOrdinal = place.lastBlock ? place.lastBlock.firstOrdinal + place.lastBlock.points : 0;
  }

  /** Adds a point. @param coordinates Numbers by place in the declaration; NaN for none. */
  append(milliseconds: number, nanoseconds: number, coordinates: Float64Array, value: number): void {
    if (this.length % CHUNK_POINTS === 0) this.grow();
    const { slab } = this;
    let { at } = this;
    slab[at++] = value;
    slab[at++] = milliseconds;
    slab[at++] = nanoseconds;
    for (let place = 0; place < coordinates.length; place++) slab[at++] = coordinates[place]!;
    this.at = at;
    this.length++;
  }

  /**
   * Adds the points of one field of some columns.
   * @param coordinates Columns by place in the declaration.
   * @param first Where the field's first value lies.
   */
  appendColumns(columns: MeasurementColumns, coordinates: readonly Float64Array[], first: number): void {
    const { from, to, milliseconds, nanoseconds, stride, values } = columns;
    let valueAt = first;
    for (let index = from; index < to; index++) {
      if (this.length % CHUNK_POINTS === 0) this.grow();
      const { slab } = this;
      let { at } = this;
      slab[at++] = values[valueAt]!;
      slab[at++] = milliseconds[index]!;
      slab[at++] = nanoseconds[index]!;
      for (let place = 0; place < coordinates.length; place++) slab[at++] = coordinates[place]![index]!;
      this.at = at;
      this.length++;
      valueAt += stride;
    }
  }

  private grow(): void {
    const chunk = this.pool.take();
    this.chunks.push(chunk);
    this.slab = this.pool.slabOf(chunk);
    this.at = this.pool.offsetOf(chunk);
  }

  /** The points as columns of their own. */
  columns(): PointColumns {
    const columns = emptyColumns(this.length, this.group.declaration.coordinates.length);
    this.copyInto(columns, 0);
    return columns;
  }

  /** Copies the points into columns from an offset on. */
  copyInto(columns: PointColumns, offset: number): void {
    const { milliseconds, nanoseconds, coordinates, values } = columns;
    this.chunks.forEach((chunk, number) => {
      const first = number * CHUNK_POINTS;
      const end = Math.min(first + CHUNK_POINTS, this.length);
      const slab = this.pool.slabOf(chunk);
      let at = this.pool.offsetOf(chunk);
      for (let index = offset + first; index < offset + end; index++) {
        values[index] = slab[at++]!;
        milliseconds[index] = slab[at++]!;
        nanoseconds[index] = slab[at++]!;
        for (let place = 0; place < coordinates.length; place++) coordinates[place]![index] = slab[at++]!;
      }
    });
  }

  /** Gives its room back: the points are in blocks, or forgotten. */
  empty(): void {
    this.pool.give(this.chunks);
    this.chunks = [];
    this.slab = NOTHING;
    this.length = 0;
  }

  /** Forgets the points, which are in blocks now. */
  sealed(lastBlock: LastBlock): void {
    this.lastBlock = lastBlock;
    this.firstOrdinal = lastBlock.firstOrdinal + lastBlock.points;
    this.stored = true;
    this.empty();
  }
}

/** All heads of one tag set. */
export class HeadGroup {
  readonly heads = new Map<string, Head>();
  /** False once its points are persistent and it was forgotten. */
  kept = true;
  private readonly ordered: Head[] = [];

  /**
   * @param partition Whose points these are: the one that persists them.
   * @param tagsKey Canonical text of the tags (tags.ts).
   * @param stored Whether the directory in the file knows the tag set.
   */
  constructor(
    readonly partition: Partition,
    readonly declaration: MeasurementDeclaration,
    readonly tags: Tags,
    readonly tagsKey: string,
    readonly tagSetId: number,
    public stored: boolean,
  ) {}

  /** The head of a field, or undefined. Rows of one kind name their fields in one order: `place` is tried first. */
  head(field: string, place: number): Head | undefined {
    const expected = this.ordered[place];
    return expected !== undefined && expected.field === field ? expected : this.heads.get(field);
  }

  add(head: Head): void {
    this.heads.set(head.field, head);
    this.ordered.push(head);
  }
}
