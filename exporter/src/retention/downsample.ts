import { DOWNSAMPLED } from '@shadower-training/contract';
import type { MeasurementRow, StoredSeries, StoreReader, Tags } from '../store/port.js';
import { tagsKey } from '../store/tags.js';

/** A session by its key. */
export interface SessionKey {
  readonly workspace_id: string;
  readonly session_id: string;
}

/** Points of one session that are left at most: what is held in memory at once. */
const POINTS_OF_A_SESSION = 1_000_000;
const LEAST_POINTS = 40;
/** Curves that are read together. */
const FIELDS_TOGETHER = 8;

/** The curves of a session, each reduced where it has more than the points wanted. */
export interface DownsampledSession {
  readonly series: readonly { readonly measurement: string; readonly series: StoredSeries }[];
  /** Points that there were. */
  readonly before: number;
  /** Points that are left. */
  readonly after: number;
  /** Time of the newest point, epoch milliseconds; -Infinity when there is none. */
  readonly newest: number;
}

/** Measurements that have curves. */
export const RAW_MEASUREMENTS: readonly string[] = Object.keys(DOWNSAMPLED);

/**
 * Reads a session's raw curves, reduced along their steps (else epochs, else time): of each part the first, lowest,
 * highest and last point are kept, and a non-finite one.
 * @param points About so many a curve; fewer where the session has thousands of curves.
 */
export async function readDownsampled(
  reader: Pick<StoreReader, 'series' | 'seriesNames'>,
  { workspace_id, session_id }: SessionKey,
  points: number,
): Promise<DownsampledSession> {
  const tags = { workspace_id: [workspace_id], session_id: [session_id] };
  const names = await Promise.all(
    RAW_MEASUREMENTS.map(async (measurement) => ({ measurement, names: await reader.seriesNames(measurement, tags) })),
  );
  const count = names.reduce((sum, of) => sum + of.names.length, 0);
  const wanted = Math.max(LEAST_POINTS, Math.min(points, Math.floor(POINTS_OF_A_SESSION / Math.max(1, count))));
  const found: { measurement: string; series: StoredSeries }[] = [];
  for (const { measurement, names: ofMeasurement } of names) {
    const fields = [...new Set(ofMeasurement.map(({ field }) => field))].sort();
    for (let from = 0; from < fields.length; from += FIELDS_TOGETHER) {
      const some = fields.slice(from, from + FIELDS_TOGETHER);
      const read = (axis: string) =>
        reader.series({ measurement, tags, fields: some, reduce: { axis, points: wanted } });
      for (const series of await reducedOf(read, wanted)) found.push({ measurement, series });
    }
  }
  return {
    series: found,
    before: found.reduce((sum, { series }) => sum + series.total, 0),
    after: found.reduce((sum, { series }) => sum + series.values.length, 0),
    newest: found.reduce(
      (newest, { series }) => series.milliseconds.reduce((a, b) => Math.max(a, b), newest),
      -Infinity,
    ),
  };
}

/** Every point has a time; steps and epochs are the better axis where all points have them: a run may pause for days. */
async function reducedOf(
  read: (axis: string) => Promise<readonly StoredSeries[]>,
  points: number,
): Promise<StoredSeries[]> {
  const byTime = await read('time');
  if (byTime.every(({ total }) => total <= points)) return [...byTime];
  const byKey = async (axis: string) => new Map((await read(axis)).map((series) => [keyOf(series), series]));
  const [bySteps, byEpochs] = [await byKey('step'), await byKey('epoch')];
  return byTime.map((series) => {
    if (series.total <= points) return series;
    const along = (axis: string, others: ReadonlyMap<string, StoredSeries>): StoredSeries | undefined => {
      const other = others.get(keyOf(series));
      return other !== undefined && other.total === series.total && hasExtent(other.coordinates[axis])
        ? other
        : undefined;
    };
    return along('step', bySteps) ?? along('epoch', byEpochs) ?? series;
  });
}

function keyOf({ tags, field }: StoredSeries): string {
  return `${tagsKey(tags)}\n${field}`;
}

function hasExtent(column: Float64Array | undefined): boolean {
  return column !== undefined && column.length > 1 && column.some((place) => place !== column[0]);
}

/** A downsampled session as rows of the measurements that keep such points. Deterministic: a repeat lands on itself. */
export function* rowsOfDownsampled({ series }: DownsampledSession, part: number): Generator<MeasurementRow> {
  const byTagSet = new Map<string, TagSet>();
  for (const { measurement: raw, series: one } of series) {
    const measurement = DOWNSAMPLED[raw]!.name;
    const key = `${raw}\n${tagsKey(one.tags)}`;
    let tagSet = byTagSet.get(key);
    if (!tagSet) byTagSet.set(key, (tagSet = new TagSet({ ...one.tags, part: String(part) })));
    const { tags } = tagSet;
    const takeSlot = tagSet.forSeries();
    for (let index = 0; index < one.values.length; index++) {
      const milliseconds = one.milliseconds[index]!;
      const coordinates: Record<string, number> = {};
      for (const [name, column] of Object.entries(one.coordinates)) {
        const place = column[index]!;
        if (!Number.isNaN(place)) coordinates[name] = place;
      }
      const nanoseconds = takeSlot(milliseconds, JSON.stringify(coordinates));
      yield { measurement, tags, milliseconds, nanoseconds, coordinates, fields: { [one.field]: one.values[index]! } };
    }
  }
}

/**
 * Nanoseconds for the rows of a tag set: rows of several fields share one where they have the same time and place, and
 * nowhere else, since a store may keep the place once for all fields of a moment.
 */
class TagSet {
  private readonly slots = new Map<number, Map<string, number>>();

  constructor(readonly tags: Tags) {}

  forSeries(): (milliseconds: number, place: string) => number {
    const repeats = new Map<string, number>();
    return (milliseconds, place) => {
      const seen = `${milliseconds} ${place}`;
      const repeat = repeats.get(seen) ?? 0;
      repeats.set(seen, repeat + 1);
      let atTime = this.slots.get(milliseconds);
      if (!atTime) this.slots.set(milliseconds, (atTime = new Map()));
      const key = `${place} ${repeat}`;
      let slot = atTime.get(key);
      if (slot === undefined) atTime.set(key, (slot = atTime.size));
      return slot;
    };
  }
}
