import { isIPv4, isIPv6 } from 'node:net';

/** Where the server listens. */
export interface ListenAddress {
  /** A name or address, IPv6 without brackets. */
  readonly host: string;
  readonly port: number;
}

const FORM = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/;

/**
 * Reads `host:port`, `1.2.3.4:port` or `[::1]:port`; port 0 lets the system choose.
 * @returns The address, or null when it has another form.
 */
export function parseListenAddress(text: string): ListenAddress | null {
  const match = FORM.exec(text.trim());
  if (!match) return null;
  const [, inBrackets, plain, digits] = match;
  if (inBrackets !== undefined && !isIPv6(inBrackets)) return null;
  const port = Number(digits);
  return port <= 65_535 ? { host: inBrackets ?? plain!, port } : null;
}

/** Whether only this machine reaches the host. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  if (name === 'localhost' || name.endsWith('.localhost')) return true;
  if (isIPv4(name)) return name.startsWith('127.');
  return name === '::1' || name === '0:0:0:0:0:0:0:1' || name.startsWith('::ffff:127.');
}

/** The address as it stands in a URL. */
export function urlOf({ host, port }: ListenAddress): string {
  return `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;
}
