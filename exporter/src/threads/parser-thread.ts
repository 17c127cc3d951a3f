/**
 * Entry of the parser thread: reads large bodies of the usual kind, and hands their points on in the journal's own form.
 * The writer, the one thread that cannot be doubled, is left with what only it can do, and with unusual bodies.
 */
import { parentPort } from 'node:worker_threads';
import { scanMetrics } from '../receivers/native/scan/scan-metrics.js';
import { Handed, serveCalls } from './remote-call.js';
import type { ParserCalls } from './writer-protocol.js';

const NO_BODY = new Uint8Array(0);

serveCalls<ParserCalls>(parentPort!, {
  scan: (body) => {
    const scanned = scanMetrics(body);
    if (scanned === null) return new Handed({ body }, [body.buffer as ArrayBuffer]);
    return new Handed({ body: NO_BODY, scanned }, [scanned.encoded.buffer as ArrayBuffer]);
  },
  close: () => {
    setImmediate(() => parentPort!.close());
  },
});
