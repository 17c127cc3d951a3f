/**
 * Entry of the parser thread: reads and checks large bodies, and hands their points on in the journal's own form. The
 * writer, the one thread that cannot be doubled, is left with what only it can do.
 */
import { parentPort } from 'node:worker_threads';
import { encodeBody } from '../journal/record-body.js';
import { RECEIVERS } from '../receivers/receivers.js';
import { Handed, serveCalls } from './remote-call.js';
import type { ParserCalls } from './writer-protocol.js';

serveCalls<ParserCalls>(parentPort!, {
  parse: (request) => {
    const { body, ...event } = RECEIVERS[request.door].receive(request);
    const encoded = encodeBody(event.kind, body);
    return new Handed({ ...event, encoded }, [encoded.buffer as ArrayBuffer]);
  },
  close: () => {
    setImmediate(() => parentPort!.close());
  },
});
