/**
 * Entry of the parser thread: reads and checks large bodies, and hands their points on in the journal's own form. The
 * writer, the one thread that cannot be doubled, is left with what only it can do.
 */
import { parentPort } from 'node:worker_threads';
import { RECEIVERS } from '../receivers/receivers.js';
import { Handed, serveCalls } from './remote-call.js';
import type { ParserCalls } from './writer-protocol.js';

serveCalls<ParserCalls>(parentPort!, {
  parse: (request) => {
    const event = RECEIVERS[request.door].receive(request);
    return new Handed(event, [event.encoded.buffer as ArrayBuffer]);
  },
  close: () => {
    setImmediate(() => parentPort!.close());
  },
});
