import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, isIPv6 } from 'node:net';

const UNKNOWN = 'unknown';
/** An address among others in X-Forwarded-For; more than any chain of proxies has. */
const MAXIMUM_HOPS = 32;

/**
 * Who a request is from, for the log alone: what it may do is decided by its token. X-Forwarded-For is believed as far
 * as the proxies that wrote it are trusted, so nobody can write another's address into the log.
 */
export class ClientAddresses {
  readonly #trusted = new BlockList();
  readonly #hasTrusted: boolean;

  /** @param trustedProxies Addresses, or networks as 10.0.0.0/8. */
  constructor(trustedProxies: readonly string[]) {
    this.#hasTrusted = trustedProxies.length > 0;
    for (const each of trustedProxies) {
      const [address, prefix] = each.split('/') as [string, string | undefined];
      const family = isIPv6(address) ? 'ipv6' : 'ipv4';
      if (prefix === undefined) this.#trusted.addAddress(address, family);
      else this.#trusted.addSubnet(address, Number(prefix), family);
    }
  }

  /** The address nearest to us that is no trusted proxy; `unknown` where a trusted one wrote something else. */
  of(request: Pick<IncomingMessage, 'headers' | 'socket'>): string {
    let address = plain(request.socket.remoteAddress ?? UNKNOWN);
    if (!this.#hasTrusted || !this.#isTrusted(address)) return address;
    const hops = [request.headers['x-forwarded-for'] ?? []].flat().join(',').split(',').slice(-MAXIMUM_HOPS);
    for (const hop of hops.reverse()) {
      const before = hop.trim();
      if (before === '') return address;
      if (isIP(plain(before)) === 0) return UNKNOWN;
      address = plain(before);
      if (!this.#isTrusted(address)) return address;
    }
    return address;
  }

  #isTrusted(address: string): boolean {
    return isIP(address) !== 0 && this.#trusted.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  }
}

/** IPv4 on a socket of both families, and IPv6 in brackets, as they are usually written. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').replace(/^\[([^\]]*)\]$/, '$1');
}
