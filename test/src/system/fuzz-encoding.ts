import { gzipSync } from 'node:zlib';
import { pick, type Random } from './fuzz-random.js';

/** Unpacked it is over the limit that the tests set, packed it is a few kilobytes. */
const BOMB = gzipSync(Buffer.alloc(4_000_000));

const OTHER_ENCODINGS = ['br', 'deflate', 'gzip, gzip', 'identity', 'GZIP', 'x-gzip', '', 'gzip;q=1', 'zstd'];

const ODD_HEADERS: readonly (readonly [name: string, value: string])[] = [
  ['X-Request-Id', 'mine'],
  ['X-Request-Id', 'x'.repeat(300)],
  ['X-Request-Id', '<script>'],
  ['Authorization', 'Bearer x'],
  ['Authorization', ''],
  ['Host', 'training.example.org'],
  ['Host', '127.0.0.1:1:1'],
  ['Origin', 'https://example.org'],
  ['Origin', 'null'],
  ['Accept', 'application/openmetrics-text;version=1.0.0'],
  ['Accept', '*/*;q=0, ;;,='],
  ['Accept-Encoding', 'gzip;q=0, br;q=x, *'],
  ['Accept-Encoding', 'br'],
  ['X-Forwarded-For', '1.2.3.4, unknown, "[::1]"'],
  ['X-Forwarded-Proto', 'javascript'],
  ['If-None-Match', '"x", *'],
  ['Range', 'bytes=0-0, -1'],
  ['X-Odd', 'y'.repeat(9_000)],
];

/** Packs a body, rightly or wrongly; changes the headers to match or not. */
export function packed(body: Buffer, headers: Record<string, string>, random: Random): Buffer {
  const way = random();
  if (way < 0.85) return body;
  headers['Content-Encoding'] = way < 0.98 ? 'gzip' : pick(random, OTHER_ENCODINGS);
  if (way < 0.92) return gzipSync(body);
  if (way < 0.925) return BOMB;
  if (way < 0.94) return Buffer.concat([gzipSync(body), gzipSync(body)]);
  const bytes = gzipSync(body);
  if (way < 0.96) return bytes.subarray(0, Math.floor(random() * bytes.length));
  bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  return bytes;
}

/** A header that is odd, in some requests. */
export function oddHeader(random: Random): Record<string, string> {
  if (random() < 0.93) return {};
  const [name, value] = pick(random, ODD_HEADERS);
  return { [name]: value };
}
