import { connect } from 'node:net';
import { pick, type Random } from './fuzz-random.js';

const PATIENCE_MILLISECONDS = 250;

const BODY = '{"points": [{"step": 1, "time": 1760000000000, "metrics": {"loss": 1}}]}';
const HEAD =
  'POST /analytics/training/target/metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n';

/** What a client that means harm, or a broken one, writes to the socket: most of it never becomes a request. */
const RIGHT: readonly string[] = [
  `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `${HEAD}Content-Length: ${BODY.length * 2}\r\n\r\n${BODY}`,
  `${HEAD}Content-Length: 5\r\n\r\n${BODY}`,
  `${HEAD}Content-Length: ${BODY.length}\r\nTransfer-Encoding: chunked\r\n\r\n${BODY}`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\n${BODY.length.toString(16)}\r\n${BODY}\r\n0\r\n\r\n`,
  `${HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n${BODY}`,
  'GET /analytics/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET http://127.0.0.1/analytics/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  `${HEAD}Expect: 100-continue\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
  `${HEAD}Expect: 100-continue\r\nContent-Length: 99999999999\r\n\r\n`,
  'GET /healthz HTTP/1.0\r\n\r\n',
  'CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n',
  'GET /analytics/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
  `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
];

/** Draws what to write and flips some of its bytes. */
export function mutatedBytes(random: Random): Buffer {
  const bytes = Buffer.from(pick(random, RIGHT));
  for (let flips = Math.floor(random() * 4); flips > 0; flips--)
    bytes[Math.floor(random() * Math.min(bytes.length, 300))] = Math.floor(random() * 256);
  return bytes;
}

/**
 * Writes bytes to a port of this machine.
 * @returns What came back until the other side closed or said nothing more; empty where it only hung up.
 */
export function answerToBytes(port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host: '127.0.0.1', port }, () => socket.write(bytes));
    socket.setTimeout(PATIENCE_MILLISECONDS, () => socket.destroy());
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
    // A reset is an answer as well: nothing was owed to what was no request.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer));
  });
}
