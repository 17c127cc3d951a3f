import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What to do with a request instead of handing it on; undefined hands it on. */
export type Interposing = (path: string) => Answered | 'hang' | undefined;

/** An answer that the exporter did not give. */
export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
}

/** A proxy before an exporter, as Grafana's is one: a test answers in its place, lets wait, or changes what it says. */
export class Interposer {
  /** Decides on each request; by default all are handed on. */
  interpose: Interposing = () => undefined;
  /** Paths of requests that were let wait, and whose connection the browser then closed. */
  readonly closed: string[] = [];
  /** Paths of all requests, without their query. */
  readonly paths: string[] = [];
  readonly #server: Server;

  private constructor(private readonly target: string) {
    this.#server = createServer((incoming, outgoing) => this.#handle(incoming, outgoing));
  }

  /** Listens on a free port of this machine. */
  static async before(target: string): Promise<Interposer> {
    const interposer = new Interposer(target);
    await new Promise<void>((resolve) => interposer.#server.listen(0, '127.0.0.1', resolve));
    return interposer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const path = incoming.url!.replace(/\?.*/, '');
    this.paths.push(path);
    const decision = this.interpose(path);
    if (decision === 'hang') outgoing.on('close', () => this.closed.push(path));
    else if (decision)
      outgoing.writeHead(decision.status, { 'Content-Type': decision.type ?? 'text/plain' }).end(decision.body);
    else this.#handOn(incoming, outgoing);
  }

  #handOn(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const onward = request(
      new URL(incoming.url!, this.target),
      { method: incoming.method!, headers: { ...incoming.headers, host: new URL(this.target).host } },
      (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
        answer.on('error', () => outgoing.destroy());
      },
    );
    onward.on('error', () => {
      if (outgoing.headersSent) outgoing.destroy();
      else outgoing.writeHead(502).end();
    });
    // A reader that leaves is no longer served; an answer that is complete closes as well.
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  }
}
