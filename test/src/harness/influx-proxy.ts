import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { freePort } from './free-port.js';
import { pause } from './waiting.js';

/** What goes wrong between the exporter and InfluxDB. */
export type InfluxFault =
  /** Requests reach InfluxDB at once; their answers come so much later. */
  | { readonly kind: 'slow'; readonly milliseconds: number }
  /** Requests never reach InfluxDB, and nobody answers. */
  | { readonly kind: 'stalled' }
  /** Somebody answers in InfluxDB's place; nothing is stored. `to`: which requests, all by default. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
      readonly to?: (seen: ProxiedRequest) => boolean;
    }
  /** InfluxDB stores a write but for some of its lines, and says so as it does: 400, "partial write". */
  | { readonly kind: 'partial'; readonly refuses: (line: string) => boolean }
  /** InfluxDB does what it is asked, and the connection is cut in the middle of its answer. */
  | { readonly kind: 'cut' }
  /** Nobody listens. */
  | { readonly kind: 'refused' };

/** A request on its way to InfluxDB. */
export interface ProxiedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** As it was sent, unzipped. */
  readonly text: string;
  readonly isWrite: boolean;
}

/** What InfluxDB answered, or would have. */
interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Stands in front of a real InfluxDB, and lets one thing at a time go wrong. */
export class InfluxProxy {
  /** Requests that came while there was a fault. */
  faulty = 0;
  #fault: InfluxFault | null = null;
  #server: Server | null = null;
  readonly #sockets = new Set<Socket>();
  /** Ends answers that are held back. */
  #released = new AbortController();

  private constructor(
    private readonly influxPort: number,
    readonly port: number,
  ) {}

  /** @param influxPort Where InfluxDB is, on loopback. */
  static async start(influxPort: number): Promise<InfluxProxy> {
    const proxy = new InfluxProxy(influxPort, await freePort());
    await proxy.#listen();
    return proxy;
  }

  /** As INFLUX_URL takes it. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Begins a fault, or ends the one there is (null). Requests under way keep the fault that they met. */
  async set(fault: InfluxFault | null): Promise<void> {
    this.#fault = fault;
    this.faulty = 0;
    if (fault?.kind === 'refused') await this.#close();
    else if (this.#server === null) await this.#listen();
    // Who was kept waiting hears that the connection is gone, as when a stalled server is started again.
    if (fault === null) {
      this.#released.abort();
      this.#released = new AbortController();
    }
  }

  async stop(): Promise<void> {
    this.#released.abort();
    await this.#close();
  }

  async #listen(): Promise<void> {
    const server = createServer((incoming, response) => {
      this.#handle(incoming, response).catch(() => response.destroy());
    });
    server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  async #handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bytesOf(incoming);
    const text = incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
    const { method = 'GET', url: path = '/' } = incoming;
    const seen = { method, path, text, isWrite: /^\/(api\/v2\/)?write/.test(path) };
    const fault = this.#fault;
    if (fault !== null) this.faulty++;
    switch (fault?.kind) {
      case undefined:
      case 'refused':
        return send(response, await this.#forward(incoming, body));
      case 'slow': {
        const { signal } = this.#released;
        const answer = await this.#forward(incoming, body);
        await Promise.race([pause(fault.milliseconds), aborted(signal)]);
        return send(response, answer);
      }
      case 'stalled':
        await aborted(this.#released.signal);
        response.destroy();
        return;
      case 'answer':
        if (fault.to?.(seen) === false) return send(response, await this.#forward(incoming, body));
        return send(response, {
          status: fault.status,
          headers: { 'content-type': 'application/json', ...fault.headers },
          body: Buffer.from(fault.body ?? `{"error":"a made-up ${fault.status}"}`),
        });
      case 'partial':
        return send(response, await this.#storePartly(incoming, seen, fault.refuses));
      case 'cut': {
        const { status, body: whole } = await this.#forward(incoming, body);
        // A head that promises more than comes; where there is no body, not even the head comes whole.
        const head = `HTTP/1.1 ${status} OK\r\nContent-Type: application/json\r\nContent-Length: ${whole.length}\r\n`;
        const cut = whole.length === 0 ? head : `${head}\r\n${whole.toString('latin1', 0, whole.length >> 1)}`;
        response.socket?.end(cut);
      }
    }
  }

  /** As InfluxDB 1.x answers a write with fields of another type: the other lines are stored. */
  async #storePartly(
    incoming: IncomingMessage,
    seen: ProxiedRequest,
    refuses: (line: string) => boolean,
  ): Promise<Answer> {
    const lines = seen.text.split('\n');
    const taken = lines.filter((line) => !refuses(line));
    if (!seen.isWrite || taken.length === lines.length) return this.#forward(incoming, Buffer.from(seen.text));
    if (taken.length > 0) {
      const answer = await this.#forward(incoming, Buffer.from(taken.join('\n')));
      if (answer.status !== 204) return answer;
    }
    const dropped = lines.length - taken.length;
    return {
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(`{"error":"partial write: field type conflict dropped=${dropped}"}`),
    };
  }

  #forward(incoming: IncomingMessage, body: Buffer): Promise<Answer> {
    const {
      'content-encoding': encoding,
      'transfer-encoding': _,
      host: __,
      connection: ___,
      ...headers
    } = incoming.headers;
    // A body that was unzipped to be looked at goes on as text.
    const zipped = encoding !== undefined && body[0] === 0x1f && body[1] === 0x8b;
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          ...{ host: '127.0.0.1', port: this.influxPort, method: incoming.method, path: incoming.url, agent: false },
          headers: { ...headers, ...(zipped && { 'content-encoding': encoding }), 'content-length': body.length },
        },
        (answer) => {
          bytesOf(answer).then(
            (whole) => resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: whole }),
            reject,
          );
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

async function bytesOf(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  const { 'transfer-encoding': _, connection: __, ...others } = headers;
  response.writeHead(status, { ...others, ...(status !== 204 && { 'content-length': body.length }) });
  response.end(status === 204 ? undefined : body);
}
