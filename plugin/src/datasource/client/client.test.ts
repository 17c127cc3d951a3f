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

  it('aborts a request that nobody waits for any more, so that its connection is closed', () => {
    const { client, fetch } = clientOver(() => NEVER);
    const [first, second] = [client.agents({}).subscribe(), client.agents({}).subscribe()];
    const signal = fetch.mock.calls[0]?.[0].abortSignal;
    first.unsubscribe();
    expect(signal?.aborted).toBe(false);
    second.unsubscribe();
    expect(signal?.aborted).toBe(true);
  });

  it('says that a web page came instead of data', async () => {
    const { client } = clientOver(() => of({ data: '<!doctype html><title>Sign in</title>' }));
    await expect(firstValueFrom(client.status())).rejects.toThrow(/web page came instead of data/);
  });

  it('gives up waiting some time', () => {
    jest.useFakeTimers();
    const { client, fetch } = clientOver(() => NEVER);
    const errors: unknown[] = [];
    client.status().subscribe({ error: (error: unknown) => errors.push(error) });
    jest.advanceTimersByTime(120_000);
    jest.useRealTimers();
    expect(errors[0]).toMatchObject({ kind: 'slow' });
    expect(fetch.mock.calls[0]?.[0].abortSignal?.aborted).toBe(true);
  });

  it('changes a session by PATCH, each change on its own', async () => {
    const { client, fetch } = clientOver(() => of({ data: {} }));
    await firstValueFrom(client.patch('a/b', { notes: 'x' }));
    expect(fetch.mock.calls[0]?.[0]).toMatchObject({
      method: 'PATCH',
      url: '/base/analytics/training/a%2Fb',
      data: { notes: 'x' },
    });
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
    ["what Grafana's proxy makes of a 401", 400, 'Authentication to data source failed', 'unauthenticated'],
    ['the same as Grafana wraps it', 400, { message: 'Authentication to data source failed' }, 'unauthenticated'],
    ["the end of Grafana's own session", 401, { message: 'Unauthorized' }, 'grafana'],
    ["Grafana's own refusal", 403, { message: 'plugin proxy route access denied' }, 'grafana'],
    ['a proxy that waited too long', 504, '', 'slow'],
    ['a web page of something else', 500, '<!DOCTYPE html><title>x</title>', 'not_exporter'],
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
