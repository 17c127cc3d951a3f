import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Writer } from '../api/writer.js';
import { RemoteCaller } from './remote-call.js';
import type { WriterCalls, WriterNews, WriterThreadData, WriterWord } from './writer-protocol.js';

/**
 * Room for short-lived objects. V8 would let it grow to 134 MB under load, although what outlives a request is small:
 * with 1,000 live sessions the process took 590 MB so, and 370 with this (docs/architecture.md).
 */
const YOUNG_GENERATION_MEGABYTES = 32;

/** The writer thread as the main thread sees it. */
export interface WriterThread extends Writer {
  /** Calls of the writer thread, for the store's reading half. */
  readonly calls: RemoteCaller<WriterCalls, WriterWord>;
}

/**
 * Starts the writer thread.
 * @param onDeath Called when the thread ends without having been closed: nothing can be accepted any more.
 * @returns when everything that was acknowledged before a crash is back.
 * @throws Error when another exporter uses the directory, or a newer one wrote its file.
 */
export async function startWriter(
  data: WriterThreadData,
  logger: Logger,
  onDeath: (reason: string) => void,
): Promise<WriterThread> {
  const listeners: ((news: WriterNews) => void)[] = [];
  const worker = new Worker(new URL('./writer-thread.js', import.meta.url), {
    workerData: data,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES },
  });
  const calls = new RemoteCaller<WriterCalls, WriterWord>(worker, ({ news, failure }) => {
    if (news) for (const listener of listeners) listener(news);
    if (failure !== undefined) logger.error({ failure }, 'the journal could not be written or read');
  });
  await calls.call('ready');
  let closing = false;
  let reason = 'it ended by itself';
  worker.on('error', (error) => (reason = error instanceof Error ? (error.stack ?? error.message) : String(error)));
  worker.on('exit', () => {
    if (!closing) onDeath(reason);
  });
  return {
    calls,
    receive: (request) => calls.callHanding([request.body.buffer as ArrayBuffer], 'receive', request),
    settle: (sessions) => calls.call('settle', sessions),
    watch: (sessions) => calls.call('watch', sessions),
    statistics: () => calls.call('statistics'),
    close: () => {
      closing = true;
      return calls.call('close');
    },
    onNews: (listener) => listeners.push(listener),
  };
}
