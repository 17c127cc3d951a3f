import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { call, raw, startApi } from './api.test.support.js';

it('whatever is over a limit is told what it was over, and counted by it', async () => {
  const api = await startApi({
    TRAINING_MAX_BODY_BYTES: '1000',
    TRAINING_MAX_DECOMPRESSED_BYTES: '2000',
    TRAINING_MAX_REQUESTS_IN_FLIGHT: '1',
    TRAINING_MAX_STREAMS: '1',
  });
  const metrics = '/analytics/training/s/metrics';
  const post = (body: object | Uint8Array, headers = {}) =>
    call(api, 'POST', metrics, { body, headers: { 'Content-Type': 'application/json', ...headers } });

  let open = (): void => undefined;
  api.writer.gate = new Promise((resolve) => (open = () => resolve()));
  const waiting = post({});
  while (api.writer.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const busy = await post({});
  open();
  await waiting;
  const stream = raw(api, 'GET /analytics/live HTTP/1.1\r\nHost: localhost\r\n\r\n');
  while ((await call(api, 'GET', '/metrics')).text.includes('live_streams 0')) continue;

  const answers = {
    requests_in_flight: busy,
    body_bytes: await post({ text: 'x'.repeat(2_000) }),
    decompressed_bytes: await post(gzipSync(Buffer.alloc(3_000)), { 'Content-Encoding': 'gzip' }),
    query_parameters: await call(api, 'GET', `/analytics/sessions?${'tag&'.repeat(2_001)}`),
    live_streams: await call(api, 'GET', '/analytics/live'),
  };
  expect(Object.values(answers).map(({ status }) => status)).toEqual([429, 413, 413, 413, 429]);
  for (const { status, headers, json } of Object.values(answers)) {
    if (status === 429) expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    else expect(json.error.message).toMatch(/\d/);
  }
  const { text } = await call(api, 'GET', '/metrics');
  for (const limit of Object.keys(answers)) expect(text).toContain(`over_limit_total{limit="${limit}"} 1\n`);
  await api.server.stop('test');
  await stream;
});
