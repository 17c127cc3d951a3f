import { describe, expect, it, jest } from '@jest/globals';
import type { BackendSrv, BackendSrvRequest } from '@grafana/runtime';
import { firstValueFrom, NEVER, of, throwError, type Observable } from 'rxjs';
import { ExporterClient } from './client';
import { exporterError } from './errors';
import { partsOf, pathSegment, queryString } from './parameters';

function clientOver(answer: (request: BackendSrvRequest) => Observable<unknown>) {
  const fetch = jest.fn(answer);
  return { fetch, client: new ExporterClient('/base', () => ({ fetch }) as unknown as BackendSrv) };
}

describe('ExporterClient', () => {
  it('shares one request between equal questions, and cancels it when nobody waits any more', () => {
    const { client, fetch } = clientOver(() => NEVER);
    const asking = [1, 2, 3].map(() => client.series({ session_id: ['a'], metric: ['loss'] }).subscribe());
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(fetch.mock.calls[0]?.[0]).toMatchObject({
      method: 'GET',
      url: '/base/analytics/series?session_id=a&metric=loss',
    });
    asking.forEach((one) => one.unsubscribe());
    client.series({ session_id: ['a'], metric: ['loss'] }).subscribe();
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('asks anew after an answer', async () => {
    const { client, fetch } = clientOver(() => of({ data: { items: [] } }));
    await firstValueFrom(client.agents({}));
    await firstValueFrom(client.agents({}));
    expect(fetch).toHaveBeenCalledTimes(2);
  });

  it('sends a long question as POST', () => {
    const { client, fetch } = clientOver(() => NEVER);
    client
      .series({ session_id: Array.from({ length: 200 }, (_, index) => `${'x'.repeat(36)}${index}`), metric: ['loss'] })
      .subscribe();
    expect(fetch.mock.calls[0]?.[0]).toMatchObject({ method: 'POST', url: '/base/analytics/series' });
  });

  it('asks for a long list of sessions in parts and joins them', async () => {
    const { client, fetch } = clientOver(() => of({ data: { items: [{}], next_cursor: null, total: 1 } }));
    const page = await firstValueFrom(
      client.sessions({ session_id: Array.from({ length: 400 }, (_, i) => `${'x'.repeat(36)}${i}`) }),
    );
    expect(fetch.mock.calls.length).toBeGreaterThan(1);
    expect(page).toMatchObject({ total: fetch.mock.calls.length, next_cursor: null });
    for (const [request] of fetch.mock.calls) expect(request.url.length).toBeLessThan(8_000);
  });

  it('refuses ids that would climb the path', () => {
    expect(() => pathSegment('..')).toThrow();
    expect(pathSegment('a/b?c')).toBe('a%2Fb%3Fc');
  });

  it('fails with words that say what to do', async () => {
    const { client } = clientOver(() => throwError(() => ({ status: 502, data: null, config: { url: '' } })));
    await expect(firstValueFrom(client.status())).rejects.toThrow(/exporter does not answer/);
  });
});

describe('exporterError', () => {
  const answer = (code: string, details: object[] = []) => ({ error: { code, message: 'no', details } });
  const failure = (status: number, data: unknown) => exporterError({ status, data, config: { url: '' } });

  it.each<[string, number, unknown, string]>([
    ['401', 401, '', 'unauthenticated'],
    ["401 that Grafana's proxy made 400", 400, answer('unauthenticated'), 'unauthenticated'],
    ['the same as a text', 400, JSON.stringify(answer('unauthenticated')), 'unauthenticated'],
    ['403', 403, answer('forbidden'), 'forbidden'],
    ['404 of something else', 404, '<html>', 'not_exporter'],
    ['404 of the exporter', 404, answer('not_found'), 'refused'],
    ['a dead upstream', 502, '', 'away'],
    ['anything else', 500, 'oops', 'failed'],
  ])('tells %s', (_, status, data, kind) => {
    expect(failure(status, data).kind).toBe(kind);
  });

  it('names the wrong fields', () => {
    const details = [{ path: 'metric[0]', problem: 'is too long' }];
    expect(failure(400, answer('invalid_request', details)).message).toBe('no: metric[0] is too long');
  });

  it('knows the browser that has no connection', () => {
    expect(exporterError(new TypeError('Failed to fetch')).kind).toBe('away');
  });
});

it('writes query strings with repeated lists and without what is missing', () => {
  expect(queryString({ a: ['x y', 'z'], b: undefined, c: 3 })).toBe('?a=x+y&a=z&c=3');
  expect(queryString({})).toBe('');
});

it('cuts lists into parts that no proxy refuses, and loses nothing', () => {
  const values = Array.from({ length: 50 }, (_, index) => `value ${index}`);
  const parts = partsOf(values, 200);
  expect(parts.flat()).toEqual(values);
  expect(parts.every((part) => part.join('').length < 200)).toBe(true);
  expect(partsOf([])).toEqual([[]]);
});
