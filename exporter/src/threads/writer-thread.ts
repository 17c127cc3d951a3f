/** Entry of the writer thread. Started by `startWriter` (writer-client.ts); ends when `close` has answered. */
import { parentPort, workerData } from 'node:worker_threads';
import { composeWriter } from './compose-writer.js';
import { serveCalls } from './remote-call.js';
import type { WriterCalls, WriterThreadData, WriterWord } from './writer-protocol.js';

/** What is said before anybody can hear it. */
const early: WriterWord[] = [];
let tell = (word: WriterWord): void => void early.push(word);
const { handlers } = await composeWriter(workerData as WriterThreadData, (word) => tell(word));

const server = serveCalls<WriterCalls, WriterWord>(parentPort!, {
  ...handlers,
  close: async () => {
    await handlers.close();
    // The answer first, then the end.
    setImmediate(() => parentPort!.close());
  },
});
tell = (word) => server.notify(word);
for (const word of early) tell(word);
