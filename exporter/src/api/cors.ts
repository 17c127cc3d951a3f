import type { IncomingMessage, ServerResponse } from 'node:http';
import { methodsOf } from './methods.js';

const REQUEST_HEADERS = 'Authorization, Content-Type, Content-Encoding, X-Request-Id';
const ANSWER_HEADERS = 'X-Request-Id, Retry-After, Allow';
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of configured origins read answers. Never with credentials: a token is a header that the page sets itself.
 * Without configuration there is no such header in any answer.
 */
export class Cors {
  readonly #origins: ReadonlySet<string>;

  private constructor(origins: readonly string[]) {
    this.#origins = new Set(origins);
  }

  /** Null where no origin is configured. */
  static of(origins: readonly string[] | null): Cors | null {
    return origins === null || origins.length === 0 ? null : new Cors(origins);
  }

  /** Sets the headers of an answer before it is served. */
  apply(request: IncomingMessage, response: ServerResponse, path: string): void {
    const { origin } = request.headers;
    if (origin === undefined || !this.#origins.has(origin)) return;
    response.setHeader('Access-Control-Allow-Origin', origin);
    response.setHeader('Access-Control-Expose-Headers', ANSWER_HEADERS);
    if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
    response.setHeader('Access-Control-Allow-Methods', methodsOf(path).join(', '));
    response.setHeader('Access-Control-Allow-Headers', REQUEST_HEADERS);
    response.setHeader('Access-Control-Max-Age', PREFLIGHT_SECONDS);
  }
}
