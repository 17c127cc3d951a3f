import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Writer } from '../api/writer.js';
import { RemoteCaller } from './remote-call.js';
import type { ParserCalls, WriterCalls, WriterNews, WriterThreadData, WriterWord } from './writer-protocol.js';

/**
 * Room for short-lived objects. V8 would let it grow to 134 MB under load, although what outlives a request is small:
 * with 1,000 live sessions the process took 590 MB so (docs/architecture.md).
 */
const YOUNG_GENERATION_MEGABYTES = 24;

/**
 * Bodies from this size on are read in the parser thread: below, the hop between threads costs more than the reading
 * (docs/architecture.md).
 */
const PARSED_APART_BYTES = 16 * 1024;

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
  const parserWorker = new Worker(new URL('./parser-thread.js', import.meta.url), {
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES },
  });
  const parser = new RemoteCaller<ParserCalls>(parserWorker);
  let closing = false;
  for (const thread of [worker, parserWorker]) {
    let reason = 'it ended by itself';
    thread.on('error', (error) => (reason = error instanceof Error ? (error.stack ?? error.message) : String(error)));
    thread.on('exit', () => {
      if (!closing) onDeath(reason);
    });
  }
  return {
    calls,
    receive: async (request) => {
      const handed = [request.body.buffer as ArrayBuffer];
      if (request.operation !== 'metrics' || request.body.byteLength < PARSED_APART_BYTES) {
        return calls.callHanding(handed, 'receive', request);
      }
      const read = await parser.callHanding(handed, 'scan', request.body);
      const rest = (read.scanned?.encoded ?? read.body).buffer as ArrayBuffer;
      return calls.callHanding([rest], 'receive', { ...request, ...read });
    },
    settle: (sessions) => calls.call('settle', sessions),
    watch: (sessions) => calls.call('watch', sessions),
    statistics: () => calls.call('statistics'),
    close: async () => {
      closing = true;
      await parser.call('close');
      await calls.call('close');
    },
    onNews: (listener) => listeners.push(listener),
  };
}
