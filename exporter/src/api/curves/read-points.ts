import { DOWNSAMPLED, type SeriesAxis } from '@shadower-training/contract';
import { CurveAverager, type AverageGrid } from '../../analytics/average-curve.js';
import type { SeriesRead, StoreReader, StoredSeries, Tags } from '../../store/port.js';
import { attemptLimits } from './attempt-limits.js';
import { inOrder, newestOfEach, pick, type Points } from './points.js';
import { thin } from './thin.js';
import type { StoredSession } from '../stored-session.js';

/** Axes along which the store itself can range and reduce. */
export type StoredAxis = 'step' | 'epoch' | 'time';

/** Which points of a session to read. */
export interface PointsRequest {
  readonly session: StoredSession;
  readonly measurement: string;
  /** Raw name of the metric. */
  readonly field: string;
  readonly axis: StoredAxis;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly attempts: 'joined' | 'separate';
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** At most so many points a curve; all when missing. */
  readonly points?: number | undefined;
  /** Means over the parts of a grid along the axis instead of points. */
  readonly average?: AverageGrid | undefined;
}

/** A curve of a session: one set of labels, one attempt or all joined. */
export interface ReadCurve extends Points {
  /** What x counts. */
  readonly along: SeriesAxis;
  readonly attempt: number | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Points in the range before reduction. */
  readonly total: number;
  /** Whether some of them are what retention has left of more. */
  readonly isThinned?: boolean;
}

/** Reads a metric of a session: a curve for each set of labels (and each attempt, where they are separate). */
export async function readPoints(reader: StoreReader, request: PointsRequest): Promise<ReadCurve[]> {
  const series = request.attempts === 'joined' ? await readJoined(reader, request) : await readSeries(reader, request);
  const groups = new Map<string, StoredSeries[]>();
  for (const each of series) {
    const attempt = request.attempts === 'joined' ? null : each.tags['attempt'];
    const key = JSON.stringify([attempt, Object.entries(labelsOf(each.tags)).sort()]);
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((group) => curveOf(group, request)).filter(({ total }) => total > 0);
}

/** Labels of a series: those of its points, and rank and node. */
export function labelsOf(tags: Tags): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [name, value] of Object.entries(tags)) {
    if (name.startsWith('label.')) labels[name.slice('label.'.length)] = value;
    else if (name === 'rank' || name === 'node') labels[name] = value;
  }
  return labels;
}

/** Attempts in order, each without its abandoned tail. */
async function readJoined(reader: StoreReader, request: PointsRequest): Promise<StoredSeries[]> {
  const limits = attemptLimits(request.session.summary.attempts);
  if (limits.every(({ below }) => below === Infinity)) return byAttempt(await readSeries(reader, request));
  const parts = await Promise.all(
    limits.map(async ({ attempt, below }) => {
      // What is cut is read in full: a bucket's extreme could otherwise be a value that no longer counts.
      const isCut = below !== Infinity;
      const series = await readSeries(
        reader,
        isCut ? { ...request, points: undefined, average: undefined } : request,
        attempt,
      );
      return isCut ? series.map((each) => cutBelow(each, below)) : series;
    }),
  );
  return parts.flat();
}

function byAttempt(series: readonly StoredSeries[]): StoredSeries[] {
  return series.toSorted((left, right) => Number(left.tags['attempt'] ?? 0) - Number(right.tags['attempt'] ?? 0));
}

async function readSeries(
  reader: StoreReader,
  request: PointsRequest,
  attempt?: number,
): Promise<readonly StoredSeries[]> {
  const { session, measurement, field, axis, from, to, points, average } = request;
  const { workspace_id, session_id } = session.summary;
  const labels = Object.entries(request.labels ?? {}).map(([name, value]) => [
    name === 'rank' || name === 'node' ? name : `label.${name}`,
    [value],
  ]);
  const read: SeriesRead = {
    measurement,
    fields: [field],
    tags: {
      workspace_id: [workspace_id],
      session_id: [session_id],
      ...(attempt !== undefined && { attempt: [String(attempt)] }),
      ...Object.fromEntries(labels),
    },
    ...((from !== undefined || to !== undefined) && {
      range: { axis, ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
    }),
    ...(points !== undefined && { reduce: { axis, points } }),
    ...(average && { average: { axis, ...average } }),
  };
  const downsampled = DOWNSAMPLED[measurement];
  if (session.downsampled_parts === 0 || downsampled === undefined) return reader.series(read);
  const part = Array.from({ length: session.downsampled_parts }, (_, index) => String(index + 1));
  const [old, raw] = await Promise.all([
    reader.series({ ...read, measurement: downsampled.name, tags: { ...read.tags, part } }),
    reader.series(read),
  ]);
  return [...old, ...raw];
}

function cutBelow(series: StoredSeries, below: number): StoredSeries {
  const kept: number[] = [];
  for (let index = 0; index < series.values.length; index++) if (placeOf(series, index) < below) kept.push(index);
  const take = (values: Float64Array | undefined): Float64Array =>
    Float64Array.from(kept, (index) => values?.[index] ?? NaN);
  return {
    ...series,
    milliseconds: take(series.milliseconds),
    values: take(series.values),
    coordinates: { step: take(series.coordinates['step']), epoch: take(series.coordinates['epoch']) },
    total: kept.length,
  };
}

/** Where a point lies: its step, else its epoch, else its time. The projection counts `first_step` alike. */
function placeOf(series: StoredSeries, index: number): number {
  const step = series.coordinates['step']?.[index] ?? NaN;
  if (!Number.isNaN(step)) return step;
  const epoch = series.coordinates['epoch']?.[index] ?? NaN;
  return Number.isNaN(epoch) ? series.milliseconds[index]! : epoch;
}

function curveOf(group: readonly StoredSeries[], request: PointsRequest): ReadCurve {
  const { axis, attempts, points } = request;
  const [first] = group;
  const about = {
    along: axis,
    attempt: attempts === 'joined' ? null : Number(first!.tags['attempt'] ?? 1),
    labels: labelsOf(first!.tags),
    ...(group.some(({ tags }) => tags['part'] !== undefined) && { isThinned: true }),
  };
  if (request.average) return { ...averageOf(group, axis, request.average), ...about };
  const raw: Points = {
    x: joined(group.map((series) => placesOf(series, axis))),
    y: joined(group.map(({ values }) => values)),
    time: joined(group.map(({ milliseconds }) => milliseconds)),
  };
  const ordered = inOrder(raw);
  const total = ordered.x.length === 0 ? 0 : group.reduce((sum, series) => sum + series.total, 0);
  // Where points were reduced already, a step that came twice stays: its values are the extremes of a bucket.
  const read = axis === 'step' && total === raw.x.length ? newestOfEach(ordered) : ordered;
  return { ...(points === undefined ? read : thin(read, points)), ...about, total };
}

function joined(columns: readonly Float64Array[]): readonly number[] {
  return columns.length === 1 ? Array.from(columns[0]!) : columns.flatMap((column) => Array.from(column));
}

/** Means over a grid: of the means of each attempt, and of the points of those that had to be cut. */
function averageOf(
  group: readonly StoredSeries[],
  axis: StoredAxis,
  grid: AverageGrid,
): Points & Pick<ReadCurve, 'total'> {
  const averager = new CurveAverager(grid);
  for (const series of group) averager.add(placesOf(series, axis), series.values, series.milliseconds, series.counts);
  const { x, y, time } = averager.averages();
  const total = x.length === 0 ? 0 : group.reduce((sum, series) => sum + series.total, 0);
  return { x: Array.from(x), y: Array.from(y), time: Array.from(time), total };
}

function placesOf(series: StoredSeries, axis: StoredAxis): Float64Array {
  return axis === 'time' ? series.milliseconds : (series.coordinates[axis] ?? noCoordinates(series));
}

function noCoordinates(series: StoredSeries): Float64Array {
  return new Float64Array(series.values.length).fill(NaN);
}

/** The part of a curve that lies in a range of x. */
export function within(points: Points, from = -Infinity, to = Infinity): Points {
  const indexes: number[] = [];
  points.x.forEach((x, index) => {
    if (x >= from && x <= to) indexes.push(index);
  });
  return indexes.length === points.x.length ? points : pick(points, indexes);
}
