import type { Ledger, LedgerValue } from './ledger.js';
import { Refused, type NativeClient } from './native-client.js';
import { pause } from './waiting.js';

const RETRY_AFTER_MILLISECONDS = 30;

/** How a sender sends. */
export interface SenderOptions {
  readonly client: Pick<NativeClient, 'log'>;
  readonly ledger: Ledger;
  readonly session_id: string;
  /** What tells its batches from those of others. */
  readonly producer: string;
  readonly metrics: readonly string[];
  readonly random: () => number;
  /** At most so many points a batch. */
  readonly points: number;
}

/** A training process as the exporter sees it: batches in order, each sent again and again until it is acknowledged. */
export class BatchSender {
  acknowledgedBatches = 0;
  repeats = 0;
  #step = 0;
  #sequence = 0;
  #isStopping = false;

  constructor(private readonly options: SenderOptions) {}

  /** Sends until told to stop; the batch under way then is still brought through. */
  async run(): Promise<void> {
    while (!this.#isStopping) await this.sendOne();
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Sends one batch until it is acknowledged. */
  async sendOne(): Promise<void> {
    const { client, ledger, session_id, producer } = this.options;
    const points = this.#points();
    const values = points.flatMap(({ step, metrics }) =>
      Object.entries(metrics).map(([metric, value]): LedgerValue => ({ session_id, attempt: 1, metric, step, value })),
    );
    const body = { producer, sequence: ++this.#sequence, points };
    ledger.send(values);
    for (;;) {
      try {
        const answer = await client.log(session_id, body);
        if (answer.accepted + answer.duplicates !== values.length || answer.acknowledged_sequence !== body.sequence) {
          throw new Error(`batch ${body.sequence} of ${values.length} values was answered ${JSON.stringify(answer)}`);
        }
        if (answer.duplicates > 0) this.repeats++;
        break;
      } catch (error) {
        if (!isPassing(error)) throw error;
        await pause(RETRY_AFTER_MILLISECONDS);
      }
    }
    ledger.acknowledge(values);
    this.acknowledgedBatches++;
  }

  #points(): { step: number; time: number; metrics: Record<string, number> }[] {
    const { metrics, random, points } = this.options;
    return Array.from({ length: 1 + Math.floor(random() * points) }, () => ({
      step: this.#step++,
      time: Date.now(),
      metrics: Object.fromEntries(metrics.map((name) => [name, random() * 10 - 5])),
    }));
  }
}

/** Whether to send again: the exporter is away, going, or busy. */
export function isPassing(error: unknown): boolean {
  if (error instanceof Refused) return error.status === 503 || error.status === 429;
  const { code } = error as NodeJS.ErrnoException;
  return (
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code ?? '') ||
    /socket hang up|aborted/.test((error as Error).message)
  );
}
