/**
 * The store port: two halves, measurements and entities, both generic over the declarations of the contract. A new kind
 * of either touches no store code. Every operation is possible in InfluxQL. All implementations pass the suite beside
 * this file.
 *
 * Writing happens in the writer thread, synchronously, after the journal has made the record durable; reading happens
 * from the main thread, asynchronously. A read sees everything that was applied before it was asked for, except that
 * entity lists may lag by `ENTITY_LAG_MILLISECONDS` unless `settle` was called.
 */
import type { EntityDeclaration, FieldValue, MeasurementDeclaration } from '@shadower-training/contract';

/** How long an entity's newest fields may be missing from lists. */
export const ENTITY_LAG_MILLISECONDS = 1_000;

/** Tag names and values of a point; `workspace_id` is always there. */
export type Tags = Readonly<Record<string, string>>;

/** One point of a measurement. */
export interface MeasurementRow {
  /** Name of a declared measurement. */
  readonly measurement: string;
  /** Never changed, and shared between rows of one tag set: implementations may cache by identity. */
  readonly tags: Tags;
  /** Whole epoch milliseconds. */
  readonly milliseconds: number;
  /** 0 to 999,999 beyond the milliseconds; milliseconds and nanoseconds together are unique in a series. */
  readonly nanoseconds: number;
  /** Values of the declared coordinates (`step`, `epoch`); missing ones are left out. `series` layout only. */
  readonly coordinates: Readonly<Record<string, number | undefined>>;
  /** `series`: numbers by any name, NaN and infinities included. `rows`: the declared fields. */
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/**
 * Rows of a `series` measurement that follow each other, have the same tags and fields, and come by the thousand: parts
 * of columns, so that no object a row is made.
 */
export interface MeasurementColumns {
  readonly measurement: string;
  /** As in {@link MeasurementRow}. */
  readonly tags: Tags;
  /** The first row, as a place in the columns. */
  readonly from: number;
  /** The place after the last row. */
  readonly to: number;
  /** Whole epoch milliseconds. */
  readonly milliseconds: Float64Array;
  /** 0 to 999,999 beyond the milliseconds. */
  readonly nanoseconds: Float64Array;
  /** By declared coordinate; NaN where a row has none. */
  readonly coordinates: Readonly<Record<string, Float64Array>>;
  readonly fields: readonly {
    readonly name: string;
    /** Where the field's value of the first row lies in `values`; those of the next rows follow at `stride`. */
    readonly first: number;
  }[];
  readonly stride: number;
  readonly values: Float64Array;
}

/** A change of an entity: the named fields get the values, others stay. */
export interface EntityChange {
  readonly kind: string;
  /** Values of the declared key, in its order; the workspace first. */
  readonly key: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * What is applied together and recovered together: all that belongs to one session, one dataset, ... A partition's
 * journal records up to `coveredThrough` need no replay.
 */
export type Partition = string;

/** Points of a measurement whose tags match: each of the named ones must be the same, others may be anything. */
export interface RowsOfTags {
  readonly measurement: string;
  readonly tags: Tags;
}

/** What goes, and what says so afterwards. */
export interface Replacement {
  /** All their points go. */
  readonly rows: readonly RowsOfTags[];
  /** They go, with changes that wait. Of a key's first parts only: all entities whose keys begin so. */
  readonly entities: readonly { readonly kind: string; readonly key: readonly string[] }[];
  /** Applied first: nothing goes before these, and all that was applied to the partition, are persistent. */
  readonly changes?: readonly EntityChange[];
  /** Stored right before anything goes, for whoever else reads the store. */
  readonly announced?: readonly EntityChange[];
}

/** Writing half; lives in the writer thread. */
export interface StoreWriter {
  /**
   * Takes the rows of one journal record into the store: visible to reads at once, persistent at the latest when the
   * partition is persisted. Ids of records rise.
   */
  applyRows(partition: Partition, recordId: number, rows: readonly MeasurementRow[]): void;

  /** The same for the rows of `series` measurements as columns, which it does not keep. */
  applyColumns(partition: Partition, recordId: number, columns: readonly MeasurementColumns[]): void;

  /** Takes entity changes; they reach reads within `ENTITY_LAG_MILLISECONDS`, or at `settle`. */
  applyEntities(partition: Partition, recordId: number, changes: readonly EntityChange[]): void;

  /** An entity as last applied, or undefined. Later, where it must be asked for over a network. */
  entity(
    kind: string,
    key: readonly string[],
  ): Readonly<Record<string, unknown>> | undefined | Promise<Readonly<Record<string, unknown>> | undefined>;

  /** The last journal record whose effects on the partition are persistent; 0 for none. */
  coveredThrough(partition: Partition): number;

  /** The smallest journal record that some partition still needs for recovery; Infinity when none does. */
  oldestUncovered(): number;

  /**
   * Forces what is persistent to the disk, without holding up the thread: until then a power cut could take it back.
   * @returns What `oldestUncovered` was when this was called: only records before it may be trimmed.
   */
  sync(): Promise<number>;

  /** Makes pending entity changes readable; all of them when no partition is named. */
  settle(partitions?: readonly Partition[]): void;

  /** Makes all of a partition persistent and forgets what it held in memory for it. */
  release(partition: Partition): void;

  /**
   * Does a slice of the work that persists partitions, oldest first, for about the given time.
   * @returns Whether there is more to do.
   */
  maintain(budgetMilliseconds: number): boolean;

  /**
   * Deletes as a journal record of a partition asks for it. Reads miss at once what goes; points that are applied
   * afterwards stay, with the same tags too. The store gives the room back in slices (`maintain`, or on its own), and
   * carries that on after a restart. No replay of records up to this one brings anything back: they are covered with the
   * deletion, never before it.
   * @returns When the store has done it; a process that ends before does it again by the record. A store that cannot
   * delete hides entities, and keeps points until its own retention ends them.
   */
  replace(partition: Partition, recordId: number, replacement: Replacement): Promise<void>;

  /** Deletions of points whose room is not given back yet. */
  readonly removing: number;

  /** Deletes an entity. */
  deleteEntity(kind: string, key: readonly string[]): void;

  /** Deletes all points of a measurement whose tags match. As `replace`, without a record. */
  deleteRows(measurement: string, tags: Tags): void;

  /** Persists everything and closes. */
  close(): void;
}

/** Tags that a read is narrowed by: each must have one of the values. */
export type TagFilter = Readonly<Record<string, readonly string[]>>;

/**
 * A range along time (epoch milliseconds) or a coordinate, both ends included; missing ends are open. Points without
 * the coordinate are left out.
 */
export interface AxisRange {
  readonly axis: 'time' | string;
  readonly from?: number;
  readonly to?: number;
}

/** Which series, which part of them, and how many points. */
export interface SeriesRead {
  readonly measurement: string;
  readonly tags: TagFilter;
  /** Names of fields; all when missing. */
  readonly fields?: readonly string[];
  readonly range?: AxisRange;
  /**
   * Reduce each series to about so many points along an axis: equal-width buckets, of each the first, minimum, maximum
   * and last value kept (a non-finite value of a bucket is kept too). All points come when the series has no more than
   * that.
   */
  readonly reduce?: { readonly axis: 'time' | string; readonly points: number };
  /**
   * Instead: one point for each part of a grid along an axis - part n holds the places from origin + n * width up to,
   * without, origin + (n + 1) * width - with the mean of the finite values in it, and `counts` of them. A range must be
   * along the same axis.
   */
  readonly average?: { readonly axis: 'time' | string; readonly width: number; readonly origin: number };
}

/** One series; arrays have one length, in the order of the reduce or range axis, else of arrival. */
export interface StoredSeries {
  readonly tags: Tags;
  readonly field: string;
  readonly milliseconds: Float64Array;
  /** By coordinate; NaN where a point has none. */
  readonly coordinates: Readonly<Record<string, Float64Array>>;
  readonly values: Float64Array;
  /** Of an average: how many finite values each point stands for; where it is 0, the value is NaN. */
  readonly counts?: Float64Array;
  /** Points in the range before reduction. */
  readonly total: number;
}

/** A series that exists. */
export interface SeriesName {
  readonly tags: Tags;
  readonly field: string;
}

/** Which rows of a `rows` measurement, newest first. */
export interface RowsRead {
  readonly measurement: string;
  readonly tags: TagFilter;
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** A row of a `rows` measurement. */
export interface StoredRow {
  readonly tags: Tags;
  readonly milliseconds: number;
  readonly fields: Readonly<Record<string, FieldValue>>;
}

/** Where a value of an entity is. */
export interface EntityPlace {
  readonly field: string;
  /** Reaches into a `json` field. */
  readonly path?: readonly string[];
  /** Further paths into the field, each looked at where those before it lead to nothing. */
  readonly alternatives?: readonly (readonly string[])[];
}

/** A value by which entities are grouped: of a plain field, or parsed out of a `json` one. */
export type GroupValue = string | number | boolean | null;

/** A condition on a value of an entity. */
export interface EntityCondition extends EntityPlace {
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'contains';
  /** `in` takes a list; `contains` a part of a text (case-insensitive). Comparison with null finds missing values. */
  readonly value: string | number | boolean | null | readonly (string | number)[];
}

/** A page of entities. */
export interface EntityList {
  readonly kind: string;
  /**
   * All must hold; a list inside is a choice: one of them must hold. `!=` leaves missing values out; numbers and texts
   * are never compared with each other.
   */
  readonly conditions: readonly (EntityCondition | readonly EntityCondition[])[];
  /** Missing values come last in either order; ties are broken by the key, so that pages never overlap. */
  readonly sort: EntityPlace & { readonly descending: boolean };
  readonly limit: number;
  readonly cursor?: string;
  /** Fields to answer; all when missing. */
  readonly fields?: readonly string[];
}

/** A page of entities: key fields and fields by name, `json` fields parsed. */
export interface EntityPage {
  readonly items: readonly Readonly<Record<string, unknown>>[];
  readonly next_cursor: string | null;
  readonly total: number;
}

/** What else a count of entities asks for. */
export interface CountOptions {
  /** A field whose largest number in each group is wanted. */
  readonly maximumOf?: string;
  /** At most so many groups; all when missing. */
  readonly limit?: number;
}

/** How many entities have a combination of values. */
export interface EntityCount {
  readonly group: readonly GroupValue[];
  readonly count: number;
  readonly maximum: number | null;
}

/** Reading half; used by the api and by receivers' injected reader. */
export interface StoreReader {
  series(read: SeriesRead): Promise<readonly StoredSeries[]>;
  seriesNames(measurement: string, tags: TagFilter): Promise<readonly SeriesName[]>;
  rows(read: RowsRead): Promise<readonly StoredRow[]>;
  entity(kind: string, key: readonly string[]): Promise<Readonly<Record<string, unknown>> | undefined>;
  entities(list: EntityList): Promise<EntityPage>;
  /**
   * Distinct values of fields, or of places within `json` fields, and how many entities have each combination, the most
   * frequent first. What is no single value (a list, an object) has null in its group.
   */
  countEntities(
    kind: string,
    conditions: EntityList['conditions'],
    groupBy: readonly (string | EntityPlace)[],
    others?: CountOptions,
  ): Promise<readonly EntityCount[]>;
  close(): Promise<void>;
}

/** What a store is opened with. */
export interface StoreDeclarations {
  readonly measurements: readonly MeasurementDeclaration[];
  readonly entities: readonly EntityDeclaration[];
}
