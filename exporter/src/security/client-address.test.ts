import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { ClientAddresses } from './client-address.js';

const request = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }) as Pick<
    IncomingMessage,
    'headers' | 'socket'
  >;

describe('the address of a client', () => {
  it('is the one that connected, whatever it forwards, where no proxy is trusted', () => {
    expect(new ClientAddresses([]).of(request('10.0.0.9', '1.2.3.4'))).toBe('10.0.0.9');
  });

  it('is what trusted proxies wrote, read from the nearest', () => {
    const addresses = new ClientAddresses(['10.0.0.0/8', '::1']);
    expect(addresses.of(request('10.0.0.9', '1.2.3.4'))).toBe('1.2.3.4');
    expect(addresses.of(request('::ffff:10.0.0.9', '6.6.6.6, 1.2.3.4, 10.1.1.1'))).toBe('1.2.3.4');
    expect(addresses.of(request('::1', '[2001:db8::7]'))).toBe('2001:db8::7');
    expect(addresses.of(request('10.0.0.9'))).toBe('10.0.0.9');
    expect(addresses.of(request('10.0.0.9', '10.0.0.1'))).toBe('10.0.0.1');
  });

  it('is never what someone else than a trusted proxy claims', () => {
    const addresses = new ClientAddresses(['10.0.0.9']);
    expect(addresses.of(request('10.0.0.8', '1.2.3.4'))).toBe('10.0.0.8');
    expect(addresses.of(request('10.0.0.9', '1.2.3.4\n{"forged": 1}'))).toBe('unknown');
    expect(addresses.of(request('10.0.0.9', '1.2.3.4, unknown'))).toBe('unknown');
  });
});
