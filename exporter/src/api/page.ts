import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ContractError } from '@shadower-training/contract';
import { RESPONSE_HEADERS } from '../security/response-headers.js';
import { acceptedEncoding } from './send-json.js';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.ttf': 'font/ttf',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
};
const SUFFIX_OF_ENCODING = { br: '.br', gzip: '.gz' } as const;
/** Addresses below it hold a hash of their content, or the version of the library that they come from. */
const UNCHANGING = '/assets/';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Shadower Training</title>
<body style="font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 4em auto; padding: 0 1em">
<h1>The exporter runs; its page is not built</h1>
<p>Build it from the repository: <code>npm run build</code> (or <code>npm start</code>, which does so by itself), then reload.</p>
<p>Meanwhile: <a href="docs">the API</a>, <a href="analytics/sessions">the sessions as JSON</a>.</p>
`;

interface FoundFile {
  readonly file: string;
  readonly encoding: 'br' | 'gzip' | null;
  readonly size: number;
  readonly tag: string;
}

/** Serves the built page: files of one directory, precompressed where a .br or .gz lies beside them. */
export class Page {
  constructor(private readonly directory: string) {}

  /** Serves the page itself, or how to build it. */
  async serveIndex(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const found = await this.#find('/index.html', request);
    if (found) return send(request, response, '/index.html', found);
    response.writeHead(200, {
      ...RESPONSE_HEADERS,
      'Content-Type': CONTENT_TYPES['.html'],
      'Cache-Control': 'no-cache',
    });
    response.end(NOT_BUILT);
  }

  /**
   * Serves a file of the page.
   * @param path As requested, decoded.
   * @throws ContractError `not_found`.
   */
  async serveFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const found = await this.#find(path, request);
    if (!found) throw new ContractError('not_found', `there is nothing at ${JSON.stringify(path)}`);
    await send(request, response, path, found);
  }

  async #find(path: string, request: IncomingMessage): Promise<FoundFile | null> {
    const file = normalize(join(this.directory, path));
    if (!file.startsWith(this.directory + sep) || path.includes('\0')) return null;
    const plain = await sizeAndTag(file);
    if (!plain) return null;
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    for (const each of encoding === 'br' ? (['br', 'gzip'] as const) : encoding === 'gzip' ? (['gzip'] as const) : []) {
      const compressed = await sizeAndTag(file + SUFFIX_OF_ENCODING[each]);
      if (compressed) return { ...compressed, file: file + SUFFIX_OF_ENCODING[each], encoding: each };
    }
    return { ...plain, file, encoding: null };
  }
}

async function sizeAndTag(file: string): Promise<{ size: number; tag: string } | null> {
  try {
    const { size, mtimeMs, isFile } = await stat(file).then((found) => ({
      size: found.size,
      mtimeMs: found.mtimeMs,
      isFile: found.isFile(),
    }));
    return isFile ? { size, tag: `"${size.toString(36)}-${Math.floor(mtimeMs).toString(36)}"` } : null;
  } catch {
    return null;
  }
}

async function send(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { file, encoding, size, tag }: FoundFile,
): Promise<void> {
  const headers = {
    ...RESPONSE_HEADERS,
    'Content-Type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'Cache-Control': path.startsWith(UNCHANGING) ? 'public, max-age=31536000, immutable' : 'no-cache',
    ETag: tag,
    Vary: 'Accept-Encoding, Origin',
  };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Length': size, ...(encoding && { 'Content-Encoding': encoding }) });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  // A reader who left while the file was being looked for.
  if (response.destroyed) return;
  try {
    await pipeline(createReadStream(file), response);
  } catch (error) {
    // A reader who leaves in the middle of a file is nothing to log.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
