import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { call, errorForm, raw, startApi, type TestApi } from './api.test.support.js';

const METRICS = '/analytics/training/s/metrics';
const BODY = JSON.stringify({ points: [] });

let api: TestApi;
beforeAll(async () => {
  api = await startApi({
    TRAINING_MAX_BODY_BYTES: '20000000',
    TRAINING_MAX_DECOMPRESSED_BYTES: '1000000',
    // 20 MB arrive in it on a busy machine too.
    TRAINING_BODY_TIMEOUT_SECONDS: '4',
    TRAINING_LOG_LEVEL: 'warn',
  });
});
afterAll(() => api.server.stop('test'));
// Whatever came, the process lives and serves.
afterEach(async () => expect((await call(api, 'GET', '/healthz')).status).toBe(200));

describe('bad input', () => {
  it.each([
    ['cut gzip', gzipSync(BODY.repeat(100)).subarray(0, 30), 400, 'invalid_request'],
    [
      'a cut, larger gzip',
      gzipSync(
        Buffer.from(
          Array.from({ length: 9_000 }, (_, index) => Math.floor(Math.abs(Math.sin(index * 12.9898)) * 43_758) % 251),
        ),
      ).subarray(0, 4_000),
      400,
      'invalid_request',
    ],
    ['no gzip at all', Buffer.from('{"points":[]}'), 400, 'invalid_request'],
    ['a small gzip bomb', gzipSync(Buffer.alloc(900_000 * 1.2)), 413, 'too_large'],
    ['a gzip bomb', gzipSync(Buffer.alloc(100_000_000)), 413, 'too_large'],
    ['an empty gzip', Buffer.alloc(0), 400, 'invalid_request'],
  ])('%s is refused', async (_name, body, status, code) => {
    const before = api.writer.received.length;
    const answer = await call(api, 'POST', METRICS, { body, headers: { 'Content-Encoding': 'gzip' } });
    expect(answer.status).toBe(status);
    expect(answer.json).toEqual(errorForm(code));
    if (status === 413) expect(answer.json.error.message).toContain('1000000 bytes');
    expect(api.writer.received.length).toBe(before);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
    'application/json; charset=latin1',
    'application/jsonx',
  ])('a write of type %p is 415, on and off the hot path', async (type) => {
    for (const path of [METRICS, '/analytics/training/start', '/analytics/series']) {
      const answer = await call(api, 'POST', path, { body: BODY, headers: { 'Content-Type': type } });
      expect([path, answer.status]).toEqual([path, 415]);
      expect(answer.json).toEqual(errorForm('unsupported_media_type'));
    }
  });

  it('a write without a type, or in another encoding, is 415', async () => {
    expect(
      await raw(api, `POST ${METRICS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`),
    ).toContain(' 415 ');
    const answer = await call(api, 'POST', METRICS, { body: BODY, headers: { 'Content-Encoding': 'br' } });
    expect(answer.status).toBe(415);
  });

  it('UTF-8 is accepted in any spelling', async () => {
    for (const type of ['application/json; charset=utf-8', 'application/json;charset="UTF-8"', 'Application/JSON']) {
      expect((await call(api, 'POST', METRICS, { body: BODY, headers: { 'Content-Type': type } })).status).toBe(200);
    }
  });

  it('a body over the limit is 413, whether it says its length or not, and the connection goes on', async () => {
    const large = Buffer.alloc(20_000_001, 32);
    const declared = await call(api, 'POST', METRICS, { body: large });
    expect([declared.status, declared.json.error.message]).toEqual([413, expect.stringContaining('20000000 bytes')]);
    const chunked = await call(api, 'POST', METRICS, { body: large, headers: { 'Transfer-Encoding': 'chunked' } });
    expect(chunked.status).toBe(413);
  });

  it('ten megabytes of nested arrays reach the receiver, which decides', async () => {
    const body = '['.repeat(5_000_000) + ']'.repeat(5_000_000);
    const answer = await call(api, 'POST', METRICS, { body });
    expect(answer.status).toBe(200);
    expect(api.writer.received.at(-1)?.body.length).toBe(10_000_000);
  });

  it('nested arrays as a query are refused', async () => {
    const body = '['.repeat(400_000) + ']'.repeat(400_000);
    expect((await call(api, 'POST', '/analytics/series', { body })).status).toBe(400);
  });

  it('the receiver gets a body in a buffer of its own', async () => {
    await call(api, 'POST', `${METRICS}?workspace_id=w`, {
      body: gzipSync(BODY),
      headers: { 'Content-Encoding': 'gzip' },
    });
    const { body, ...request } = api.writer.received.at(-1)!;
    expect(Buffer.from(body).toString()).toBe(BODY);
    expect(body.buffer.byteLength).toBe(body.byteLength);
    expect(request).toMatchObject({
      door: 'native',
      operation: 'metrics',
      session_id: 's',
      token_workspace_id: null,
      query_workspace_id: 'w',
    });
  });

  it.each([
    '/analytics/%2e%2e/analytics/status',
    '/analytics/../analytics/status',
    '/analytics/training/%2E%2E/metrics',
    '/analytics/training/..%2fx/metrics',
    '/analytics\\..\\status',
    '/analytics/training/a%5c..%5cb/metrics',
    '//analytics/status',
    '/./analytics/status',
    '/analytics/training/%/metrics',
    '/analytics/training/%ff/metrics',
    '/analytics/training/%00/metrics',
    'http://127.0.0.1/analytics/status',
    '/%2e%2e/%2e%2e/etc/passwd',
  ])('the path %p is refused', async (path) => {
    for (const method of ['GET', 'POST']) {
      const answer = await raw(api, `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    }
  });

  it('ids may hold what is encoded', async () => {
    const id = 'a/b c%"ü.:😀';
    expect(
      (await call(api, 'POST', `/analytics/training/${encodeURIComponent(id)}/metrics`, { body: BODY })).status,
    ).toBe(200);
    expect(api.writer.received.at(-1)?.session_id).toBe(id);
  });

  it.each(['x'.repeat(129), '%0a', '__proto__'])('%p is no id', async (id) => {
    for (const call_ of ['metrics', 'heartbeat']) {
      const answer = await call(api, 'POST', `/analytics/training/${id}/${call_}`, { body: BODY });
      expect(answer.json).toMatchObject({ error: { code: 'invalid_request', details: [{ path: 'session_id' }] } });
    }
  });

  it('unknown paths are 404, known ones with another method 405, OPTIONS says what there is', async () => {
    expect((await call(api, 'GET', '/analytics/nothing')).json).toEqual(errorForm('not_found'));
    expect((await call(api, 'POST', '/nothing', { body: BODY })).status).toBe(404);
    const wrong = await call(api, 'DELETE', METRICS);
    expect([wrong.status, wrong.headers.allow]).toEqual([405, 'POST, OPTIONS']);
    const options = await call(api, 'OPTIONS', '/analytics/series', { headers: { Origin: 'http://localhost' } });
    expect([options.status, options.headers.allow]).toEqual([204, 'GET, HEAD, POST, OPTIONS']);
    expect(Object.keys(options.headers).join()).not.toContain('access-control');
    const head = await call(api, 'HEAD', '/healthz');
    expect([head.status, head.text]).toEqual([200, '']);
    expect((await call(api, 'HEAD', '/analytics/live')).status).toBe(200);
  });

  it('oversized headers are 431, what is not HTTP 400, in the one form', async () => {
    const answer = await raw(api, `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Large: ${'x'.repeat(20_000)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
    expect(answer).toContain('"code":"invalid_request"');
    expect(await raw(api, 'hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('a body that comes too slowly is 408', async () => {
    const answer = await raw(
      api,
      `POST ${METRICS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  }, 10_000);

  it('a client that goes away in the middle leaves nothing behind', async () => {
    const before = api.writer.received.length;
    await new Promise<void>((resolve) => {
      const socket = connect(api.port, '127.0.0.1', () => {
        socket.write(
          `POST ${METRICS} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
        );
        setTimeout(() => socket.destroy(), 50);
        socket.on('close', () => resolve());
      });
    });
    expect(api.writer.received.length).toBe(before);
  });

  it('every wrong parameter is named', async () => {
    const answer = await call(api, 'GET', '/analytics/sessions?limit=0&state=dead&unknown=1&from=yesterday');
    expect(answer.status).toBe(400);
    const paths = answer.json.error.details.map(({ path }: { path: string }) => path);
    expect(paths.sort()).toEqual(['from', 'limit', 'state[0]', 'unknown']);
    const proto = await call(api, 'GET', '/analytics/series?session_id=a&metric=b&labels[__proto__]=1');
    expect(proto.json.error.details).toEqual([{ path: 'labels[__proto__]', problem: 'must not be "__proto__"' }]);
    expect((await call(api, 'POST', `${METRICS}?workspace=w`, { body: BODY })).json.error.details[0].path).toBe(
      'workspace',
    );
  });

  it('an unexpected error is 500 without a word of its inside, and logged', async () => {
    api.writer.failure = new Error('secret inside');
    const answer = await call(api, 'POST', METRICS, { body: BODY });
    api.writer.failure = null;
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('secret');
    expect(answer.json.error.message).toContain(String(answer.headers['x-request-id']));
    expect(JSON.stringify(api.logged)).toContain('secret inside');
  });
});

describe('foreign requests, without tokens', () => {
  it.each([
    'evil.example',
    'evil.example:4319',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'user@localhost',
    '0.0.0.0',
    '10.0.0.1:4319',
    'localhost/x',
  ])('the Host %p is refused', async (Host) => {
    for (const [method, path] of [
      ['GET', '/analytics/status'],
      ['GET', '/'],
      ['POST', METRICS],
    ] as const) {
      const answer = await raw(api, `${method} ${path} HTTP/1.1\r\nHost: ${Host}\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 421 /);
      expect(answer).toContain('"foreign_request"');
    }
  });

  it.each(['localhost', 'localhost:9', '127.0.0.1:4319', '127.1.2.3', '[::1]:4319', 'app.localhost'])(
    'the Host %p is ours',
    async (Host) => {
      expect((await call(api, 'GET', '/healthz', { headers: { Host } })).status).toBe(200);
    },
  );

  it.each([
    'http://evil.example',
    'null',
    'https://127.0.0.1.evil.example',
    'file://',
    'http://localhost.evil.example',
  ])('the Origin %p is refused', async (Origin) => {
    for (const [method, path] of [
      ['GET', '/analytics/status'],
      ['POST', METRICS],
    ] as const) {
      const answer = await call(api, method, path, { headers: { Origin, 'Content-Type': 'application/json' } });
      expect([answer.status, answer.json.error.code]).toEqual([403, 'forbidden']);
    }
  });

  it('the public address is ours', async () => {
    const other = await startApi({ TRAINING_PUBLIC_URL: 'https://training.example.org' });
    const answer = await call(other, 'GET', '/analytics/status', {
      headers: { Host: 'training.example.org', Origin: 'https://training.example.org' },
    });
    expect(answer.status).toBe(200);
    await other.server.stop('test');
  });
});

describe('load', () => {
  it('more than may wait is 429 with Retry-After, by count and by bytes', async () => {
    const busy = await startApi({ TRAINING_MAX_REQUESTS_IN_FLIGHT: '2', TRAINING_MAX_BYTES_IN_FLIGHT: '1000' });
    let open = (): void => {};
    busy.writer.gate = new Promise((resolve) => (open = resolve));
    const first = call(busy, 'POST', METRICS, { body: Buffer.alloc(900, 32) });
    while (busy.writer.received.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const tooLarge = await call(busy, 'POST', METRICS, { body: Buffer.alloc(200, 32) });
    expect([tooLarge.status, tooLarge.headers['retry-after'], tooLarge.json]).toEqual([
      429,
      '1',
      errorForm('too_many_requests'),
    ]);
    const second = call(busy, 'POST', METRICS, { body: BODY });
    while (busy.writer.received.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect((await call(busy, 'POST', METRICS, { body: BODY })).status).toBe(429);
    open();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect((await call(busy, 'POST', METRICS, { body: BODY })).status).toBe(200);
    await busy.server.stop('test');
  });

  it('stopping finishes what was accepted', async () => {
    const stopping = await startApi();
    let open = (): void => {};
    stopping.writer.gate = new Promise((resolve) => (open = resolve));
    const accepted = call(stopping, 'POST', METRICS, { body: BODY });
    while (stopping.writer.received.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    const stopped = stopping.server.stop('test');
    open();
    expect((await accepted).status).toBe(200);
    await stopped;
    await expect(call(stopping, 'GET', '/healthz')).rejects.toThrow();
  });
});
