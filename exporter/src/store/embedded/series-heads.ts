import type { MeasurementDeclaration } from '@shadower-training/contract';
import type { DatabaseSync } from 'node:sqlite';
import type { MeasurementColumns, MeasurementRow, TagFilter, Tags } from '../port.js';
import { BLOCK_POINTS, BlockWriter } from './blocks.js';
import { HeadIndex } from './head-index.js';
import { takeSnapshot, type HeadSnapshot } from './head-snapshot.js';
import { FIXED_FIELDS, Head, HeadGroup, type LastBlock } from './heads.js';
import type { PartitionState } from './partition-state.js';
import { PointPool } from './point-pool.js';
import type { Removals } from './removals.js';
import { SeriesDirectory } from './series.js';
import { tagsKey } from '../tags.js';

/** A head that was written into blocks by a transaction that is not committed yet. */
export interface WrittenHead {
  readonly head: Head;
  readonly lastBlock: LastBlock;
}

/** The `series` measurements of the writer: points in memory, and their way into blocks. */
export class SeriesHeads {
  private readonly directory: SeriesDirectory;
  private readonly blocks: BlockWriter;
  private readonly pools = new Map<number, PointPool>();
  private readonly groups = new Map<string, HeadGroup>();
  /** The group that an object of tags led to last: its key need not be made again. */
  private readonly byTags = new WeakMap<Tags, HeadGroup>();
  private readonly index = new HeadIndex();
  private coordinates = new Float64Array(0);
  /** Points in all heads. */
  points = 0;

  constructor(
    database: DatabaseSync,
    private readonly removals: Removals,
  ) {
    this.directory = new SeriesDirectory(database);
    this.blocks = new BlockWriter(database);
  }

  /**
   * Adds the fields of one row.
   * @returns Whether a head has grown to a block.
   */
  add(group: HeadGroup, row: MeasurementRow): boolean {
    const names = group.declaration.coordinates;
    if (this.coordinates.length !== names.length) this.coordinates = new Float64Array(names.length);
    const { coordinates } = this;
    for (let place = 0; place < names.length; place++) coordinates[place] = row.coordinates[names[place]!] ?? NaN;
    const { fields, milliseconds, nanoseconds } = row;
    let place = 0;
    let grown = false;
    for (const field in fields) {
      const head = group.head(field, place) ?? this.newHead(group, field);
      head.append(milliseconds, nanoseconds, coordinates, fields[field] as number);
      if (head.length === BLOCK_POINTS) grown = true;
      place++;
    }
    this.points += place;
    return grown;
  }

  /**
   * Adds the fields of some columns.
   * @returns Whether a head has grown to a block.
   */
  addColumns(group: HeadGroup, columns: MeasurementColumns): boolean {
    const coordinates = group.declaration.coordinates.map(
      (name) => columns.coordinates[name] ?? noCoordinate(columns.to),
    );
    let grown = false;
    columns.fields.forEach(({ name, first }, place) => {
      const head = group.head(name, place) ?? this.newHead(group, name);
      head.appendColumns(columns, coordinates, first);
      if (head.length >= BLOCK_POINTS) grown = true;
    });
    this.points += columns.fields.length * (columns.to - columns.from);
    return grown;
  }

  /**
   * The group of a tag set.
   * @throws Error when another partition holds it: the points of a series are counted in one place.
   */
  group(state: PartitionState, declaration: MeasurementDeclaration, tags: Tags): HeadGroup {
    const kept = this.byTags.get(tags);
    if (kept?.kept && kept.declaration === declaration && kept.partition === state.name) return kept;
    const group = this.namedGroup(state, declaration, tags);
    this.byTags.set(tags, group);
    return group;
  }

  private namedGroup(state: PartitionState, declaration: MeasurementDeclaration, tags: Tags): HeadGroup {
    const key = tagsKey(tags);
    const groupKey = `${declaration.name}\n${key}`;
    let group = this.groups.get(groupKey);
    if (!group) {
      const found = this.directory.tagSetId(declaration.name, key);
      const known = found !== undefined && this.removals.hides(declaration.name, found, tags) ? undefined : found;
      const tagSetId = known ?? this.directory.newTagSetId();
      group = new HeadGroup(state.name, declaration, { ...tags }, key, tagSetId, known !== undefined);
      this.groups.set(groupKey, group);
      this.index.add(group);
      state.groups.add(group);
    }
    if (group.partition !== state.name) {
      throw new Error(`the series ${groupKey} belongs to partition ${group.partition}, not to ${state.name}`);
    }
    return group;
  }

  /** Points of measurements with as many coordinates share a pool. */
  private poolFor({ coordinates }: MeasurementDeclaration): PointPool {
    const fields = coordinates.length + FIXED_FIELDS;
    let pool = this.pools.get(fields);
    if (!pool) this.pools.set(fields, (pool = new PointPool(fields)));
    return pool;
  }

  private newHead(group: HeadGroup, field: string): Head {
    const known = group.stored ? this.directory.series(group.tagSetId, field) : undefined;
    const head = new Head(
      group,
      field,
      known?.seriesId ?? this.directory.newSeriesId(),
      {
        stored: known !== undefined,
        lastBlock: known?.lastBlock ?? null,
      },
      this.poolFor(group.declaration),
    );
    group.add(head);
    return head;
  }

  /** Writes all heads of a partition; call within a transaction, then {@link written} after its commit. */
  write(state: PartitionState): WrittenHead[] {
    const written: WrittenHead[] = [];
    for (const group of state.groups) {
      for (const head of group.heads.values()) {
        if (head.length === 0) continue;
        if (!group.stored && written.at(-1)?.head.group !== group) this.storeTagSet(group);
        if (!head.stored) this.directory.storeSeries(head.seriesId, group.tagSetId, head.field);
        written.push({ head, lastBlock: this.blocks.write(head) });
      }
    }
    return written;
  }

  /** Where a deleted tag set has the tags still, it makes room. */
  private storeTagSet({ tagSetId, declaration: { name }, tagsKey: key, tags }: HeadGroup): void {
    const deleted = this.directory.tagSetId(name, key);
    if (deleted !== undefined) this.removals.takeOut(deleted, name, tags);
    this.directory.storeTagSet(tagSetId, name, key, tags);
  }

  written(heads: readonly WrittenHead[]): void {
    for (const { head, lastBlock } of heads) {
      this.points -= head.length;
      head.sealed(lastBlock);
      head.group.stored = true;
    }
  }

  /** Forgets groups of a partition; their points are persistent or deleted. */
  forget(state: PartitionState, groups: Iterable<HeadGroup>): void {
    for (const group of groups) {
      for (const head of group.heads.values()) {
        this.points -= head.length;
        head.empty();
      }
      this.groups.delete(`${group.declaration.name}\n${group.tagsKey}`);
      group.kept = false;
      this.index.delete(group);
      state.groups.delete(group);
    }
  }

  /** Groups in memory whose tags match. */
  find(measurement: string, filter: TagFilter): HeadGroup[] {
    return this.index.find(measurement, filter);
  }

  /** The id that the next tag set will get. */
  get nextTagSetId(): number {
    return this.directory.nextId;
  }

  /** The points in memory of series that a read asks for. */
  snapshot(declaration: MeasurementDeclaration, filter: TagFilter, fields?: readonly string[]): HeadSnapshot {
    const heads: Head[] = [];
    for (const group of this.index.find(declaration.name, filter)) {
      for (const head of group.heads.values()) {
        if (head.length > 0 && (fields === undefined || fields.includes(head.field))) heads.push(head);
      }
    }
    return takeSnapshot(heads, declaration.coordinates.length);
  }
}

/** The column of a coordinate that no point has. */
function noCoordinate(length: number): Float64Array {
  return new Float64Array(length).fill(NaN);
}
