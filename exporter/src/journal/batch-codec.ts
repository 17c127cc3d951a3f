/**
 * The compact form of a metrics batch in the journal (version 1, little endian):
 *
 *   header      version u8, 3 zero bytes, then u32: bytes of dictionary, points, bytes of control, number of values
 *   dictionary  JSON: shapes (lists of metric names), label sets, nodes, resource usage
 *   control     per point: flags, then variable-length integers
 *   values      Float64, in the order of the points: step and time where their difference is wide, epoch, metrics
 *
 * A point's metric names are one number, its shape: points of one run share a handful of shapes.
 */
import type { ReportedUsage } from '@shadower-training/contract';
import { ByteReader, damaged, isCompact, zigzag, unzigzag } from './varint.js';
import type { JournalledPoint, MetricsBatch } from './journalled-point.js';

export { journalledPoints, type JournalledPoint, type MetricsBatch } from './journalled-point.js';

const VERSION = 1;
const HEADER_BYTES = 20;
/** The most bytes that one point takes in control: flags and six integers of at most five bytes. */
const MAXIMUM_CONTROL_BYTES = 31;

const HAS_STEP = 1;
const WIDE_STEP = 2;
const HAS_EPOCH = 4;
const HAS_TIME = 8;
const WIDE_TIME = 16;
const HAS_RANK = 32;
const HAS_NODE = 64;
const HAS_LABELS = 128;

/** A place in the tree of metric names in order; the names on the way from the root are a shape. */
class ShapeNode {
  id = -1;
  private lastName = '';
  private lastNode: ShapeNode | undefined;
  private readonly children = new Map<string, ShapeNode>();

  constructor(readonly names: readonly string[]) {}

  /** The node one name further. The last answer is kept, because points of one kind follow each other. */
  next(name: string): ShapeNode {
    if (this.lastName === name && this.lastNode) return this.lastNode;
    let node = this.children.get(name);
    if (!node) this.children.set(name, (node = new ShapeNode([...this.names, name])));
    this.lastName = name;
    this.lastNode = node;
    return node;
  }
}

interface Dictionary {
  shapes: (readonly string[])[];
  labels: Readonly<Record<string, string>>[];
  nodes: string[];
  resource_usage?: ReportedUsage;
}

// Scratch space, kept between calls: encoding is synchronous, so no two calls share it.
let control = new Uint8Array(64 * 1024);
let values = new Float64Array(64 * 1024);
const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder('utf-8', { fatal: true });

function putVarint(at: number, value: number): number {
  while (value > 127) {
    control[at++] = (value & 127) | 128;
    value >>>= 7;
  }
  control[at++] = value;
  return at;
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

/** Writes a batch; about 20 ns a value. */
export function encodeMetricsBatch(batch: MetricsBatch): Uint8Array {
  const dictionary: Dictionary = { shapes: [], labels: [], nodes: [] };
  if (batch.resource_usage !== undefined) dictionary.resource_usage = batch.resource_usage;
  const root = new ShapeNode([]);
  const labelIndices = new Map<string, number>();
  const nodeIndices = new Map<string, number>();
  let at = 0;
  let valueCount = 0;
  let step = 0;
  let time = 0;

  for (const point of batch.points) {
    if (at + MAXIMUM_CONTROL_BYTES > control.length) control = grown(control, new Uint8Array(control.length * 2));
    if (valueCount + 3 > values.length) values = grown(values, new Float64Array(values.length * 2));
    const flagsAt = at++;
    let flags = 0;
    if (point.step !== undefined) {
      const difference = point.step - step;
      flags |= HAS_STEP;
      if (isCompact(difference)) at = putVarint(at, zigzag(difference));
      else {
        flags |= WIDE_STEP;
        values[valueCount++] = point.step;
      }
      step = point.step;
    }
    if (point.time !== undefined) {
      const difference = point.time - time;
      flags |= HAS_TIME;
      if (isCompact(difference)) at = putVarint(at, zigzag(difference));
      else {
        flags |= WIDE_TIME;
        values[valueCount++] = point.time;
      }
      time = point.time;
    }
    if (point.epoch !== undefined) {
      flags |= HAS_EPOCH;
      values[valueCount++] = point.epoch;
    }
    if (point.rank !== undefined) {
      flags |= HAS_RANK;
      at = putVarint(at, point.rank);
    }
    if (point.node !== undefined) {
      flags |= HAS_NODE;
      at = putVarint(at, indexOf(point.node, point.node, nodeIndices, dictionary.nodes));
    }
    if (point.labels !== undefined) {
      flags |= HAS_LABELS;
      at = putVarint(at, indexOf(point.labels, labelsKey(point.labels), labelIndices, dictionary.labels));
    }
    let shape = root;
    const metrics = point.metrics;
    for (const name in metrics) {
      shape = shape.next(name);
      if (valueCount === values.length) values = grown(values, new Float64Array(values.length * 2));
      values[valueCount++] = metrics[name]!;
    }
    if (shape.id < 0) shape.id = dictionary.shapes.push(shape.names) - 1;
    at = putVarint(at, shape.id);
    control[flagsAt] = flags;
  }
  return assemble(dictionary, batch.points.length, at, valueCount);
}

function assemble(dictionary: Dictionary, points: number, controlBytes: number, valueCount: number): Uint8Array {
  const dictionaryBytes = textEncoder.encode(JSON.stringify(dictionary));
  const bytes = new Uint8Array(HEADER_BYTES + dictionaryBytes.length + controlBytes + valueCount * 8);
  const header = new DataView(bytes.buffer);
  header.setUint8(0, VERSION);
  header.setUint32(4, dictionaryBytes.length, true);
  header.setUint32(8, points, true);
  header.setUint32(12, controlBytes, true);
  header.setUint32(16, valueCount, true);
  bytes.set(dictionaryBytes, HEADER_BYTES);
  bytes.set(control.subarray(0, controlBytes), HEADER_BYTES + dictionaryBytes.length);
  const valueBytes = new Uint8Array(values.buffer, 0, valueCount * 8);
  bytes.set(valueBytes, HEADER_BYTES + dictionaryBytes.length + controlBytes);
  return bytes;
}

function grown<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/**
 * Reads a batch back.
 * @throws Error when the bytes are not a batch of this version, or damaged.
 */
export function decodeMetricsBatch(bytes: Uint8Array): MetricsBatch {
  if (bytes.length < HEADER_BYTES) throw damaged('shorter than its header');
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = header.getUint8(0);
  if (version !== VERSION)
    throw new Error(`metrics batch of version ${version}: this exporter reads version ${VERSION}`);
  const dictionaryEnd = HEADER_BYTES + header.getUint32(4, true);
  const pointCount = header.getUint32(8, true);
  const controlEnd = dictionaryEnd + header.getUint32(12, true);
  const valueCount = header.getUint32(16, true);
  if (bytes.length !== controlEnd + valueCount * 8) throw damaged('its length does not fit its header');
  // Each point takes two bytes of control at least: a wrong count must not make a giant array.
  if (pointCount * 2 > controlEnd - dictionaryEnd) throw damaged('more points than it has room for');

  const dictionary = parseDictionary(bytes.subarray(HEADER_BYTES, dictionaryEnd));
  const reader = new ByteReader(bytes.subarray(dictionaryEnd, controlEnd));
  // A copy, because values start anywhere and Float64Array wants multiples of eight.
  const numbers = new Float64Array(bytes.slice(controlEnd).buffer, 0, valueCount);
  const points: JournalledPoint[] = [];
  let place = 0;
  let step = 0;
  let time = 0;
  const nextNumber = (): number => {
    if (place >= valueCount) throw damaged('it has too few values');
    return numbers[place++]!;
  };

  for (let index = 0; index < pointCount; index++) {
    const flags = reader.byte();
    const point: { -readonly [Field in keyof JournalledPoint]?: JournalledPoint[Field] } = {};
    if (flags & HAS_STEP) point.step = step = flags & WIDE_STEP ? nextNumber() : step + unzigzag(reader.varint());
    if (flags & HAS_TIME) point.time = time = flags & WIDE_TIME ? nextNumber() : time + unzigzag(reader.varint());
    if (flags & HAS_EPOCH) point.epoch = nextNumber();
    if (flags & HAS_RANK) point.rank = reader.varint();
    if (flags & HAS_NODE) point.node = at(dictionary.nodes, reader.varint());
    if (flags & HAS_LABELS) point.labels = at(dictionary.labels, reader.varint());
    const metrics: Record<string, number> = {};
    for (const name of at(dictionary.shapes, reader.varint())) metrics[name] = nextNumber();
    points.push({ ...point, metrics });
  }
  if (!reader.atEnd() || place !== valueCount) throw damaged('it holds more than its points');
  return dictionary.resource_usage === undefined ? { points } : { points, resource_usage: dictionary.resource_usage };
}

function at<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw damaged(`its dictionary has no entry ${index}`);
  return item;
}

function parseDictionary(bytes: Uint8Array): Dictionary {
  let dictionary: Partial<Dictionary> | null;
  try {
    dictionary = JSON.parse(textDecoder.decode(bytes)) as Partial<Dictionary> | null;
  } catch {
    throw damaged('its dictionary is not JSON');
  }
  const { shapes, labels, nodes } = dictionary ?? {};
  const fine =
    Array.isArray(shapes) &&
    shapes.every((names) => Array.isArray(names) && names.every((name) => typeof name === 'string')) &&
    Array.isArray(labels) &&
    labels.every((set) => typeof set === 'object' && set !== null) &&
    Array.isArray(nodes) &&
    nodes.every((node) => typeof node === 'string');
  if (!fine) throw damaged('its dictionary lacks a part');
  return dictionary as Dictionary;
}
