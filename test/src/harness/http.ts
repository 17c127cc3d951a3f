import { request as requestPlainly, type Agent } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { isIP } from 'node:net';

/** An answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request as it is to be sent: nothing is normalised, neither path nor headers. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query, sent as they are. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  readonly agent?: Agent;
  readonly timeout?: number;
  /** A certificate (PEM) to trust: the request is sent with TLS. */
  readonly certificate?: string;
}

const TIMEOUT_MILLISECONDS = 30_000;

/** Sends one request to a loopback port. `node:http` rather than fetch: fetch forbids Host and rewrites paths. */
export function exchange(
  port: number,
  { method, path, headers, body, agent, timeout, certificate }: HttpRequest,
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const request = certificate === undefined ? requestPlainly : requestSecurely;
    const outgoing = request(
      {
        host: '127.0.0.1',
        port,
        method,
        path,
        agent,
        ca: certificate,
        headers: { ...headers },
        timeout: timeout ?? TIMEOUT_MILLISECONDS,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${method} ${path}: no answer in time`)));
    // A server may answer and hang up before it has read a body that it refuses: the answer counts.
    outgoing.on('error', (error) => reject(error));
    if (body !== undefined) {
      outgoing.setHeader('Content-Length', typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength);
      outgoing.end(body);
    } else outgoing.end();
  });
}

/** The port of an address such as http://127.0.0.1:4319. */
export function portOf(url: string): number {
  const { hostname, port } = new URL(url);
  if (isIP(hostname) === 0 && hostname !== 'localhost') throw new Error(`only loopback is tested, not ${hostname}`);
  return Number(port);
}
