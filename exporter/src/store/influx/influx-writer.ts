import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import type { InfluxConnection } from './connection.js';
import type { InfluxServer } from './server.js';

/** What became of lines that were sent once. */
export type WriteOutcome =
  | { readonly outcome: 'written' }
  /** InfluxDB may take them later: nothing of them is wrong. */
  | { readonly outcome: 'retry'; readonly reason: string; readonly afterMilliseconds: number | null }
  /** Some of them are wrong; others may be stored already. `tooLarge`: the body is, not a line. */
  | { readonly outcome: 'rejected'; readonly reason: string; readonly tooLarge: boolean };

/** Statuses by which InfluxDB says that lines are wrong, not that it or our credentials are. */
const WRONG_LINES = new Set([400, 413, 422]);
const WRITTEN = 204;
/** 3.x: some lines are stored, others not. The stock client takes it for success. */
const PARTLY_WRITTEN = 201;
/** Of an answer's text that is kept. */
const ANSWER_CHARACTERS = 10_000;
/** Connections to InfluxDB at once: more only wait inside it. */
const MAX_SOCKETS = 4;
/** Bodies from here on are gzipped, where the way leads over a network. */
const GZIP_FROM_BYTES = 32 * 1024;

/**
 * Sends lines by the transport of @influxdata/influxdb-client, once. Not by its write API: that one's memory buffer loses
 * what an outage outlasts, reads Retry-After as milliseconds, and swallows errors of batches that it starts itself. What
 * to do next is the caller's: the outcome says all that the server said.
 */
export class InfluxWriter {
  private readonly client: InfluxDB;
  private readonly agent: HttpAgent;

  constructor(
    private readonly connection: InfluxConnection,
    private readonly server: InfluxServer,
  ) {
    const { url, timeoutMilliseconds } = connection.settings;
    this.agent = new (url.startsWith('https:') ? HttpsAgent : HttpAgent)({ keepAlive: true, maxSockets: MAX_SOCKETS });
    const { authorization } = connection;
    this.client = new InfluxDB({
      url: url.replace(/\/+$/, ''),
      timeout: timeoutMilliseconds,
      transportOptions: { agent: this.agent },
      ...(authorization !== null && { headers: { Authorization: authorization } }),
    });
  }

  /**
   * Sends lines in one request.
   * @param body Lines, at least one, separated by line breaks, in nanoseconds.
   */
  write(database: string, body: string): Promise<WriteOutcome> {
    const { timeoutMilliseconds, url } = this.connection.settings;
    // `AbortSignal.timeout` would hold the lines until time is up, long after they were stored.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), timeoutMilliseconds);
    return new Promise<WriteOutcome>((resolve) => {
      let status: number | undefined;
      let text = '';
      this.client.transport.send(
        this.pathTo(database),
        body,
        {
          method: 'POST',
          headers: { 'content-type': 'text/plain; charset=utf-8' },
          gzipThreshold: isLoopback(url) ? Number.MAX_SAFE_INTEGER : GZIP_FROM_BYTES,
          // The client's own timeout is of silence, and leaves the request running: this one is of all, and ends it.
          signal: late.signal,
        },
        {
          responseStarted: (_headers, code) => {
            status = code;
          },
          next: (chunk) => {
            if (text.length < ANSWER_CHARACTERS) text += Buffer.from(chunk).toString('utf8');
          },
          error: (error) => resolve(outcomeOf(error)),
          complete: () => {
            if (late.signal.aborted) resolve(outcomeOf(new Error(`no answer within ${timeoutMilliseconds} ms`)));
            else if (status === PARTLY_WRITTEN)
              resolve({ outcome: 'rejected', reason: text || 'partly written', tooLarge: false });
            else if (status === WRITTEN) resolve({ outcome: 'written' });
            else resolve(outcomeOf(new Error(`${status} of something that is no InfluxDB: ${text}`)));
          },
        },
      );
    }).finally(() => clearTimeout(timer));
  }

  /** Gives connections back. */
  close(): void {
    this.agent.destroy();
  }

  /** InfluxDB 1, and 2 where only user and password are known, have their own path: /api/v2 takes tokens. */
  private pathTo(database: string): string {
    const { token, org } = this.connection.settings;
    const { generation } = this.server;
    return generation === 1 || (generation === 2 && token === null)
      ? `/write?${new URLSearchParams({ db: database, precision: 'n' })}`
      : `/api/v2/write?${new URLSearchParams({ org: org ?? '', bucket: database, precision: 'ns' })}`;
  }
}

function outcomeOf(error: unknown): WriteOutcome {
  if (!(error instanceof HttpError)) {
    return {
      outcome: 'retry',
      reason: error instanceof Error ? error.message : String(error),
      afterMilliseconds: null,
    };
  }
  const { statusCode } = error;
  const reason = `${statusCode}: ${problemIn(error)}`;
  if (WRONG_LINES.has(statusCode)) return { outcome: 'rejected', reason, tooLarge: statusCode === 413 };
  return { outcome: 'retry', reason, afterMilliseconds: retryAfter(error.headers?.['retry-after']) };
}

function problemIn({ json, body, statusMessage }: HttpError): string {
  const { error, message } = (json ?? {}) as { error?: unknown; message?: unknown };
  for (const text of [message, error, body, statusMessage]) if (typeof text === 'string' && text !== '') return text;
  return 'no reason given';
}

/** Retry-After: seconds, or a date. */
export function retryAfter(header: string | string[] | undefined, now = Date.now()): number | null {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined || text.trim() === '') return null;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
