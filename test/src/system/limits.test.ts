import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Child } from '../harness/child-process.js';
import { EventStream } from '../harness/event-stream.js';
import { exchange, type HttpAnswer } from '../harness/http.js';
import { errorOf } from '../harness/native-client.js';
import { EXPORTER_PROGRAM } from '../harness/repository.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

const file = join(temporaryDirectory('tokens'), 'tokens.json');

/** Runs `token ...` on the tests' file. @returns What it printed. */
async function token(...args: string[]): Promise<string> {
  const { PATH, HOME } = process.env;
  const child = new Child(process.execPath, [EXPORTER_PROGRAM, 'token', ...args, '--file', file], { PATH, HOME });
  const { code } = await child.ended;
  if (code !== 0) throw new Error(child.output);
  return child.output;
}

const create = async (workspace: string, name: string, scopes = 'ingest,read'): Promise<string> =>
  (await token('create', '--workspace', workspace, '--scopes', scopes, '--name', name)).slice(0, 40);

// Before the exporter starts: it refuses to start without its file.
const operator = await create('operators', 'operator', 'metrics');

describe('limits of a token and a workspace, and tokens that come and go', () => {
  const shared = shareExporter({
    environment: {
      TRAINING_TOKENS_FILE: file,
      TRAINING_TOKEN_REQUESTS_PER_SECOND: '40',
      TRAINING_WORKSPACE_REQUESTS_PER_SECOND: '60',
      TRAINING_TOKEN_BYTES_PER_SECOND: '20000',
      TRAINING_MAX_LIVE_SESSIONS_PER_WORKSPACE: '3',
      TRAINING_MAX_SERIES_PER_SESSION: '5',
    },
  });
  const get = (path: string, bearer: string, headers: Record<string, string> = {}): Promise<HttpAnswer> =>
    exchange(shared.exporter.port, { method: 'GET', path, headers: { ...headers, Authorization: `Bearer ${bearer}` } });

  const known = (bearer: string, status: number): Promise<unknown> =>
    waitUntil(`a token is answered ${status}`, async () => (await get('/analytics/status', bearer)).status === status, {
      within: 10_000,
      every: 200,
    });

  async function overLimit(limit: string): Promise<number> {
    const { text } = await get('/metrics', operator);
    return Number(new RegExp(`over_limit_total\\{limit="${limit}"\\} (\\d+)`).exec(text)![1]);
  }

  test('a token that is made or withdrawn counts without a restart, and leaves a line in the log', async () => {
    const drawn = await create('red', 'trainer');
    await known(drawn, 200);
    const stream = await EventStream.open(shared.exporter.port, '', { Authorization: `Bearer ${drawn}` });
    const listed = await token('list');
    const id = /^(\w{12}) +trainer +red +ingest,read/m.exec(listed)![1]!;
    expect(listed).not.toContain(drawn);
    await token('revoke', id);
    await known(drawn, 401);
    expect((await stream.next('end')).data.reason).toBe('the token was withdrawn');
    expect(await token('list')).not.toContain('trainer');
    const audit = shared.exporter.output
      .split('\n')
      .filter((line) => line.includes('"audit"'))
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const entry = { token_id: id, token: 'trainer', workspace_id: 'red', scopes: ['ingest', 'read'] };
    expect(audit).toEqual([
      expect.objectContaining({ audit: 'token_added', ...entry }),
      expect.objectContaining({ audit: 'token_withdrawn', ...entry }),
    ]);
    expect(shared.exporter.output).not.toContain(drawn);
    // Who tried before the file was read again.
    expect(shared.exporter.output).toContain('requests without a token that is known');
    await expect(token('revoke', id)).rejects.toThrow(`has no token with the id ${id}`);
  });

  test('a request carries its id back: its own when well-formed, else one of the exporter; errors name it', async () => {
    for (const path of ['/healthz', '/analytics/sessions', '/analytics/training/x/progress', '/nowhere']) {
      const own = await get(path, operator, { 'X-Request-Id': 'abc-1.2:3_4' });
      expect(own.headers['x-request-id']).toBe('abc-1.2:3_4');
      if (own.status >= 400) expect(errorOf(path, own).error.request_id).toBe('abc-1.2:3_4');
      for (const wrong of ['a b', '"quoted"', 'x'.repeat(129), '']) {
        const answer = await get(path, operator, { 'X-Request-Id': wrong });
        expect(answer.headers['x-request-id']).toMatch(/^[a-z0-9]+-[a-z0-9]+$/);
      }
    }
    const post = await exchange(shared.exporter.port, {
      method: 'POST',
      path: '/analytics/training/none/metrics',
      headers: { Authorization: `Bearer ${operator}`, 'X-Request-Id': 'mine', 'Content-Type': 'application/json' },
      body: '{}',
    });
    expect([post.headers['x-request-id'], errorOf('metrics', post).error.request_id]).toEqual(['mine', 'mine']);
  });

  test('requests a second: a token that is over is told when to come back, others are served, and both are counted', async () => {
    const [first, second] = [await create('many', 'first'), await create('many', 'second')];
    const other = await create('calm', 'calm');
    await known(other, 200);
    await known(second, 200);
    const storm = async (bearer: string): Promise<HttpAnswer[]> =>
      Promise.all(Array.from({ length: 120 }, () => get('/analytics/status', bearer)));
    const answers = await storm(first);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(20);
    expect(answers.filter(({ status }) => status === 200).length).toBeGreaterThan(10);
    expect(errorOf('status', refused[0]!).error).toMatchObject({
      code: 'too_many_requests',
      message: expect.stringMatching(/^the token "first" is over its limit of 40 requests a second/),
    });
    expect(Number(refused[0]!.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await get('/analytics/status', other)).status).toBe(200);
    expect(await overLimit('token_requests_per_second')).toBeGreaterThanOrEqual(refused.length);
    await Promise.all([storm(first), storm(second)]);
    expect(await overLimit('workspace_requests_per_second')).toBeGreaterThan(0);
    await known(first, 200);
  });

  test('bytes a second, live sessions and series of a session are refused by name', async () => {
    const bearer = await create('limited', 'limited');
    await known(bearer, 200);
    const client = shared.exporter.client(bearer);
    for (const session_id of ['a', 'b', 'c']) await client.start({ session_id });
    const parameters = { session_id: 'a' };
    expect(
      await client.refusal('startSession', { body: { session_id: 'd', agent_id: 'agent', training_config: {} } }),
    ).toMatchObject({ status: 429, message: expect.stringContaining('3 live sessions; the limit is 3') });
    expect(await overLimit('live_sessions_in_workspace')).toBe(1);
    // One that is live already may resume, and another may start in place of one that has ended.
    await client.start({ session_id: 'a' });
    await client.complete('c');
    await client.start({ session_id: 'd' });

    const names = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`metric_${index}`, 1]));
    const wide = { producer: 'p', sequence: 1, points: [{ step: 1, metrics: names }] };
    expect(await client.refusal('logMetrics', { parameters, body: wide })).toMatchObject({
      status: 413,
      message: expect.stringContaining('6 series; the limit is 5'),
      request_id: expect.any(String),
    });
    expect(await overLimit('series_in_session')).toBe(1);

    // A body over the rate passes, as it could never be sent otherwise; the next one waits until it is paid for.
    const points = Array.from({ length: 1_200 }, (_, index) => ({ step: index + 1, metrics: { loss: 1 } }));
    expect(JSON.stringify(points).length).toBeGreaterThan(40_000);
    await client.log('a', { producer: 'p', sequence: 2, points });
    expect(
      await client.refusal('logMetrics', { parameters, body: { producer: 'p', sequence: 3, points: [points[0]] } }),
    ).toMatchObject({ status: 429, message: expect.stringContaining('over its limit of 20000 bytes a second') });
    expect(await overLimit('token_bytes_per_second')).toBe(1);
    await waitUntil(
      'the bytes are paid for',
      async () => {
        const body = { producer: 'p', sequence: 3, points: [points[0]] };
        return (await client.raw('logMetrics', { parameters, body })).status === 200;
      },
      { within: 10_000, every: 300 },
    );
    expect((await client.summary('a')).values).toBe(1_201);
    client.close();
  });
});
