/** Entry of the writer thread. Started by `startWriter` (writer-client.ts); ends when `close` has answered. */
import { parentPort, workerData } from 'node:worker_threads';
import { composeWriter } from './compose-writer.js';
import { serveCalls } from './remote-call.js';
import type { WriterCalls, WriterThreadData, WriterWord } from './writer-protocol.js';

const { handlers } = composeWriter(workerData as WriterThreadData, (word) => server.notify(word));

const server = serveCalls<WriterCalls, WriterWord>(parentPort!, {
  ...handlers,
  close: async () => {
    await handlers.close();
    // The answer first, then the end.
    setImmediate(() => parentPort!.close());
  },
});
