import type { MeasurementDeclaration } from '@shadower-training/contract';
import { bucketOf, KEPT_OF_BUCKET, reduceCurve, type Buckets } from '../../analytics/reduce-curve.js';
import type { SeriesRead, StoredSeries, Tags } from '../port.js';
import { decodeBlock } from './block-codec.js';
import { boundsOf, keptPoints } from './block-summary.js';
import { PointCollector } from './point-collector.js';
import { axisColumn, emptyColumns, sliceColumns, TIME_AXIS, type PointColumns } from './point-columns.js';
import type { BlockPlace, SeriesBlocks } from './series-blocks.js';

/** Where the points of one series are. */
export interface SeriesSource {
  readonly tags: Tags;
  readonly field: string;
  /** Null when all is in memory. */
  readonly seriesId: number | null;
  readonly blocks: readonly BlockPlace[];
  /** Points in memory, after those of the blocks; null when there are none. */
  readonly head: PointColumns | null;
}

/** The place of an axis among the columns. @throws Error when the measurement has no such coordinate. */
function axisOf(declaration: MeasurementDeclaration, name: string): number {
  if (name === 'time') return TIME_AXIS;
  const place = declaration.coordinates.indexOf(name);
  if (place < 0) throw new Error(`measurement ${declaration.name} has no axis ${name}`);
  return place;
}

/**
 * Reads one series. Along an axis - of a range or a reduction - points that have no place on it are left out.
 * A block that lies in one bucket of a reduction answers from its summary: nothing of it is decoded.
 */
export function readSeries(
  reader: SeriesBlocks,
  declaration: MeasurementDeclaration,
  source: SeriesSource,
  read: Pick<SeriesRead, 'range' | 'reduce'>,
  bySummaries = true,
): StoredSeries {
  const rangeAxis = read.range ? axisOf(declaration, read.range.axis) : null;
  const from = read.range?.from ?? -Infinity;
  const to = read.range?.to ?? Infinity;
  const reduceAxis = read.reduce ? axisOf(declaration, read.reduce.axis) : null;
  const coordinates = declaration.coordinates.length;
  // Buckets are known before anything is decoded only where the range lies on their own axis.
  const summarizable = bySummaries && reduceAxis !== null && (rangeAxis === null || rangeAxis === reduceAxis);
  const buckets = summarizable ? bucketsOf(source, reduceAxis, from, to, read.reduce!.points) : null;

  const plan = source.blocks.map((block) => planOf(block, { rangeAxis, from, to, reduceAxis, buckets }));
  const decode = plan.map((step) => step === 'decode' || step === 'all');
  const capacity = source.blocks.reduce(
    (sum, block, index) => sum + (decode[index] ? block.points : KEPT_OF_BUCKET + 1),
    0,
  );
  const points = new PointCollector(coordinates, capacity + (source.head?.values.length ?? 0));
  let total = 0;
  const addColumns = (columns: PointColumns): void => {
    const before = points.length;
    const axis = rangeAxis ?? reduceAxis;
    if (axis === null) points.addAll(columns);
    else points.addRange(columns, axisColumn(columns, axis), from, to);
    total += points.length - before;
  };

  let index = 0;
  if (source.seriesId !== null) {
    for (const bytes of reader.columns(source.seriesId, source.blocks, decode)) {
      const block = source.blocks[index]!;
      if (bytes !== null && plan[index] === 'all') {
        // Straight into the answer: most of a long read is this.
        decodeBlock(bytes, (count) => points.extend(count));
        total += block.points;
      } else if (bytes !== null) {
        addColumns(sliceColumns(decodeBlock(bytes, emptyColumns), 0, block.points));
      } else if (plan[index] === 'summary') {
        const { summary } = block;
        total += block.points;
        keptPoints(summary, coordinates, (milliseconds, at, value) => points.addOne(milliseconds, summary, at, value));
      }
      index++;
    }
  }
  if (source.head !== null) addColumns(source.head);

  const axis = reduceAxis ?? rangeAxis;
  const reduced = read.reduce !== undefined && total > read.reduce.points;
  // The range has cut away so much that all points fit: then the summarized ones are wanted, too.
  if (!reduced && plan.includes('summary')) return readSeries(reader, declaration, source, read, false);
  const order = reduced ? reduction(points, reduceAxis!, buckets, read.reduce.points) : sorted(points, axis);
  return finish(declaration, source, points, order, total);
}

/** What a block gives: nothing, the points of its summary, all its points, or those of them that are asked for. */
type BlockStep = 'skip' | 'summary' | 'all' | 'decode';

interface Wanted {
  readonly rangeAxis: number | null;
  readonly from: number;
  readonly to: number;
  readonly reduceAxis: number | null;
  readonly buckets: Buckets | null;
}

function planOf(block: BlockPlace, wanted: Wanted): BlockStep {
  const { rangeAxis, from, to, reduceAxis, buckets } = wanted;
  const axis = rangeAxis ?? reduceAxis;
  if (axis === null) return block.whole ? 'all' : 'decode';
  const bounds = boundsOf(block.summary, axis);
  // NaN bounds: no point of the block has a place on the axis.
  if (!(bounds.maximum >= from && bounds.minimum <= to)) return 'skip';
  if (!block.whole || bounds.missing > 0 || bounds.minimum < from || bounds.maximum > to) return 'decode';
  if (buckets === null || !bounds.ascending) return 'all';
  return bucketOf(buckets, bounds.minimum) === bucketOf(buckets, bounds.maximum) ? 'summary' : 'all';
}

/** Buckets between the ends of the data within the range; null when so few points come that all of them fit. */
function bucketsOf(source: SeriesSource, axis: number, from: number, to: number, points: number): Buckets | null {
  let minimum = Infinity;
  let maximum = -Infinity;
  let most = source.head?.values.length ?? 0;
  for (const block of source.blocks) {
    const bounds = boundsOf(block.summary, axis);
    if (!(bounds.maximum >= from && bounds.minimum <= to)) continue;
    minimum = Math.min(minimum, bounds.minimum);
    maximum = Math.max(maximum, bounds.maximum);
    most += block.points;
  }
  for (const x of source.head ? axisColumn(source.head, axis) : []) {
    if (x < minimum) minimum = x;
    if (x > maximum) maximum = x;
  }
  if (most <= points) return null;
  return { from: Math.max(from, minimum), to: Math.min(to, maximum), count: bucketCount(points) };
}

function bucketCount(points: number): number {
  return Math.max(1, Math.floor(points / KEPT_OF_BUCKET));
}

function reduction(points: PointCollector, axis: number, buckets: Buckets | null, goal: number): Int32Array {
  const column = collected(points, axis);
  return reduceCurve(column, points.values.subarray(0, points.length), buckets ?? extentOf(column, bucketCount(goal)));
}

function extentOf(column: Float64Array, count: number): Buckets {
  let from = Infinity;
  let to = -Infinity;
  for (const x of column) {
    if (x < from) from = x;
    if (x > to) to = x;
  }
  return { from, to, count };
}

function collected(points: PointCollector, axis: number): Float64Array {
  const column = axis === TIME_AXIS ? points.milliseconds : points.coordinates[axis]!;
  return column.subarray(0, points.length);
}

/** The order along an axis, equals by arrival; null when the points are in it already. */
function sorted(points: PointCollector, axis: number | null): Int32Array | null {
  if (axis === null) return null;
  const column = collected(points, axis);
  let ascending = true;
  for (let index = 1; index < column.length && ascending; index++) ascending = column[index]! >= column[index - 1]!;
  if (ascending) return null;
  return Int32Array.from(column.keys()).sort((a, b) => column[a]! - column[b]! || a - b);
}

function finish(
  declaration: MeasurementDeclaration,
  source: SeriesSource,
  points: PointCollector,
  order: Int32Array | null,
  total: number,
): StoredSeries {
  const arrange = (column: Float64Array): Float64Array => {
    if (order === null) return column.length === points.length ? column : column.slice(0, points.length);
    const arranged = new Float64Array(order.length);
    for (let index = 0; index < order.length; index++) arranged[index] = column[order[index]!]!;
    return arranged;
  };
  return {
    tags: source.tags,
    field: source.field,
    milliseconds: arrange(points.milliseconds),
    coordinates: Object.fromEntries(
      declaration.coordinates.map((name, place) => [name, arrange(points.coordinates[place]!)]),
    ),
    values: arrange(points.values),
    total,
  };
}
