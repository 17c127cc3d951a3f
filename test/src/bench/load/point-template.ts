import { randomFrom } from '../../harness/random.js';

/** Names of the metrics of a wide point; a narrow one has the first. */
const METRIC_NAMES = [
  'training_loss',
  'learning_rate',
  'gradient_norm',
  'samples_per_second',
  'tokens_per_second',
  'entropy',
  'perplexity',
  'grad_scale',
  'weight_norm',
  'update_ratio',
];
/** Steps have one length, so that they can be written in place. */
const STEP_DIGITS = 8;
const FIRST_STEP = 10_000_000;
/** A time of 13 digits; a step is a millisecond. */
const FIRST_MILLISECOND = 1_763_000_000_000;
const TIME_DIGITS = 13;

/** What is fed: JSON to the exporter or lines to InfluxDB, so many points a body with so many metrics each. */
export interface BodyShape {
  readonly target: 'exporter' | 'influxd';
  readonly points: number;
  readonly metrics: number;
  /** Whether InfluxDB gets the step as a field too; without, a line has less to say than a JSON point, and is cheaper. */
  readonly stepField: boolean;
}

/**
 * Points of a body, made once and then used again with other steps and times written in place: the generator costs next
 * to nothing, so that two cores measure the server. Values are random doubles with all their digits.
 */
export class PointTemplate {
  readonly #text: Buffer;
  readonly #stepPlaces: number[] = [];
  readonly #timePlaces: number[] = [];

  /** @param session Part of every line of InfluxDB; JSON names it in the path. */
  constructor(
    private readonly shape: BodyShape,
    session: string,
    seed: number,
  ) {
    const random = randomFrom(seed);
    const parts: string[] = [];
    let length = 0;
    const add = (text: string): void => {
      parts.push(text);
      length += text.length;
    };
    for (let point = 0; point < shape.points; point++) {
      const values = METRIC_NAMES.slice(0, shape.metrics).map((name) => [name, String(random() * 3)] as const);
      if (shape.target === 'exporter') this.#addJson(point, values, add, () => length);
      else this.#addLine(session, values, add, () => length);
    }
    this.#text = Buffer.from(parts.join(''), 'latin1');
  }

  /** Values in a body. */
  get values(): number {
    return this.shape.points * this.shape.metrics;
  }

  /** The points with steps from a number on; the buffer is valid until the next call. */
  from(firstStep: number): Buffer {
    for (let point = 0; point < this.shape.points; point++) {
      const step = firstStep + point;
      if (this.#stepPlaces.length > 0)
        writeDigits(this.#text, this.#stepPlaces[point]!, FIRST_STEP + step, STEP_DIGITS);
      writeDigits(this.#text, this.#timePlaces[point]!, FIRST_MILLISECOND + step, TIME_DIGITS);
    }
    return this.#text;
  }

  #addJson(
    point: number,
    values: readonly (readonly [string, string])[],
    add: (text: string) => void,
    place: () => number,
  ): void {
    add(`${point > 0 ? ',' : ''}{"step":`);
    this.#stepPlaces.push(place());
    add(`${FIRST_STEP},"time":`);
    this.#timePlaces.push(place());
    add(`${FIRST_MILLISECOND},"metrics":{${values.map(([name, value]) => `"${name}":${value}`).join(',')}}}`);
  }

  #addLine(
    session: string,
    values: readonly (readonly [string, string])[],
    add: (text: string) => void,
    place: () => number,
  ): void {
    add(
      `training_step,agent_id=agent,attempt=1,session_id=${session},workspace_id=default ${values.map(([name, value]) => `${name}=${value}`).join(',')}`,
    );
    if (this.shape.stepField) {
      add(',step=');
      this.#stepPlaces.push(place());
      add(`${FIRST_STEP}i`);
    }
    add(' ');
    this.#timePlaces.push(place());
    add(`${FIRST_MILLISECOND}000000\n`);
  }
}

function writeDigits(target: Buffer, place: number, number: number, digits: number): void {
  let rest = number;
  for (let index = place + digits - 1; index >= place; index--) {
    const tens = Math.floor(rest / 10);
    target[index] = 48 + rest - tens * 10;
    rest = tens;
  }
}
