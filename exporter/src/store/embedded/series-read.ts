import type { MeasurementDeclaration } from '@shadower-training/contract';
import { gridOf, partOf, type Grid } from '../../analytics/grid.js';
import { KEPT_OF_BUCKET, reduceCurve } from '../../analytics/reduce-curve.js';
import type { SeriesRead, StoredSeries, Tags } from '../port.js';
import { decodeBlock } from './block-codec.js';
import type { BlockReductions } from './block-memory.js';
import { boundsOf, keptPoints } from './block-summary.js';
import { packPoints, unpackInto } from './kept-points.js';
import { PointCollector } from './point-collector.js';
import { axisColumn, sliceColumns, TIME_AXIS, type PointColumns } from './point-columns.js';
import { scratchColumns } from './scratch-columns.js';
import type { BlockPlace } from './block-place.js';
import type { SeriesBlocks } from './series-blocks.js';

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
export function axisOf(declaration: MeasurementDeclaration, name: string): number {
  if (name === 'time') return TIME_AXIS;
  const place = declaration.coordinates.indexOf(name);
  if (place < 0) throw new Error(`measurement ${declaration.name} has no axis ${name}`);
  return place;
}

/**
 * Reads one series. Along an axis - of a range or a reduction - points that have no place on it are left out.
 * Of a reduced series, a block that lies in one bucket answers from its summary, and one that was reduced alike before
 * from memory: nothing of them is decoded. The others are reduced one by one, so that never all points are at hand.
 */
export function readSeries(
  reader: SeriesBlocks,
  declaration: MeasurementDeclaration,
  source: SeriesSource,
  read: Pick<SeriesRead, 'range' | 'reduce'>,
  byBlocks = true,
): StoredSeries {
  const rangeAxis = read.range ? axisOf(declaration, read.range.axis) : null;
  const from = read.range?.from ?? -Infinity;
  const to = read.range?.to ?? Infinity;
  const reduceAxis = read.reduce ? axisOf(declaration, read.reduce.axis) : null;
  const coordinates = declaration.coordinates.length;
  // The grid is known before anything is decoded only where the range lies on its own axis.
  const reducible = byBlocks && reduceAxis !== null && (rangeAxis === null || rangeAxis === reduceAxis);
  const grid = reducible ? gridOfRead(source, reduceAxis, from, to, read.reduce!.points) : null;
  const reductions =
    grid && source.seriesId !== null
      ? reader.memory.reductions(source.seriesId, `kept ${reduceAxis} ${grid.width}`)
      : null;

  const plan = source.blocks.map((block) => planOf(block, { rangeAxis, from, to, reduceAxis, grid, reductions }));
  const decode = plan.map((step) => step === 'all' || step === 'some' || step === 'reduce');
  const capacity = source.blocks.reduce(
    (sum, block, index) => sum + (plan[index] === 'all' || plan[index] === 'some' ? block.points : KEPT_OF_BUCKET + 1),
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
  const addReduced = (block: BlockPlace, bytes: Uint8Array): void => {
    const columns = decodeBlock(bytes, scratchColumns);
    const kept = packPoints(columns, reduceCurve(axisColumn(columns, reduceAxis!), columns.values, grid!));
    if (block.closed) reader.memory.addReduction(source.seriesId!, reductions!, block.firstOrdinal, kept);
    unpackInto(points, kept);
  };

  let index = 0;
  if (source.seriesId !== null) {
    for (const bytes of reader.columns(source.seriesId, source.blocks, decode)) {
      const block = source.blocks[index]!;
      const step = plan[index++]!;
      if (step === 'skip') continue;
      if (step === 'some') {
        addColumns(sliceColumns(decodeBlock(bytes!, scratchColumns), 0, block.points));
        continue;
      }
      total += block.points - (step === 'all' ? 0 : boundsOf(block.summary, reduceAxis!).missing);
      // Straight into the answer: most of a long read is this.
      if (step === 'all') decodeBlock(bytes!, (count) => points.extend(count));
      else if (step === 'reduce') addReduced(block, bytes!);
      else if (step === 'remembered') unpackInto(points, reductions!.get(block.firstOrdinal)!);
      else keptPoints(block.summary, coordinates, (time, at, value) => points.addOne(time, block.summary, at, value));
    }
  }
  if (source.head !== null) addColumns(source.head);

  const axis = reduceAxis ?? rangeAxis;
  const reduced = read.reduce !== undefined && total > read.reduce.points;
  // The range has cut away so much that all points fit: then those that were left out are wanted, too.
  if (!reduced && grid !== null) return readSeries(reader, declaration, source, read, false);
  const order = reduced ? reduction(points, reduceAxis!, grid, read.reduce.points) : sorted(points, axis);
  return finish(declaration, source, points, order, total);
}

/**
 * What a block gives: nothing; all its points; those of them that are asked for; of a reduced series, what is kept of
 * it: by its summary, from memory, or reduced now.
 */
type BlockStep = 'skip' | 'all' | 'some' | 'summary' | 'remembered' | 'reduce';

interface Wanted {
  readonly rangeAxis: number | null;
  readonly from: number;
  readonly to: number;
  readonly reduceAxis: number | null;
  readonly grid: Grid | null;
  readonly reductions: BlockReductions | null;
}

function planOf(block: BlockPlace, { rangeAxis, from, to, reduceAxis, grid, reductions }: Wanted): BlockStep {
  const axis = rangeAxis ?? reduceAxis;
  if (axis === null) return block.whole ? 'all' : 'some';
  const bounds = boundsOf(block.summary, axis);
  // NaN bounds: no point of the block has a place on the axis.
  if (!(bounds.maximum >= from && bounds.minimum <= to)) return 'skip';
  if (!block.whole || bounds.minimum < from || bounds.maximum > to) return 'some';
  if (grid === null) return bounds.missing > 0 ? 'some' : 'all';
  if (bounds.ascending && bounds.missing === 0 && partOf(grid, bounds.minimum) === partOf(grid, bounds.maximum))
    return 'summary';
  return block.closed && reductions!.has(block.firstOrdinal) ? 'remembered' : 'reduce';
}

/** The grid over the data within the range; null when so few points come that all of them fit. */
function gridOfRead(source: SeriesSource, axis: number, from: number, to: number, points: number): Grid | null {
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
  if (most <= points || minimum > maximum) return null;
  return gridOf(Math.max(from, minimum), Math.min(to, maximum), bucketCount(points));
}

function bucketCount(points: number): number {
  return Math.max(2, Math.floor(points / KEPT_OF_BUCKET));
}

function reduction(points: PointCollector, axis: number, grid: Grid | null, goal: number): Int32Array {
  const column = collected(points, axis);
  const values = points.values.subarray(0, points.length);
  return reduceCurve(column, values, grid ?? gridOfColumn(column, bucketCount(goal)));
}

function gridOfColumn(column: Float64Array, count: number): Grid {
  let from = Infinity;
  let to = -Infinity;
  for (const x of column) {
    if (x < from) from = x;
    if (x > to) to = x;
  }
  return gridOf(from, to, count);
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
