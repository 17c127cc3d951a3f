import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allRoutes, openApiDocument, routesTable } from '@shadower-training/contract';
import { pino } from 'pino';
import { call, startApi, type TestApi } from './api.test.support.js';
import { createApplication } from './application.js';
import { Guard } from './guard.js';
import { Ingest } from './ingest.js';
import { LiveHub } from './live-hub.js';
import { Metrics } from '../metrics/metrics.js';
import { readConfiguration } from '../configuration/configuration.js';
import { MemoryReader } from './memory-reader.test.support.js';
import { MemoryWriter } from './api.test.support.js';

let api: TestApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.server.stop('test'));

/** `METHOD /path/{parameter}` of every route that Express serves. */
function expressRoutes(): string[] {
  const { configuration } = readConfiguration({});
  const parts = {
    configuration,
    writer: new MemoryWriter(),
    reader: new MemoryReader(),
    tokens: null,
    logger: pino({ level: 'silent' }),
    version: '0',
    exporterId: 'x',
    pageDirectory: '/nonexistent',
  };
  const guard = new Guard(parts);
  const metrics = new Metrics(parts);
  metrics.stop();
  const app = createApplication({
    parts,
    guard,
    ingest: new Ingest(parts, guard, metrics.requests),
    metrics,
    hub: new LiveHub(parts.writer, parts.logger),
    isStopping: () => false,
  });
  return app.router.stack.flatMap(({ route }) =>
    route
      ? [...new Set(route.stack.map(({ method }) => method.toUpperCase()))].map(
          (method) => `${method} ${route.path.replace(/:(\w+)/g, '{$1}')}`,
        )
      : [],
  );
}

describe('routes', () => {
  it('are in OpenAPI if Express serves them, and the reverse', () => {
    const described = Object.entries(openApiDocument('0', '').paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(expressRoutes().sort()).toEqual(described.sort());
  });

  it('are all served: none is 404 for want of a handler', async () => {
    for (const { route } of allRoutes().filter(({ id }) => id !== 'live')) {
      const path = route.path.replace(/\{\w+\}/g, 'x');
      const answer = await call(api, route.method, path, route.body ? { body: {} } : {});
      if (answer.status === 404) expect(answer.json.error.message).toMatch(/session|agent/);
      else expect([200, 202, 400, 501]).toContain(answer.status);
    }
  });

  it('are described for machines and people', async () => {
    const description = await call(api, 'GET', '/openapi.json');
    expect(description.json.openapi).toBe('3.1.0');
    const page = await call(api, 'GET', '/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const { route } of allRoutes()) expect(page.text).toContain(route.path);
    expect(page.text).not.toContain('<script');
  });

  it('are listed in docs/api.md as they are', () => {
    const squeezed = (text: string): string =>
      text.replace(/ +/g, ' ').replace(/-{3,}/g, '---').replace(/\| /g, '|').replace(/ \|/g, '|');
    const file = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    expect(squeezed(file)).toContain(squeezed(routesTable()));
  });

  it('optimize is a declared 501', async () => {
    const answer = await call(api, 'POST', '/analytics/training/optimize', { body: {} });
    expect([answer.status, answer.json.error.code]).toEqual([501, 'not_implemented']);
  });

  it('answers carry security headers and no CORS', async () => {
    const { headers } = await call(api, 'GET', '/');
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    expect(headers['access-control-allow-origin']).toBeUndefined();
    expect(headers['x-powered-by']).toBeUndefined();
  });
});
