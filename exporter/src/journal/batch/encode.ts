import type { ReportedUsage } from '@shadower-training/contract';
import {
  BATCH_VERSION,
  HAS_EPOCH,
  HAS_LABELS,
  HAS_NODE,
  HAS_RANK,
  HAS_STEP,
  HAS_TIME,
  HEADER_BYTES,
  SHIFT_AT,
  WIDE_STEP,
  WIDE_TIME,
  type BatchDictionary,
} from './format.js';
import type { JournalledPoint, MetricsBatch } from './journalled-point.js';
import { ShapeTree, type ShapeNode } from './shape-tree.js';
import { isCompact, zigzag } from './varint.js';

/** The most bytes that one point takes in control: flags and six integers of at most five bytes. */
const MAXIMUM_CONTROL_BYTES = 31;
/** Numbers that a point has among the values beside its metrics: a wide step, a wide time, an epoch. */
const COORDINATE_NUMBERS = 3;

const textEncoder = new TextEncoder();

/** A point's coordinates; NaN and undefined for none. */
export interface PointPlace {
  readonly step: number;
  /** Whole epoch milliseconds. */
  readonly time: number;
  readonly epoch: number;
  readonly rank: number | undefined;
  readonly node: string | undefined;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes batches, one after the other: `begin`, each point, `finish`. Its scratch space is kept between batches, since
 * writing is synchronous.
 */
export class BatchEncoder {
  private readonly tree = new ShapeTree();
  private control = new Uint8Array(64 * 1024);
  private values = new Float64Array(64 * 1024);
  private dictionary: BatchDictionary = { shapes: [], labels: [], nodes: [] };
  private readonly labelIndices = new Map<string, number>();
  private readonly nodeIndices = new Map<string, number>();
  private batch = 0;
  private points = 0;
  private at = 0;
  private valueCount = 0;
  private step = 0;
  private time = 0;

  /** Begins a batch and forgets what was not finished. @returns The root of its points' names. */
  begin(): ShapeNode {
    this.dictionary = { shapes: [], labels: [], nodes: [] };
    this.labelIndices.clear();
    this.nodeIndices.clear();
    this.batch++;
    this.points = this.at = this.valueCount = this.step = this.time = 0;
    return this.tree.root();
  }

  /**
   * Adds a point.
   * @param shape Where its metric names led from the root.
   * @param metrics Its values in that order, from the beginning of the array.
   */
  add(place: PointPlace, shape: ShapeNode, metrics: Float64Array): void {
    const { length } = shape;
    while (this.at + MAXIMUM_CONTROL_BYTES > this.control.length) {
      this.control = grown(this.control, new Uint8Array(this.control.length * 2));
    }
    while (this.valueCount + COORDINATE_NUMBERS + length > this.values.length) {
      this.values = grown(this.values, new Float64Array(this.values.length * 2));
    }
    const flagsAt = this.at++;
    this.control[flagsAt] = this.coordinates(place) | this.labelling(place);
    const { values } = this;
    let { valueCount } = this;
    for (let index = 0; index < length; index++) values[valueCount++] = metrics[index]!;
    this.valueCount = valueCount;
    if (shape.batch !== this.batch) {
      shape.batch = this.batch;
      shape.id = this.dictionary.shapes.push(shape.names) - 1;
    }
    this.integer(shape.id);
    this.points++;
  }

  /** @returns The batch in bytes of its own. */
  finish(usage?: ReportedUsage): Uint8Array {
    if (usage !== undefined) this.dictionary.resource_usage = usage;
    const dictionary = textEncoder.encode(JSON.stringify(this.dictionary));
    const controlAt = HEADER_BYTES + dictionary.length;
    const valuesAt = controlAt + this.at;
    const bytes = new Uint8Array(valuesAt + this.valueCount * 8);
    const header = new DataView(bytes.buffer);
    header.setUint8(0, BATCH_VERSION);
    header.setUint32(4, dictionary.length, true);
    header.setUint32(8, this.points, true);
    header.setUint32(12, this.at, true);
    header.setUint32(16, this.valueCount, true);
    bytes.set(dictionary, HEADER_BYTES);
    bytes.set(this.control.subarray(0, this.at), controlAt);
    bytes.set(new Uint8Array(this.values.buffer, 0, this.valueCount * 8), valuesAt);
    return bytes;
  }

  /** Step, time and epoch, of which step and time follow as differences to the point before. @returns Their flags. */
  private coordinates({ step, time, epoch }: PointPlace): number {
    let flags = 0;
    if (step === step) {
      const wide = !this.difference(step - this.step, step);
      flags |= wide ? HAS_STEP | WIDE_STEP : HAS_STEP;
      this.step = step;
    }
    if (time === time) {
      const wide = !this.difference(time - this.time, time);
      flags |= wide ? HAS_TIME | WIDE_TIME : HAS_TIME;
      this.time = time;
    }
    if (epoch === epoch) {
      flags |= HAS_EPOCH;
      this.values[this.valueCount++] = epoch;
    }
    return flags;
  }

  /** Writes a difference where it is small, else the number itself. @returns Whether it was small. */
  private difference(difference: number, number: number): boolean {
    if (isCompact(difference)) {
      this.integer(zigzag(difference));
      return true;
    }
    this.values[this.valueCount++] = number;
    return false;
  }

  /** Rank, node and labels. @returns Their flags. */
  private labelling({ rank, node, labels }: PointPlace): number {
    let flags = 0;
    if (rank !== undefined) {
      flags |= HAS_RANK;
      this.integer(rank);
    }
    if (node !== undefined) {
      flags |= HAS_NODE;
      this.integer(indexOf(node, node, this.nodeIndices, this.dictionary.nodes));
    }
    if (labels !== undefined) {
      flags |= HAS_LABELS;
      this.integer(indexOf(labels, labelsKey(labels), this.labelIndices, this.dictionary.labels));
    }
    return flags;
  }

  private integer(value: number): void {
    const { control } = this;
    let { at } = this;
    while (value > 127) {
      control[at++] = (value & 127) | 128;
      value >>>= 7;
    }
    control[at++] = value;
    this.at = at;
  }
}

function indexOf<T>(item: T, key: string, indices: Map<string, number>, items: T[]): number {
  let index = indices.get(key);
  if (index === undefined) {
    index = items.push(item) - 1;
    indices.set(key, index);
  }
  return index;
}

function labelsKey(labels: Readonly<Record<string, string>>): string {
  let key = '';
  for (const name in labels) key += `${name.length}:${name}${labels[name]!.length}:${labels[name]}`;
  return key;
}

function grown<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Writes the shift into a batch that is written (point-batch.ts). */
export function writeShift(batch: Uint8Array, shift: number): void {
  new DataView(batch.buffer, batch.byteOffset, HEADER_BYTES).setUint16(SHIFT_AT, shift, true);
}

const sharedEncoder = new BatchEncoder();
let metricsOfPoint = new Float64Array(1024);

/** Writes a batch of points as objects. */
export function encodeMetricsBatch(batch: MetricsBatch): Uint8Array {
  const root = sharedEncoder.begin();
  for (const point of batch.points) addPoint(point, root);
  return sharedEncoder.finish(batch.resource_usage);
}

function addPoint(point: JournalledPoint, root: ShapeNode): void {
  let shape = root;
  for (const name in point.metrics) {
    if (shape.length === metricsOfPoint.length) {
      metricsOfPoint = grown(metricsOfPoint, new Float64Array(metricsOfPoint.length * 2));
    }
    metricsOfPoint[shape.length] = point.metrics[name]!;
    shape = shape.next(name);
  }
  const { step = NaN, time = NaN, epoch = NaN, rank, node, labels } = point;
  sharedEncoder.add({ step, time, epoch, rank, node, labels }, shape, metricsOfPoint);
}
