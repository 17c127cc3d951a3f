import {
  idProblem,
  LATEST_TIME_MILLISECONDS,
  LIMITS,
  nameProblem,
  NON_FINITE,
  type NonFiniteText,
} from '@shadower-training/contract/plain';
import { BatchEncoder, type PointPlace } from '../../../journal/batch/encode.js';
import type { ShapeNode } from '../../../journal/batch/shape-tree.js';
import { JsonScanner, UNUSUAL } from './json-scanner.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const MAXIMUM_RANK = 10_000_000;

const asBytes = (name: string): Uint8Array => new TextEncoder().encode(name);
const STEP = asBytes('step');
const EPOCH = asBytes('epoch');
const TIME = asBytes('time');
const RANK = asBytes('rank');
const NODE = asBytes('node');
const LABELS = asBytes('labels');
const METRICS = asBytes('metrics');

/** A metrics request whose points are in the journal's form already. */
export interface ScannedMetrics {
  readonly producer: string;
  readonly sequence: number;
  readonly attempt: number | null;
  readonly workspace_id: string | undefined;
  /** Values in all points. */
  readonly count: number;
  /** The batch (journal/batch). */
  readonly encoded: Uint8Array;
}

/** What comes beside the points. */
interface Address {
  producer?: string;
  sequence?: number;
  attempt?: number;
  workspace_id?: string;
}

/**
 * Reads a metrics request of the usual kind straight into the journal's form: no object a point, no strings, no second
 * walk. Five times as fast as JSON.parse, checks and encoding, and nothing for the garbage collector to do.
 * @param body JSON in UTF-8.
 * @returns null for everything unusual - escapes, letters beyond ASCII, times as text, reported resource usage, and
 *   whatever is wrong: the ordinary way reads it, or says what is wrong with it. A property test holds that both
 *   ways read the same.
 */
export function scanMetrics(body: Uint8Array): ScannedMetrics | null {
  try {
    return scanner.request(body);
  } catch (error) {
    if (error === UNUSUAL) return null;
    throw error;
  }
}

class MetricsScanner {
  private readonly json = new JsonScanner();
  private readonly encoder = new BatchEncoder();
  private readonly metrics = new Float64Array(LIMITS.metricsInPoint);
  private place: { -readonly [Field in keyof PointPlace]: PointPlace[Field] } = {
    step: NaN,
    time: NaN,
    epoch: NaN,
    rank: undefined,
    node: undefined,
    labels: undefined,
  };
  private count = 0;

  request(body: Uint8Array): ScannedMetrics {
    const { json } = this;
    json.open(body);
    const address: Address = {};
    let hasPoints = false;
    this.count = 0;
    json.expect(OPEN_OBJECT);
    do {
      const name = json.string();
      json.expect(COLON);
      if (name === 'points') {
        if (hasPoints) throw UNUSUAL;
        hasPoints = true;
        this.points();
      } else this.address(address, name);
    } while (json.skip(COMMA));
    json.expect(CLOSE_OBJECT);
    json.end();
    const { producer, sequence, attempt, workspace_id } = address;
    if (!hasPoints || producer === undefined || sequence === undefined) throw UNUSUAL;
    const encoded = this.encoder.finish();
    return { producer, sequence, attempt: attempt ?? null, workspace_id, count: this.count, encoded };
  }

  private address(address: Address, name: string): void {
    if (Object.hasOwn(address, name)) throw UNUSUAL;
    switch (name) {
      case 'producer':
      case 'workspace_id': {
        const id = this.json.string();
        if (idProblem(id) !== null) throw UNUSUAL;
        address[name] = id;
        return;
      }
      case 'sequence':
      case 'attempt': {
        const number = this.json.number();
        if (!Number.isSafeInteger(number) || number < 1) throw UNUSUAL;
        address[name] = number;
        return;
      }
      default:
        throw UNUSUAL;
    }
  }

  private points(): void {
    const { json } = this;
    const root = this.encoder.begin();
    json.expect(OPEN_ARRAY);
    if (json.skip(CLOSE_ARRAY)) return;
    let points = 0;
    do {
      if (++points > LIMITS.pointsInRequest) throw UNUSUAL;
      this.point(root);
    } while (json.skip(COMMA));
    json.expect(CLOSE_ARRAY);
  }

  private point(root: ShapeNode): void {
    const { json } = this;
    const { place } = this;
    place.step = place.time = place.epoch = NaN;
    place.rank = place.node = place.labels = undefined;
    let shape: ShapeNode | null = null;
    json.expect(OPEN_OBJECT);
    do {
      json.expect(QUOTE);
      if (json.skipName(METRICS)) {
        if (shape !== null) throw UNUSUAL;
        json.expect(COLON);
        shape = this.metricsOf(root);
      } else this.coordinate();
    } while (json.skip(COMMA));
    json.expect(CLOSE_OBJECT);
    if (shape === null) throw UNUSUAL;
    this.encoder.add(place, shape, this.metrics);
    this.count += shape.length;
  }

  /** One coordinate of a point, from its name on; twice the same is unusual. */
  private coordinate(): void {
    const { json, place } = this;
    if (json.skipName(STEP)) {
      if (place.step === place.step) throw UNUSUAL;
      place.step = this.numberThat(Number.isSafeInteger);
    } else if (json.skipName(TIME)) {
      if (place.time === place.time) throw UNUSUAL;
      place.time = Math.floor(this.numberThat(isTime));
    } else if (json.skipName(EPOCH)) {
      if (place.epoch === place.epoch) throw UNUSUAL;
      place.epoch = this.numberThat(Number.isFinite);
    } else if (json.skipName(RANK)) {
      if (place.rank !== undefined) throw UNUSUAL;
      place.rank = this.numberThat(isRank);
    } else this.labelling();
  }

  /** Node or labels of a point, from the name on. */
  private labelling(): void {
    const { json, place } = this;
    if (json.skipName(NODE)) {
      if (place.node !== undefined) throw UNUSUAL;
      json.expect(COLON);
      place.node = this.textOf(1, LIMITS.idLength);
    } else if (json.skipName(LABELS)) {
      if (place.labels !== undefined) throw UNUSUAL;
      json.expect(COLON);
      place.labels = this.labels();
    } else throw UNUSUAL;
  }

  private labels(): Record<string, string> {
    const { json } = this;
    const labels: Record<string, string> = {};
    json.expect(OPEN_OBJECT);
    if (json.skip(CLOSE_OBJECT)) return labels;
    let count = 0;
    do {
      const name = json.string();
      if (nameProblem(name, LIMITS.labelNameLength) !== null || Object.hasOwn(labels, name)) throw UNUSUAL;
      if (++count > LIMITS.labelsInPoint) throw UNUSUAL;
      json.expect(COLON);
      labels[name] = this.textOf(0, LIMITS.labelValueLength);
    } while (json.skip(COMMA));
    json.expect(CLOSE_OBJECT);
    return labels;
  }

  private textOf(shortest: number, longest: number): string {
    const text = this.json.string();
    if (text.length < shortest || text.length > longest) throw UNUSUAL;
    return text;
  }

  private numberThat(isRight: (number: number) => boolean): number {
    this.json.expect(COLON);
    const number = this.json.number();
    if (!isRight(number)) throw UNUSUAL;
    return number;
  }

  /** The metrics of a point. @returns Where their names led. */
  private metricsOf(root: ShapeNode): ShapeNode {
    const { json, metrics } = this;
    let shape = root;
    json.expect(OPEN_OBJECT);
    do {
      const { length } = shape;
      if (length === metrics.length) throw UNUSUAL;
      shape = this.metricName(shape);
      json.expect(COLON);
      metrics[length] = this.value();
    } while (json.skip(COMMA));
    json.expect(CLOSE_OBJECT);
    return shape;
  }

  private value(): number {
    const { json } = this;
    if (json.peek() === QUOTE) {
      const text = json.string();
      if (!Object.hasOwn(NON_FINITE, text)) throw UNUSUAL;
      return NON_FINITE[text as NonFiniteText];
    }
    const value = json.number();
    if (!Number.isFinite(value)) throw UNUSUAL;
    return value;
  }

  private metricName(shape: ShapeNode): ShapeNode {
    const { json } = this;
    if (json.peek() === QUOTE) {
      const known = shape.nextLike(json.bytes, json.at + 1);
      if (known !== null) {
        json.at += known.nameLength + 2;
        return known;
      }
    }
    const name = json.string();
    if (nameProblem(name, LIMITS.metricNameLength) !== null) throw UNUSUAL;
    const next = shape.next(name);
    if (next.repeats) throw UNUSUAL;
    return next;
  }
}

function isTime(number: number): boolean {
  return number >= 0 && Math.floor(number) < LATEST_TIME_MILLISECONDS;
}

function isRank(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0 && number <= MAXIMUM_RANK;
}

const scanner = new MetricsScanner();
