import type { EntityDeclaration, MeasurementDeclaration } from '@shadower-training/contract';
import type { MeasurementRow, StoreDeclarations, StoredSeries, StoreReader, StoreWriter, Tags } from '../port.js';

/** A store that the suite examines. */
export interface StoreUnderTest {
  readonly writer: StoreWriter;
  readonly reader: StoreReader;
  /** Resolves when what `release`, `settle`, `maintain` and deletions began is done: at once where they do it themselves. */
  written(): Promise<void>;
  /** Closes and opens again; `crash` forgets what was in memory, as kill -9 does. */
  reopen(how: 'close' | 'crash'): Promise<StoreUnderTest>;
  /** Closes and removes everything. */
  close(): Promise<void>;
}

/** Opens an empty store for the suite's declarations. */
export type OpenStore = (declarations: StoreDeclarations) => Promise<StoreUnderTest>;

/** Kinds that no product code knows: stores are generic, or they fail here. */
export const JOURNEY: MeasurementDeclaration = {
  name: 'made_up_journey',
  description: 'Made up: readings along a way.',
  tags: ['workspace_id', 'traveller', 'leg'],
  labels: true,
  layout: 'series',
  coordinates: ['mile', 'height'],
  fields: {},
};

export const DIARY: MeasurementDeclaration = {
  name: 'made_up_diary',
  description: 'Made up: what was noted on a way.',
  tags: ['workspace_id', 'traveller', 'kind'],
  labels: true,
  layout: 'rows',
  coordinates: [],
  fields: { title: { type: 'string' }, count: { type: 'number' }, sunny: { type: 'boolean' } },
};

export const TRAVELLER: EntityDeclaration = {
  kind: 'made_up_traveller',
  description: 'Made up: who is on a way.',
  key: ['workspace_id', 'traveller_id'],
  fields: {
    name: { type: 'string' },
    age: { type: 'number', indexed: true },
    ready: { type: 'boolean' },
    luggage: { type: 'json' },
  },
};

export const SUITE_DECLARATIONS: StoreDeclarations = { measurements: [JOURNEY, DIARY], entities: [TRAVELLER] };

/** A moment in 2023: times of the suite are counted from it. */
export const START = 1_700_000_000_000;

/** Tags of a traveller's readings. */
export function tagsOf(traveller: string, others: Tags = {}): Tags {
  return { workspace_id: 'w', traveller, ...others };
}

/** A point of the made-up journey, `second` seconds after the start. */
export function point(
  tags: Tags,
  second: number,
  fields: Record<string, number>,
  coordinates: Record<string, number | undefined> = {},
): MeasurementRow {
  const milliseconds = START + Math.floor(second * 1_000);
  return { measurement: JOURNEY.name, tags, milliseconds, nanoseconds: 0, coordinates, fields };
}

/** Many points: mile `i`, a value of each. */
export function points(tags: Tags, from: number, to: number, value: (mile: number) => number): MeasurementRow[] {
  return Array.from({ length: to - from }, (_, index) =>
    point(tags, from + index, { pulse: value(from + index) }, { mile: from + index }),
  );
}

/** The values of a series as a plain array: typed arrays of other threads are not equal to ours for jest. */
export function valuesOf(series: StoredSeries | undefined): number[] {
  return Array.from(series?.values ?? []);
}

/** A coordinate of a series as a plain array. */
export function coordinateOf(series: StoredSeries | undefined, name: string): number[] {
  return Array.from(series?.coordinates[name] ?? []);
}
