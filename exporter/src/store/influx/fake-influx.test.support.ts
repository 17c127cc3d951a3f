import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InfluxSettings } from './connection.js';

/** A request that the made-up server got. */
export interface SeenRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What the made-up server answers; null: it hangs up. */
export type FakeAnswer = {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
} | null;

/** A server that behaves as InfluxDB is documented to, or as badly as a test wants. */
export class FakeInflux {
  readonly seen: SeenRequest[] = [];

  private constructor(
    private readonly server: Server,
    readonly settings: InfluxSettings,
  ) {}

  static async start(
    answer: (request: SeenRequest) => FakeAnswer | Promise<FakeAnswer>,
    others: Partial<InfluxSettings> = {},
  ): Promise<FakeInflux> {
    const server = createServer((request, response) => {
      void read(request).then(async (seen) => {
        fake.seen.push(seen);
        send(response, await answer(seen));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const nobody = { token: null, user: null, password: null, org: null };
    const url = `http://127.0.0.1:${port}`;
    const fake = new FakeInflux(server, {
      url,
      ...nobody,
      database: 'training',
      timeoutMilliseconds: 2_000,
      ...others,
    });
    return fake;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

async function read(request: IncomingMessage): Promise<SeenRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const body = Buffer.concat(chunks).toString();
  return { method: request.method ?? '', path: pathname, query: searchParams, headers: request.headers, body };
}

function send(response: ServerResponse, answer: FakeAnswer): void {
  if (answer === null) {
    response.destroy();
    return;
  }
  const { status, headers = {}, body = '' } = answer;
  const json = typeof body === 'object';
  response.writeHead(status, { ...(json && { 'Content-Type': 'application/json' }), ...headers });
  response.end(json ? JSON.stringify(body) : body);
}
