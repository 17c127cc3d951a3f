import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, gunzipSync } from 'node:zlib';
import { ContractError } from '@shadower-training/contract';
import type { Ticket } from './admission.js';
import { ClientGone } from './errors.js';
import { OverHttpLimit } from './over-limit.js';

/** Bounds of a body. */
export interface BodyLimits {
  /** Bytes as sent. */
  readonly sent: number;
  /** Bytes after decompression. */
  readonly decompressed: number;
}

const JSON_TYPE = /^application\/json\s*(?:;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i;
/** Compressed bodies up to this size are unpacked at once: going through the thread pool costs more than they do. */
const SMALL_COMPRESSED_BYTES = 1_024;
/** How much of a refused body is let pass, so that its sender can finish and read the answer, before we hang up. */
const DISCARDED_BYTES = 64_000_000;

const unpack = promisify<Uint8Array, { maxOutputLength: number }, Buffer>(gunzip);

/**
 * Reads and decompresses a JSON body, never keeping more than the limits.
 * @param ticket Counts what is kept, where the request passes admission.
 * @returns Bytes in an `ArrayBuffer` of their own, which may be transferred to a thread.
 * @throws ContractError `unsupported_media_type`, `too_large`, `invalid_request`, `too_many_requests`; ClientGone.
 */
export async function readJsonBody(
  request: IncomingMessage,
  limits: BodyLimits,
  ticket?: Ticket,
): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = checkType(request.headers);
  const sent = await readSent(request, limits.sent, ticket);
  return encoding === 'gzip' ? decompress(sent, limits.decompressed, ticket) : sent;
}

/** Whether the body's declared length alone passes the limit: then it need not be asked for. */
export function declaredTooLarge(headers: IncomingHttpHeaders, limit: number): boolean {
  return Number(headers['content-length'] ?? 0) > limit;
}

function checkType(headers: IncomingHttpHeaders): 'gzip' | 'identity' {
  const type = headers['content-type'];
  if (type === undefined || (type !== 'application/json' && !JSON_TYPE.test(type))) {
    throw new ContractError(
      'unsupported_media_type',
      `Content-Type must be application/json in UTF-8, not ${JSON.stringify(type ?? '')}`,
    );
  }
  const encoding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (encoding === 'gzip' || encoding === 'x-gzip') return 'gzip';
  if (encoding === 'identity' || encoding === '') return 'identity';
  throw new ContractError(
    'unsupported_media_type',
    `Content-Encoding must be gzip or none, not ${JSON.stringify(encoding)}`,
  );
}

function readSent(
  request: IncomingMessage,
  limit: number,
  ticket: Ticket | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let failed = false;
    const fail = (error: Error): void => {
      failed = true;
      chunks.length = 0;
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (failed) {
        if (length > limit + DISCARDED_BYTES) request.destroy();
        return;
      }
      if (length > limit) {
        fail(tooLarge('body_bytes', 'request body', limit));
        return;
      }
      try {
        ticket?.take(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error as Error);
      }
    });
    request.on('end', () => resolve(joined(chunks, length)));
    request.on('error', () => reject(new ClientGone()));
    // Every request closes; making an error for those that had ended would cost more than reading a small body.
    request.on('close', () => {
      if (!request.readableEnded) reject(new ClientGone());
    });
    if (declaredTooLarge(request.headers, limit)) fail(tooLarge('body_bytes', 'request body', limit));
  });
}

/** Chunks are slices of a socket's larger buffer: they are copied into one of the exact size. */
function joined(chunks: readonly Buffer[], length: number): Uint8Array<ArrayBuffer> {
  const body = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.length;
  }
  return body;
}

async function decompress(
  sent: Uint8Array,
  limit: number,
  ticket: Ticket | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const options = { maxOutputLength: limit };
  let body: Buffer;
  try {
    body = sent.length <= SMALL_COMPRESSED_BYTES ? gunzipSync(sent, options) : await unpack(sent, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge('decompressed_bytes', 'decompressed body', limit);
    throw new ContractError('invalid_request', 'the body is not whole gzip', [
      { path: '', problem: (error as Error).message },
    ]);
  }
  ticket?.take(body.length);
  const owned = body.buffer instanceof ArrayBuffer && body.byteLength === body.buffer.byteLength;
  return owned ? new Uint8Array(body.buffer as ArrayBuffer) : new Uint8Array(body);
}

function tooLarge(name: 'body_bytes' | 'decompressed_bytes', what: string, limit: number): ContractError {
  return new OverHttpLimit(
    name,
    'too_large',
    `the ${what} is larger than the limit of ${limit} bytes; nothing of it was stored`,
  );
}
