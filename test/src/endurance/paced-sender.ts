import { isPassing } from '../harness/batch-sender.js';
import { Refused, type NativeClient } from '../harness/native-client.js';
import { pause } from '../harness/waiting.js';
import { isPoisoned, METRICS, POISON, valueOf, valuesIn } from './made-values.js';

const RETRY_AFTER_MILLISECONDS = 50;
/** Who is further behind than this does not catch up: a load is a rate, not a number of points. */
const FORGIVEN_MILLISECONDS = 1_000;

/**
 * A training process at a steady rate: batches in order, each sent again until it is acknowledged. What was acknowledged
 * is all points below a step.
 */
export class PacedSender {
  /** Points that were sent, acknowledged or not; and those that were acknowledged. */
  sent = 0;
  acknowledged = 0;
  /** Batches that the exporter knew already. */
  repeats = 0;
  /** Milliseconds from the first attempt to each acknowledgement since `latencies` was taken last. */
  #latencies: number[] = [];
  #sequence = 0;
  #isStopping = false;
  #isAbandoned = false;

  /**
   * @param number Which session; its values depend on it.
   * @param points A batch.
   * @param every Milliseconds between batches.
   */
  constructor(
    readonly number: number,
    private readonly client: NativeClient,
    private readonly points: number,
    private readonly every: number,
  ) {}

  get session_id(): string {
    return `endurance-${this.number}`;
  }

  /** Values that were acknowledged. */
  get values(): number {
    return valuesIn(this.acknowledged);
  }

  takeLatencies(): number[] {
    const taken = this.#latencies;
    this.#latencies = [];
    return taken;
  }

  /** Sends until it is told to stop; the batch under way is brought through then. */
  async run(): Promise<void> {
    let due = performance.now() + (this.number % 10) * (this.every / 10);
    while (!this.#isStopping) {
      const now = performance.now();
      if (now < due) await pause(due - now);
      else if (now - due > FORGIVEN_MILLISECONDS) due = now;
      await this.#sendOne();
      due += this.every;
    }
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Stops, acknowledged or not: what is under way is not brought through. */
  abandon(): void {
    this.#isStopping = true;
    this.#isAbandoned = true;
  }

  async #sendOne(): Promise<void> {
    const first = this.sent;
    const time = Date.now();
    const points = Array.from({ length: this.points }, (_, index) => this.#point(first + index, time));
    this.sent += points.length;
    const body = { producer: `producer-${this.number}`, sequence: ++this.#sequence, points };
    const values = valuesIn(this.sent) - valuesIn(first);
    const began = performance.now();
    for (;;) {
      try {
        const { accepted, duplicates } = await this.client.log(this.session_id, body);
        if (accepted + duplicates !== values)
          throw new Error(`${values} values were answered ${JSON.stringify({ accepted, duplicates })}`);
        if (duplicates > 0) this.repeats++;
        break;
      } catch (error) {
        if (this.#isAbandoned) return;
        if (!isPassing(error) && !isCutShort(error)) throw error;
        await pause(RETRY_AFTER_MILLISECONDS);
      }
    }
    this.#latencies.push(performance.now() - began);
    this.acknowledged = this.sent;
  }

  #point(step: number, time: number): { step: number; time: number; metrics: Record<string, number> } {
    const metrics: Record<string, number> = {};
    METRICS.forEach((name, metric) => (metrics[name] = valueOf(this.number, metric, step)));
    if (isPoisoned(step)) metrics[POISON] = 1;
    return { step, time, metrics };
  }
}

/** An exporter that is killed in mid-answer, or does not answer in time. */
function isCutShort(error: unknown): boolean {
  return !(error instanceof Refused) && /no answer in time|JSON|Parse Error/.test((error as Error).message);
}
