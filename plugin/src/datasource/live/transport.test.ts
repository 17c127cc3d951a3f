import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { config, type BackendSrv } from '@grafana/runtime';
import { lastValueFrom, of, toArray } from 'rxjs';
import { openStream } from './transport';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('openStream', () => {
  const original = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = original;
    config.appSubUrl = '';
  });

  it('reads events from chunks, also where one is cut inside a letter', async () => {
    const all = bytes('event: hello\ndata: "é"\n\n');
    const cut = all.indexOf(0xc3) + 1;
    const chunked = () =>
      of({ ok: true, status: 200, data: all.slice(0, cut) }, { ok: true, status: 200, data: all.slice(cut) });
    const events = openStream('/x', { chunked } as unknown as BackendSrv).pipe(toArray());
    await expect(lastValueFrom(events)).resolves.toEqual([{ event: 'hello', data: '"é"' }]);
  });

  it('fails on a refusal, which comes as a chunk', async () => {
    const chunked = () =>
      of({ ok: false, status: 403, data: bytes('{"error":{"code":"forbidden","message":"no","details":[]}}') });
    await expect(lastValueFrom(openStream('/x', { chunked } as unknown as BackendSrv))).rejects.toMatchObject({
      kind: 'forbidden',
    });
  });

  it('reads with fetch where there are no chunks, under the path that Grafana is served at', async () => {
    config.appSubUrl = '/grafana';
    const pieces = [bytes('event: end\n'), bytes('data: {}\n\n')];
    const reader = {
      read: () => Promise.resolve(pieces.length ? { done: false, value: pieces.shift() } : { done: true }),
    };
    const fetch = jest.fn((_url: string) => Promise.resolve({ ok: true, body: { getReader: () => reader } }));
    globalThis.fetch = fetch as unknown as typeof globalThis.fetch;
    await expect(lastValueFrom(openStream('/x', {}).pipe(toArray()))).resolves.toEqual([{ event: 'end', data: '{}' }]);
    expect(fetch.mock.calls[0]?.[0]).toBe('/grafana/x');
  });
});
