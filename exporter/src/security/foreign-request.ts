import type { IncomingHttpHeaders } from 'node:http';
import { ContractError } from '@shadower-training/contract';
import { isLoopback } from '../configuration/listen-address.js';

/**
 * Guards an exporter without tokens against web pages. Any page may send requests to 127.0.0.1, and by DNS rebinding
 * may even read the answers; but it cannot forge Host and Origin.
 */
export class ForeignRequestGuard {
  readonly #publicHost: string | null;
  /** The last Host that was right: a connection sends the same one with each request. */
  #lastRightHost = '';

  /**
   * @param publicUrl The configured public address, whose host is no stranger.
   * @param origins Further origins whose pages may use the exporter.
   */
  constructor(
    publicUrl: string | null,
    private readonly origins: readonly string[] = [],
  ) {
    this.#publicHost = publicUrl === null ? null : new URL(publicUrl).hostname;
  }

  /** @throws ContractError `foreign_request` for a Host, `forbidden` for an Origin of another machine. */
  check(headers: IncomingHttpHeaders): void {
    const { host, origin } = headers;
    if (host === undefined || (host !== this.#lastRightHost && !this.#isOurs(`http://${host}`))) {
      throw new ContractError(
        'foreign_request',
        `the Host header ${JSON.stringify(host ?? '')} is not this machine; without tokens only loopback names and TRAINING_PUBLIC_URL are answered`,
      );
    }
    this.#lastRightHost = host;
    if (origin !== undefined && !this.#isOurs(origin) && !this.origins.includes(origin)) {
      throw new ContractError('forbidden', `a page of ${JSON.stringify(origin)} may not use this exporter`);
    }
  }

  #isOurs(address: string): boolean {
    const url = URL.parse(address);
    if (!url || url.username !== '' || url.password !== '' || (url.protocol !== 'http:' && url.protocol !== 'https:'))
      return false;
    if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return false;
    return isLoopback(url.hostname) || url.hostname === this.#publicHost;
  }
}
