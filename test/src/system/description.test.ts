import { describe, expect, test } from '@jest/globals';
import { allRoutes, pathParameters } from '@shadower-training/contract';
import { exchange } from '../harness/http.js';
import { shareExporter } from '../harness/shared-exporter.js';

type Json = Record<string, unknown>;

describe('what the exporter says about itself', () => {
  const shared = shareExporter();
  const get = (path: string) => exchange(shared.exporter.port, { method: 'GET', path });

  test('the OpenAPI description has every call, its parameters, answers and errors, and no reference into nothing', async () => {
    const answer = await get('/openapi.json');
    expect(answer.headers['content-type']).toContain('application/json');
    const document = JSON.parse(answer.text) as {
      openapi: string;
      paths: Record<string, Record<string, Json>>;
      components: { schemas: Json };
    };
    expect(document.openapi).toMatch(/^3\.1\./);
    for (const { id, route } of allRoutes()) {
      const operation = document.paths[route.path]?.[route.method.toLowerCase()];
      expect(operation).toMatchObject({ operationId: id });
      const inPath = (operation!['parameters'] as Json[]).filter((parameter) => parameter['in'] === 'path');
      expect(inPath.map((parameter) => parameter['name'])).toEqual(pathParameters(route.path));
      expect(Object.keys(operation!['responses'] as Json).length).toBeGreaterThan(1);
    }
    const references = [...answer.text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1]!);
    expect(references.length).toBeGreaterThan(10);
    expect([...new Set(references)].filter((name) => !Object.hasOwn(document.components.schemas, name))).toEqual([]);
  });

  test('it lives, is ready, and tells its version', async () => {
    const { client } = shared;
    expect(await client.call('alive')).toEqual({ status: 'ok' });
    expect(await client.call('ready')).toEqual({ status: 'ready' });
    expect(await client.call('status')).toMatchObject({
      workspace_id: null,
      scopes: expect.arrayContaining(['ingest', 'read']),
    });
  });

  test('pages for people come as HTML with a policy that lets in no foreign script', async () => {
    for (const path of ['/', '/docs']) {
      const answer = await get(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.headers['content-security-policy']).toContain("script-src 'self'");
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });
});
