import { Worker } from 'node:worker_threads';
import type { ReceiverRequest } from '../receivers/request.js';
import { RemoteCaller } from './remote-call.js';
import { watchDeath, WORKER_LIMITS } from './worker-limits.js';
import type { ParserCalls } from './writer-protocol.js';

/**
 * Bodies from this size on are read in the parser thread: below, the hop between threads costs more than the reading
 * (docs/architecture.md).
 */
const PARSED_APART_BYTES = 16 * 1024;

/**
 * The parser thread as the main thread sees it. It is started by the first large body: who sends none, as most training
 * does, spares its 20 MB.
 */
export class ParserClient {
  private worker: Worker | null = null;
  private calls: RemoteCaller<ParserCalls> | null = null;
  private closing = false;

  /** @param onDeath Called when the thread ends without having been closed. */
  constructor(private readonly onDeath: (reason: string) => void) {}

  /** Whether a request is to be read here; while the thread starts, the writer reads everything itself. */
  takes({ operation, body }: ReceiverRequest): boolean {
    if (operation !== 'metrics' || body.byteLength < PARSED_APART_BYTES) return false;
    if (this.worker === null && !this.closing) this.start();
    return this.calls !== null;
  }

  /** Reads a request's body; an unusual one comes back unread. */
  async read(request: ReceiverRequest): Promise<ReceiverRequest> {
    const read = await this.calls!.callHanding([request.body.buffer as ArrayBuffer], 'scan', request.body);
    return { ...request, ...read };
  }

  async close(): Promise<void> {
    this.closing = true;
    if (this.calls) await this.calls.call('close');
    else await this.worker?.terminate();
  }

  private start(): void {
    const worker = new Worker(new URL('./parser-thread.js', import.meta.url), { resourceLimits: WORKER_LIMITS });
    this.worker = worker;
    worker.once('online', () => {
      if (!this.closing) this.calls = new RemoteCaller(worker);
    });
    watchDeath(worker, (reason) => {
      if (!this.closing) this.onDeath(reason);
    });
  }
}
