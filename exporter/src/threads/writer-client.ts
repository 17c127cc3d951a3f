import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import type { Writer } from '../api/writer.js';
import type { RetentionWriter } from '../retention/retention.js';
import { ParserClient } from './parser-client.js';
import { RemoteCaller } from './remote-call.js';
import { watchDeath, WORKER_LIMITS } from './worker-limits.js';
import type { WriterCalls, WriterNews, WriterThreadData, WriterWord } from './writer-protocol.js';

/** The writer thread as the main thread sees it. */
export interface WriterThread extends Writer {
  /** Calls of the writer thread, for the store's reading half. */
  readonly calls: RemoteCaller<WriterCalls, WriterWord>;
  /** What retention may do. */
  readonly retention: RetentionWriter;
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
    resourceLimits: WORKER_LIMITS,
  });
  const calls = new RemoteCaller<WriterCalls, WriterWord>(worker, ({ news, failure, notice }) => {
    if (news) for (const listener of listeners) listener(news);
    if (failure !== undefined) logger.error({ failure }, 'the journal or the store could not be written or read');
    if (notice !== undefined) logger.info(notice);
  });
  await calls.call('ready');
  const parser = new ParserClient(onDeath);
  let closing = false;
  watchDeath(worker, (reason) => {
    if (!closing) onDeath(reason);
  });
  return {
    calls,
    receive: async (request) => {
      const known = parser.takes(request) ? await parser.read(request) : request;
      const rest = (known.scanned?.encoded ?? known.body).buffer as ArrayBuffer;
      return calls.callHanding([rest], 'receive', known);
    },
    settle: (sessions) => calls.call('settle', sessions),
    deleteSession: (session) => calls.call('deleteSession', session),
    deleteWorkspace: (workspaceId) => calls.call('deleteWorkspace', workspaceId),
    retention: {
      hold: (session) => calls.call('holdSession', session),
      clear: (session, rows) => calls.call('clearHeld', session, rows),
      add: (session, rows) => calls.call('addToHeld', session, rows),
      letGo: (session, replacement) => calls.call('letGoSession', session, replacement),
      deleteEnded: (session, newsBefore) => calls.call('deleteEndedSession', session, newsBefore),
    },
    watch: (sessions, isWatched) => calls.call('watch', sessions, isWatched),
    statistics: () => calls.call('statistics'),
    close: async () => {
      closing = true;
      await parser.close();
      await calls.call('close');
    },
    onNews: (listener) => listeners.push(listener),
  };
}
