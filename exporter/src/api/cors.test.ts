import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfiguration } from '../configuration/configuration.js';
import { hashToken } from '../security/token.js';
import { call, startApi, type TestApi } from './api.test.support.js';

const ORIGIN = 'https://notebook.example.org';
const TOKEN = 't'.repeat(40);
const METRICS = '/analytics/training/s/metrics';

let api: TestApi;
beforeAll(async () => {
  const entry = {
    name: 't',
    workspace_id: 'w',
    scopes: ['ingest' as const, 'read' as const],
    sha256: hashToken(TOKEN),
  };
  api = await startApi({ TRAINING_CORS_ORIGINS: `${ORIGIN}, http://localhost:8888` }, [entry]);
});
afterAll(() => api.server.stop('test'));

const ask = (method: string, path: string, headers: Record<string, string>) =>
  call(api, method, path, {
    headers: { Authorization: `Bearer ${TOKEN}`, ...headers },
    body: method === 'POST' ? {} : undefined,
  });

describe('pages of other origins', () => {
  it('may read what they ask for where their origin is configured: answers, refusals, the stream, and after writing', async () => {
    for (const [method, path, status] of [
      ['GET', '/analytics/sessions', 200],
      ['GET', '/analytics/training/none/progress', 404],
      ['GET', '/%2e%2e/', 400],
      ['HEAD', '/analytics/live', 200],
      ['POST', METRICS, 200],
    ] as const) {
      const answer = await ask(method, path, { Origin: ORIGIN });
      expect([path, answer.status]).toEqual([path, status]);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': ORIGIN,
        'access-control-expose-headers': expect.stringContaining('Retry-After'),
      });
      expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    }
    expect((await ask('GET', '/analytics/sessions', { Origin: ORIGIN })).headers.vary).toContain('Origin');
  });

  it('are told before they write what they may send, without a token', async () => {
    const { status, headers } = await call(api, 'OPTIONS', METRICS, {
      headers: { Origin: ORIGIN, 'Access-Control-Request-Method': 'POST' },
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': expect.stringContaining('Authorization'),
    });
  });

  it('get no such header where their origin is not configured, or only looks like it', async () => {
    for (const Origin of [
      'https://example.org',
      `${ORIGIN}.evil.org`,
      `${ORIGIN}:8443`,
      'http://notebook.example.org',
      'null',
    ])
      for (const method of ['GET', 'OPTIONS'])
        expect(
          (await ask(method, '/analytics/sessions', { Origin })).headers['access-control-allow-origin'],
        ).toBeUndefined();
  });

  it('are let in without tokens as well when configured, and no others', async () => {
    const open = await startApi({ TRAINING_CORS_ORIGINS: ORIGIN });
    const status = async (Origin: string) =>
      (await call(open, 'GET', '/analytics/sessions', { headers: { Origin } })).status;
    expect([await status(ORIGIN), await status('https://example.org')]).toEqual([200, 403]);
    await open.server.stop('test');
  });

  it('are configured as origins: no wildcard, no path', () => {
    for (const TRAINING_CORS_ORIGINS of [
      '*',
      'null',
      'https://a.org/',
      'https://a.org/path',
      'a.org',
      'https://*.a.org',
      'https://A.org',
    ])
      expect(() => readConfiguration({ TRAINING_CORS_ORIGINS })).toThrow('TRAINING_CORS_ORIGINS');
  });
});
