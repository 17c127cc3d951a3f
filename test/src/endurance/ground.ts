import { exporterMetric } from '../harness/exporter-metric.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import type { NativeClient } from '../harness/native-client.js';
import { randomFrom } from '../harness/random.js';
import { pause } from '../harness/waiting.js';
import { METRICS, POISON } from './made-values.js';
import type { EnduranceOptions } from './options.js';
import { PacedSender } from './paced-sender.js';

export const DATABASE = 'training';
const BATCH_POINTS = 25;
const INFLUX_TIMEOUT_SECONDS = '10';
const WEEK_MILLISECONDS = 7 * 86_400_000;

/** Where it takes place: a real influxd, an exporter that writes to it, and senders that never stop. */
export class Ground {
  #problem: unknown = null;
  #runs: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly influxd: InfluxdProcess,
    readonly exporter: ExporterProcess,
    readonly client: NativeClient,
    readonly senders: readonly PacedSender[],
    readonly random: () => number,
  ) {}

  static async prepare(program: string, options: EnduranceOptions): Promise<Ground> {
    const influxd = await InfluxdProcess.start(program);
    const exporter = await ExporterProcess.start({
      environment: {
        TRAINING_STORE: 'influxdb',
        INFLUX_URL: influxd.url,
        INFLUX_DATABASE: DATABASE,
        INFLUX_TIMEOUT_SECONDS,
      },
    });
    await poisonField(influxd);
    const client = exporter.client();
    const every = (1_000 * BATCH_POINTS * METRICS.length * options.sessions) / options.rate;
    const senders = Array.from(
      { length: options.sessions },
      (_, number) => new PacedSender(number, client, BATCH_POINTS, every),
    );
    for (const { session_id } of senders) await client.start({ session_id });
    return new Ground(influxd, exporter, client, senders, randomFrom(options.seed));
  }

  /** Values that were acknowledged. */
  get values(): number {
    return this.senders.reduce((sum, { values }) => sum + values, 0);
  }

  get repeats(): number {
    return this.senders.reduce((sum, { repeats }) => sum + repeats, 0);
  }

  /** Milliseconds of the acknowledgements since it was asked last. */
  takeLatencies(): number[] {
    return this.senders.flatMap((sender) => sender.takeLatencies());
  }

  /** The senders begin, until `endLoad`. */
  beginLoad(): void {
    this.#runs = Promise.all(this.senders.map((sender) => sender.run())).catch((error: unknown) => {
      this.#problem = error;
    });
  }

  /** Lets the load go on for a time. @throws What a sender was answered that it must not be. */
  async load(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (performance.now() < until) {
      this.check();
      await pause(Math.min(200, Math.max(0, until - performance.now())));
    }
    this.check();
  }

  /** Random milliseconds. */
  between(least: number, most: number): number {
    return least + this.random() * (most - least);
  }

  /** Every sender brings its last batch through. */
  async endLoad(): Promise<void> {
    for (const sender of this.senders) sender.stop();
    await this.#runs;
    this.check();
  }

  /** After something went wrong: nobody sends any more. */
  async abandon(): Promise<void> {
    for (const sender of this.senders) sender.abandon();
    await this.#runs;
    this.client.close();
  }

  metric(name: string): Promise<number> {
    return exporterMetric(this.exporter, name);
  }

  /** The newest step of the first session that InfluxDB has. */
  async newestStored(): Promise<number> {
    const statement = `SELECT last(step) FROM training_step WHERE session_id = '${this.senders[0]!.session_id}'`;
    return Number(/,(-?\d+)\]\]/.exec(await this.influxd.query(statement, DATABASE))?.[1] ?? 0);
  }

  check(): void {
    if (this.#problem !== null) throw this.#problem;
  }

  /** What the exporter said last. */
  get lastWords(): string {
    return this.exporter.output.slice(-4_000);
  }
}

/** Somebody else's text under a metric's name, this week and the next (types of fields are kept by week). */
async function poisonField(influxd: InfluxdProcess): Promise<void> {
  for (const at of [Date.now(), Date.now() + WEEK_MILLISECONDS]) {
    const { status, text } = await exchange(influxd.port, {
      ...{ method: 'POST', path: `/write?db=${DATABASE}&precision=ms`, headers: { 'Content-Type': 'text/plain' } },
      body: `training_step,session_id=of-somebody-else ${POISON}="text" ${at}`,
    });
    if (status !== 204) throw new Error(`influxd refused the poison: ${status} ${text}`);
  }
}
