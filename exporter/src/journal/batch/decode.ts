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
import { BARE, type Labelling, type PointBatch, type PointRun } from './point-batch.js';
import { readDictionary } from './dictionary.js';
import { ByteReader, damaged, unzigzag } from './varint.js';

/** The parts of a batch's bytes. */
interface Parts {
  readonly dictionary: BatchDictionary;
  readonly count: number;
  readonly shift: number;
  readonly control: Uint8Array;
  readonly numbers: Float64Array;
}

/**
 * Reads a batch back.
 * @throws Error when the bytes are not a batch of this version, or damaged.
 */
export function decodeMetricsBatch(bytes: Uint8Array): PointBatch {
  const parts = partsOf(bytes);
  const { resource_usage } = parts.dictionary;
  const columns = new BatchReader(parts).read();
  return resource_usage === undefined ? columns : { ...columns, resource_usage };
}

function partsOf(bytes: Uint8Array): Parts {
  if (bytes.length < HEADER_BYTES) throw damaged('shorter than its header');
  const header = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const version = header.getUint8(0);
  if (version !== BATCH_VERSION)
    throw new Error(`metrics batch of version ${version}: this exporter reads version ${BATCH_VERSION}`);
  const dictionaryEnd = HEADER_BYTES + header.getUint32(4, true);
  const count = header.getUint32(8, true);
  const controlEnd = dictionaryEnd + header.getUint32(12, true);
  const valueCount = header.getUint32(16, true);
  if (bytes.length !== controlEnd + valueCount * 8) throw damaged('its length does not fit its header');
  // Each point takes two bytes of control at least: a wrong count must not make a giant array.
  if (count * 2 > controlEnd - dictionaryEnd) throw damaged('more points than it has room for');
  return {
    dictionary: readDictionary(bytes.subarray(HEADER_BYTES, dictionaryEnd)),
    count,
    shift: header.getUint16(SHIFT_AT, true),
    control: bytes.subarray(dictionaryEnd, controlEnd),
    // A copy, because values start anywhere and Float64Array wants multiples of eight.
    numbers: new Float64Array(bytes.slice(controlEnd).buffer, 0, valueCount),
  };
}

/** Goes through the points of one batch. */
class BatchReader {
  private readonly control: ByteReader;
  private readonly numbers: Float64Array;
  private readonly values: Float64Array;
  private readonly runs: { -readonly [Field in keyof PointRun]: PointRun[Field] }[] = [];
  private readonly labellings = new Map<string, Labelling>();
  private place = 0;
  private valueCount = 0;

  constructor(private readonly parts: Parts) {
    this.control = new ByteReader(parts.control);
    this.numbers = parts.numbers;
    this.values = new Float64Array(parts.numbers.length);
  }

  read(): PointBatch {
    const { count, shift } = this.parts;
    const [step, epoch, time] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
    const { control } = this;
    let lastStep = 0;
    let lastTime = 0;
    for (let index = 0; index < count; index++) {
      const flags = control.byte();
      if (flags & HAS_STEP) lastStep = flags & WIDE_STEP ? this.number() : lastStep + unzigzag(control.varint());
      if (flags & HAS_TIME) lastTime = flags & WIDE_TIME ? this.number() : lastTime + unzigzag(control.varint());
      step[index] = flags & HAS_STEP ? lastStep : NaN;
      time[index] = flags & HAS_TIME ? lastTime : NaN;
      epoch[index] = flags & HAS_EPOCH ? this.number() : NaN;
      const labelling = flags & (HAS_RANK | HAS_NODE | HAS_LABELS) ? this.labelling(flags) : BARE;
      this.metrics(index, labelling, entry(this.parts.dictionary.shapes, control.varint()));
    }
    if (!control.atEnd() || this.place !== this.numbers.length) throw damaged('it holds more than its points');
    return { count, shift, step, epoch, time, values: this.values, runs: this.runs };
  }

  /** A point's metrics: the run under way goes on, or another begins. */
  private metrics(index: number, labelling: Labelling, names: readonly string[]): void {
    const { numbers, values } = this;
    const end = this.place + names.length;
    if (end > numbers.length) throw damaged('it has too few values');
    const run = this.runs.at(-1);
    if (run !== undefined && run.names === names && run.labelling === labelling) run.to = index + 1;
    else this.runs.push({ from: index, to: index + 1, names, labelling, firstValue: this.valueCount });
    let { place, valueCount } = this;
    while (place < end) values[valueCount++] = numbers[place++]!;
    this.place = place;
    this.valueCount = valueCount;
  }

  private number(): number {
    if (this.place >= this.numbers.length) throw damaged('it has too few values');
    return this.numbers[this.place++]!;
  }

  private labelling(flags: number): Labelling {
    const { dictionary } = this.parts;
    const rank = flags & HAS_RANK ? this.control.varint() : -1;
    const node = flags & HAS_NODE ? this.control.varint() : -1;
    const labels = flags & HAS_LABELS ? this.control.varint() : -1;
    const key = `${rank} ${node} ${labels}`;
    let labelling = this.labellings.get(key);
    if (labelling === undefined) {
      labelling = {
        ...(rank < 0 ? {} : { rank }),
        ...(node < 0 ? {} : { node: entry(dictionary.nodes, node) }),
        ...(labels < 0 ? {} : { labels: entry(dictionary.labels, labels) }),
      };
      this.labellings.set(key, labelling);
    }
    return labelling;
  }
}

function entry<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw damaged(`its dictionary has no entry ${index}`);
  return item;
}
