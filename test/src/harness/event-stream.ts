import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import {
  liveDeletedSchema,
  liveEndSchema,
  liveHelloSchema,
  livePointsSchema,
  liveSessionsSchema,
  type LiveDeleted,
  type LiveEnd,
  type LiveHello,
  type LivePoints,
  type LiveSessions,
} from '@shadower-training/contract';
import { undeclaredPaths } from './undeclared.js';
import { waitUntil } from './waiting.js';

const SCHEMAS = {
  hello: liveHelloSchema,
  sessions: liveSessionsSchema,
  points: livePointsSchema,
  deleted: liveDeletedSchema,
  end: liveEndSchema,
};

/** An event of the live stream, held to the contract's schema. */
export type LiveEvent =
  | { readonly kind: 'hello'; readonly data: LiveHello; readonly at: number }
  | { readonly kind: 'sessions'; readonly data: LiveSessions; readonly at: number }
  | { readonly kind: 'points'; readonly data: LivePoints; readonly at: number }
  | { readonly kind: 'deleted'; readonly data: LiveDeleted; readonly at: number }
  | { readonly kind: 'end'; readonly data: LiveEnd; readonly at: number };

/** A reader of GET /analytics/live. */
export class EventStream {
  readonly events: LiveEvent[] = [];
  isClosed = false;
  problem: Error | null = null;
  #text = '';

  private constructor(
    private readonly outgoing: ClientRequest,
    private readonly response: IncomingMessage,
  ) {
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => this.#take(chunk));
    response.on('close', () => (this.isClosed = true));
    response.on('error', () => (this.isClosed = true));
  }

  /** @param search As `session_id=a&metric=loss`. */
  static open(port: number, search = '', headers: Readonly<Record<string, string>> = {}): Promise<EventStream> {
    return new Promise((resolve, reject) => {
      const path = `/analytics/live${search && `?${search}`}`;
      const outgoing = request({ host: '127.0.0.1', port, path, headers: { Accept: 'text/event-stream', ...headers } });
      outgoing.on('response', (response) => {
        if (response.statusCode === 200) resolve(new EventStream(outgoing, response));
        else {
          reject(new Error(`the stream was refused: ${response.statusCode}`));
          outgoing.destroy();
        }
      });
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  /** Waits for an event of a kind that fits. */
  async next<Kind extends LiveEvent['kind']>(
    kind: Kind,
    fits: (event: Extract<LiveEvent, { kind: Kind }>) => boolean = () => true,
    limit = 5_000,
  ): Promise<Extract<LiveEvent, { kind: Kind }>> {
    const isWanted = (event: LiveEvent): event is Extract<LiveEvent, { kind: Kind }> =>
      event.kind === kind && fits(event as Extract<LiveEvent, { kind: Kind }>);
    return waitUntil(
      `the stream brings ${kind}`,
      () => {
        if (this.problem) throw this.problem;
        return this.events.find(isWanted);
      },
      { within: limit },
    );
  }

  /** Takes nothing until `resume`: what comes fills the buffers of the connection. */
  pause(): void {
    this.response.pause();
  }

  resume(): void {
    this.response.resume();
  }

  close(): void {
    this.outgoing.destroy();
  }

  #take(chunk: string): void {
    this.#text += chunk;
    const blocks = this.#text.split('\n\n');
    this.#text = blocks.pop() ?? '';
    for (const block of blocks) this.#read(block);
  }

  #read(block: string): void {
    const kind = /^event: (.*)$/m.exec(block)?.[1];
    if (kind === undefined) return; // a comment or `retry`
    const data: unknown = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? 'null');
    const schema = Object.hasOwn(SCHEMAS, kind) ? SCHEMAS[kind as LiveEvent['kind']] : null;
    const result = schema?.safeParse(data);
    if (!result?.success)
      this.problem ??= new Error(`the stream's ${kind} breaks the contract: ${block.slice(0, 500)} ${result?.error}`);
    else {
      const undeclared = undeclaredPaths(data, result.data);
      if (undeclared.length > 0)
        this.problem ??= new Error(`the contract does not declare ${kind}: ${undeclared.join(', ')}`);
      this.events.push({ kind, data: result.data, at: Date.now() } as LiveEvent);
    }
  }
}
