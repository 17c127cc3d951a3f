import type { MeasurementDeclaration } from '@shadower-training/contract';
import { CurveAverager } from '../../analytics/average-curve.js';
import type { SeriesRead, StoredSeries } from '../port.js';
import { decodeBlock } from './block-codec.js';
import { boundsOf } from './block-summary.js';
import { axisColumn, sliceColumns, TIME_AXIS, type PointColumns } from './point-columns.js';
import { scratchColumns } from './scratch-columns.js';
import type { BlockPlace } from './block-place.js';
import type { SeriesBlocks } from './series-blocks.js';
import { axisOf, type SeriesSource } from './series-read.js';

/** What a block gives: nothing, its sums as remembered, its sums, or those of a part of its points. */
type BlockStep = 'skip' | 'remembered' | 'whole' | 'part';

/** Reads one series as means over the parts of a grid. Sums of closed blocks are remembered. */
export function averageSeries(
  reader: SeriesBlocks,
  declaration: MeasurementDeclaration,
  source: SeriesSource,
  { range, average }: Required<Pick<SeriesRead, 'average'>> & Pick<SeriesRead, 'range'>,
): StoredSeries {
  const axis = axisOf(declaration, average.axis);
  if (range !== undefined && range.axis !== average.axis)
    throw new Error('an average takes a range along its own axis');
  const from = range?.from ?? -Infinity;
  const to = range?.to ?? Infinity;
  const key = `sums ${axis} ${average.width} ${average.origin}`;
  const known =
    source.seriesId === null ? new Map<number, Float64Array>() : reader.memory.reductions(source.seriesId, key);
  const stepOf = (block: BlockPlace): BlockStep => {
    const { minimum, maximum } = boundsOf(block.summary, axis);
    if (!(maximum >= from && minimum <= to)) return 'skip';
    if (!block.whole || minimum < from || maximum > to) return 'part';
    return block.closed && known.has(block.firstOrdinal) ? 'remembered' : 'whole';
  };
  const plan = source.blocks.map(stepOf);
  const averager = new CurveAverager(average);
  let total = 0;
  const addPart = (columns: PointColumns): void => {
    const places = axisColumn(columns, axis).map((place) => (place >= from && place <= to ? place : NaN));
    total += places.reduce((count, place) => count + Number(place === place), 0);
    averager.add(places, columns.values, columns.milliseconds);
  };
  const addWhole = (block: BlockPlace, columns: PointColumns): void => {
    const own = new CurveAverager(average);
    own.add(axisColumn(columns, axis), columns.values, columns.milliseconds);
    const sums = own.pack();
    averager.merge(sums);
    if (block.closed) reader.memory.addReduction(source.seriesId!, known, block.firstOrdinal, sums);
  };

  if (source.seriesId !== null) {
    const decode = plan.map((step) => step === 'whole' || step === 'part');
    let index = 0;
    for (const bytes of reader.columns(source.seriesId, source.blocks, decode)) {
      const block = source.blocks[index]!;
      const step = plan[index++]!;
      if (step === 'part') addPart(sliceColumns(decodeBlock(bytes!, scratchColumns), 0, block.points));
      if (step === 'skip' || step === 'part') continue;
      total += block.points - boundsOf(block.summary, axis).missing;
      if (step === 'whole') addWhole(block, decodeBlock(bytes!, scratchColumns));
      else averager.merge(known.get(block.firstOrdinal)!);
    }
  }
  if (source.head !== null) addPart(source.head);
  return answer(declaration, source, axis, averager, total);
}

/** Beside the axis, means have no coordinates: an epoch of several steps is none of them. */
function answer(
  declaration: MeasurementDeclaration,
  source: SeriesSource,
  axis: number,
  averager: CurveAverager,
  total: number,
): StoredSeries {
  const { x, y, time, counts } = averager.averages();
  return {
    tags: source.tags,
    field: source.field,
    milliseconds: axis === TIME_AXIS ? x : time,
    coordinates: Object.fromEntries(
      declaration.coordinates.map((name, place) => [name, place === axis ? x : new Float64Array(x.length).fill(NaN)]),
    ),
    values: y,
    counts,
    total,
  };
}
