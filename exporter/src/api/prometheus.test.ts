import { afterEach, describe, expect, it } from '@jest/globals';
import { gunzipSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { CANONICAL_METRICS } from '@shadower-training/contract';
import { hashToken } from '../security/token.js';
import { call, errorForm, startApi, summaryOf, type TestApi } from './api.test.support.js';

let api: TestApi;
afterEach(() => api.server.stop('test'));

const token = (letter: string): string => letter.repeat(40);
const entry = (letter: string, workspace_id: string, scopes: ('read' | 'metrics' | 'ingest')[]) => ({
  ...{ name: letter, workspace_id, scopes },
  sha256: hashToken(token(letter)),
});

/** Values of the series whose line begins so. */
const valuesOf = (text: string, start: string): number[] =>
  text.split('\n').flatMap((line) => (line.startsWith(start) ? [Number(line.slice(line.lastIndexOf(' ')))] : []));

const scrape = async (headers: Record<string, string> = {}) => call(api, 'GET', '/metrics', { headers });

describe('GET /metrics', () => {
  it('counts what was asked, refused, acknowledged and read', async () => {
    api = await startApi();
    await call(api, 'POST', '/analytics/training/s/metrics', { body: {} });
    await call(api, 'POST', '/analytics/training/s/heartbeat', { body: {} });
    await call(api, 'POST', '/analytics/training/s/metrics', { body: 'x', headers: { 'Content-Type': 'text/plain' } });
    await call(api, 'GET', '/analytics/sessions');
    await call(api, 'GET', '/nothing');
    const { text, headers, status } = await scrape();
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    const requests = 'shadower_training_http_requests_total{method=';
    expect(valuesOf(text, `${requests}"POST",route="/analytics/training/{session_id}/metrics",code="200"}`)).toEqual([
      1,
    ]);
    expect(valuesOf(text, `${requests}"POST",route="/analytics/training/{session_id}/metrics",code="415"}`)).toEqual([
      1,
    ]);
    expect(valuesOf(text, `${requests}"other",route="other",code="404"}`)).toEqual([1]);
    expect(valuesOf(text, 'shadower_training_ingest_rejected_total{reason="unsupported_media_type"}')).toEqual([1]);
    expect(valuesOf(text, 'shadower_training_ingest_rejected_total{reason="too_large"}')).toEqual([0]);
    expect(valuesOf(text, 'shadower_training_ingest_acknowledgement_seconds_count')).toEqual([2]);
    expect(valuesOf(text, 'shadower_training_ingest_body_bytes_total')).toEqual([4]);
    expect(valuesOf(text, 'shadower_training_query_seconds_count{method="GET",route="/analytics/sessions"}')).toEqual([
      1,
    ]);
    expect(valuesOf(text, 'shadower_training_writer_up')).toEqual([1]);
    expect(text).toContain('shadower_training_event_loop_lag_seconds_bucket{le="1",thread="writer"}');
  });

  it('tells no name that docs/prometheus.md does not explain', async () => {
    api = await startApi();
    const newest = Object.fromEntries(CANONICAL_METRICS.map(({ name }) => [name, 1]));
    api.writer.tell({ sessions: [summaryOf({ session_id: 's' })], metrics: [newest] });
    await call(api, 'GET', '/analytics/sessions');
    const { text } = await scrape();
    const document = readFileSync(new URL('../../../docs/prometheus.md', import.meta.url), 'utf8');
    const names = [...text.matchAll(/^# TYPE (?:shadower_training_(?:session_)?)?(\S+)/gm)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });

  it('answers when the writer thread does not, and says so', async () => {
    api = await startApi();
    api.writer.failure = new Error('ended');
    const { text, status } = await scrape();
    expect([status, ...valuesOf(text, 'shadower_training_writer_up')]).toEqual([200, 0]);
    expect(text).not.toContain('shadower_training_journal_records');
  });

  it('is OpenMetrics for Prometheus, and compressed for whoever takes that', async () => {
    api = await startApi();
    const headers = { Accept: 'application/openmetrics-text;version=1.0.0', 'Accept-Encoding': 'gzip' };
    const [type, body] = await new Promise<[string | undefined, Buffer]>((resolve) => {
      request({ port: api.port, path: '/metrics', headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve([response.headers['content-type'], Buffer.concat(chunks)]));
      }).end();
    });
    expect(type).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(gunzipSync(body).toString()).toMatch(/# EOF\n$/);
  });

  it('tells a token with the scope metrics everything, one that reads its own workspace alone, others nothing', async () => {
    api = await startApi({}, [
      entry('a', 'first', ['metrics']),
      entry('b', 'second', ['read', 'ingest']),
      entry('c', 'first', ['ingest']),
    ]);
    const sessions = ['first', 'second'].map((workspace_id) =>
      summaryOf({ session_id: `of ${workspace_id}`, workspace_id }),
    );
    api.writer.tell({ sessions, metrics: [{}, {}] });
    const as = (letter: string) => scrape({ Authorization: `Bearer ${token(letter)}` });
    const all = (await as('a')).text;
    expect(valuesOf(all, 'shadower_training_session_state{')).toHaveLength(2);
    expect(all).toContain('shadower_training_journal_records');
    const own = (await as('b')).text;
    expect(valuesOf(own, 'shadower_training_session_state{workspace="second"')).toHaveLength(1);
    expect(valuesOf(own, 'shadower_training_sessions{state="running"}')).toEqual([1]);
    expect(own).not.toContain('first');
    expect(own).not.toMatch(/_requests_|_journal_|_ingest_|process_|disk_/);
    expect((await as('c')).json).toEqual(errorForm('forbidden'));
    expect((await scrape()).json).toEqual(errorForm('unauthenticated'));
    expect((await as('x')).status).toBe(401);
  });
});
