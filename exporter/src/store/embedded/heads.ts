import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { Partition, Tags } from '../port.js';
import { emptyColumns, type PointColumns } from './point-columns.js';

const FIRST_CAPACITY = 8;
/** Points by which a head grows at most. */
const LARGEST_GROWTH = 64;
/** Points for which an emptied head keeps its room. */
const KEPT_CAPACITY = 1024;
/** Numbers of a point besides its coordinates: milliseconds, nanoseconds, value. */
const FIXED_FIELDS = 3;

/** Where the last block of a series lies; it is rewritten as long as it is small. */
export interface LastBlock {
  readonly firstOrdinal: number;
  readonly points: number;
}

/**
 * The points of a series that are not in blocks yet, point by point in one array: an append touches one line of the
 * processor's cache. Ordinals count the points of a series from its beginning.
 */
export class Head {
  /** Ordinal of the first point held here: all before it are in blocks. */
  firstOrdinal: number;
  lastBlock: LastBlock | null;
  /** Whether the directory in the file knows the series. */
  stored: boolean;
  length = 0;
  private numbers: Float64Array;
  private readonly pointFields: number;

  constructor(
    readonly group: HeadGroup,
    readonly field: string,
    readonly seriesId: number,
    place: { readonly stored: boolean; readonly lastBlock: LastBlock | null },
  ) {
    this.pointFields = group.declaration.coordinates.length + FIXED_FIELDS;
    this.numbers = new Float64Array(FIRST_CAPACITY * this.pointFields);
    this.stored = place.stored;
    this.lastBlock = place.lastBlock;
    this.firstOrdinal = place.lastBlock ? place.lastBlock.firstOrdinal + place.lastBlock.points : 0;
  }

  /** Adds a point. @param coordinates Numbers by place in the declaration; NaN for none. */
  append(milliseconds: number, nanoseconds: number, coordinates: Float64Array, value: number): void {
    let at = this.length * this.pointFields;
    if (at === this.numbers.length) this.grow();
    const numbers = this.numbers;
    numbers[at++] = value;
    numbers[at++] = milliseconds;
    numbers[at++] = nanoseconds;
    for (let place = 0; place < coordinates.length; place++) numbers[at++] = coordinates[place]!;
    this.length++;
  }

  private grow(): void {
    // Doubling would leave half of a thousand sessions' heads empty; a block of 512 points is grown in few steps anyway.
    const step = Math.min(this.numbers.length, LARGEST_GROWTH * this.pointFields);
    const larger = new Float64Array(this.numbers.length + step);
    larger.set(this.numbers);
    this.numbers = larger;
  }

  /** The points as columns of their own. */
  columns(): PointColumns {
    const columns = emptyColumns(this.length, this.group.declaration.coordinates.length);
    this.copyInto(columns, 0);
    return columns;
  }

  /** Copies the points into columns from an offset on. */
  copyInto(columns: PointColumns, offset: number): void {
    const { numbers, pointFields, length } = this;
    const { milliseconds, nanoseconds, coordinates, values } = columns;
    for (let index = 0, at = 0; index < length; index++, at += pointFields) {
      values[offset + index] = numbers[at]!;
      milliseconds[offset + index] = numbers[at + 1]!;
      nanoseconds[offset + index] = numbers[at + 2]!;
    }
    coordinates.forEach((coordinate, place) => {
      for (let index = 0, at = FIXED_FIELDS + place; index < length; index++, at += pointFields) {
        coordinate[offset + index] = numbers[at]!;
      }
    });
  }

  /** Forgets the points, which are in blocks now. */
  sealed(lastBlock: LastBlock): void {
    this.lastBlock = lastBlock;
    this.firstOrdinal = lastBlock.firstOrdinal + lastBlock.points;
    this.stored = true;
    this.length = 0;
    if (this.numbers.length > KEPT_CAPACITY * this.pointFields) {
      this.numbers = new Float64Array(FIRST_CAPACITY * this.pointFields);
    }
  }
}

/** All heads of one tag set. */
export class HeadGroup {
  readonly heads = new Map<string, Head>();
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
