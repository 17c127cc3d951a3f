import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import {
  HttpError,
  InfluxDB,
  type CommunicationObserver,
  type SendOptions,
  type Transport,
} from '@influxdata/influxdb-client';
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
/** 3.x: some lines are stored, others not. The stock client takes it for success. */
const PARTLY_WRITTEN = 201;
/** Connections to InfluxDB at once: more only wait inside it. */
const MAX_SOCKETS = 4;
/** Bodies from here on are gzipped, where the way leads over a network. */
const GZIP_FROM_BYTES = 32 * 1024;

/**
 * Sends lines by @influxdata/influxdb-client, once: it neither buffers nor retries here, because its memory buffer loses
 * what an outage outlasts, and it reads Retry-After as milliseconds. What to do next is the caller's: the outcome says
 * all that the server said.
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
   * @param lines Not empty; whole lines, in nanoseconds.
   */
  async write(database: string, lines: readonly string[]): Promise<WriteOutcome> {
    const exchange = new Exchange(this.client.transport, this.connection.settings.timeoutMilliseconds);
    const writeApi = new InfluxDB({ url: this.connection.settings.url, transport: exchange }).getWriteApi(
      this.connection.settings.org ?? '',
      database,
      'ns',
      {
        // A batch that the client itself starts to send swallows its error: it never gets to that.
        batchSize: lines.length + 1,
        maxBatchBytes: Number.MAX_SAFE_INTEGER,
        flushInterval: 0,
        maxRetries: 0,
        gzipThreshold: isLoopback(this.connection.settings.url) ? Number.MAX_SAFE_INTEGER : GZIP_FROM_BYTES,
        // Also keeps the client from writing to the console.
        writeFailed: (error) => Promise.reject(error),
      },
    );
    if (this.usesFirstPath()) writeApi.path = `/write?${new URLSearchParams({ db: database, precision: 'n' })}`;
    writeApi.writeRecords(lines as string[]);
    try {
      await writeApi.flush();
    } catch (error) {
      return outcomeOf(error);
    }
    if (exchange.status === PARTLY_WRITTEN)
      return { outcome: 'rejected', reason: exchange.text || 'partly written', tooLarge: false };
    return { outcome: 'written' };
  }

  /** Gives connections back. */
  close(): void {
    this.agent.destroy();
  }

  /** InfluxDB 1, and 2 where only user and password are known: /api/v2 takes tokens. */
  private usesFirstPath(): boolean {
    return this.server.generation === 1 || (this.server.generation === 2 && this.connection.settings.token === null);
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

/** One request: what the write API doesn't tell of its answer, and an end to it when time is up. */
class Exchange implements Transport {
  status: number | undefined;
  text = '';

  constructor(
    private readonly inner: Transport,
    private readonly timeoutMilliseconds: number,
  ) {}

  get chunkCombiner(): Transport['chunkCombiner'] {
    return this.inner.chunkCombiner;
  }

  /** The client's own timeout is of silence, and leaves the request running: this one is of all, and ends it. */
  send(
    path: string,
    body: string,
    options: SendOptions,
    callbacks: Partial<CommunicationObserver<Uint8Array>> = {},
  ): void {
    const signal = AbortSignal.timeout(this.timeoutMilliseconds);
    this.inner.send(
      path,
      body,
      { ...options, signal },
      {
        ...callbacks,
        responseStarted: (headers, status) => {
          this.status = status;
          callbacks.responseStarted?.(headers, status);
        },
        next: (chunk: Uint8Array) => {
          if (this.text.length < 10_000) this.text += Buffer.from(chunk).toString('utf8');
        },
      },
    );
  }

  request: Transport['request'] = (...inputs) => this.inner.request(...inputs);
  iterate: Transport['iterate'] = (...inputs) => this.inner.iterate(...inputs);
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
