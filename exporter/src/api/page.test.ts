import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { call, startApi, type TestApi } from './api.test.support.js';

let api: TestApi;
beforeAll(async () => {
  const directory = join(mkdtempSync(join(tmpdir(), 'page-')), 'dist');
  mkdirSync(join(directory, 'assets'), { recursive: true });
  writeFileSync(join(directory, 'index.html'), '<p>the page</p>');
  writeFileSync(join(directory, 'assets', 'host.0123abcd.js'), 'script');
  writeFileSync(join(directory, 'assets', 'host.0123abcd.js.gz'), gzipSync('script'));
  writeFileSync(join(directory, '..', 'secret.txt'), 'secret');
  api = await startApi({}, null, directory);
});
afterAll(() => api.server.stop('test'));

describe('the page', () => {
  it('is served at /, always asked for anew', async () => {
    const answer = await call(api, 'GET', '/?session=x');
    expect([answer.status, answer.text, answer.headers['cache-control']]).toEqual([200, '<p>the page</p>', 'no-cache']);
    const again = await call(api, 'GET', '/', { headers: { 'If-None-Match': String(answer.headers.etag) } });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  it('has files that never change under a hashed name, compressed where they lie so', async () => {
    const plain = await call(api, 'GET', '/assets/host.0123abcd.js');
    expect([plain.text, plain.headers['cache-control'], plain.headers['content-type']]).toEqual([
      'script',
      'public, max-age=31536000, immutable',
      'text/javascript; charset=utf-8',
    ]);
    const compressed = await call(api, 'GET', '/assets/host.0123abcd.js', {
      headers: { 'Accept-Encoding': 'br, gzip' },
    });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect((await call(api, 'HEAD', '/assets/host.0123abcd.js')).headers['content-length']).toBe('6');
  });

  it.each([
    '/secret.txt',
    '/assets',
    '/assets/',
    '/nothing.js',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/..%2f..%2fsecret.txt',
  ])('does not serve %p', async (path) => {
    const answer = await call(api, 'GET', path);
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toContain('"secret"');
  });

  it('says how to build it where it is not built', async () => {
    const unbuilt = await startApi();
    const answer = await call(unbuilt, 'GET', '/');
    expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.text).toContain('npm run build');
    await unbuilt.server.stop('test');
  });
});
