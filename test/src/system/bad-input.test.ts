import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { LIMITS } from '@shadower-training/contract';
import { exchange, type HttpAnswer } from '../harness/http.js';
import { errorOf } from '../harness/native-client.js';
import { residentBytes } from '../harness/process-memory.js';
import { shareExporter } from '../harness/shared-exporter.js';

const SESSION = 'target';
const METRICS = `/analytics/training/${SESSION}/metrics`;
const JSON_HEADERS = { 'Content-Type': 'application/json' };
const GZIP_HEADERS = { ...JSON_HEADERS, 'Content-Encoding': 'gzip' };
const batch = (points: unknown[], more: Record<string, unknown> = {}) => ({
  producer: 'p',
  sequence: 1,
  points,
  ...more,
});
const good = { step: 1, metrics: { loss: 1 } };

/** A batch in which nothing is right. */
function wrongValues(points: number, metrics: number): string {
  const values = Array.from({ length: metrics }, (_, index) => `"m${index}":""`).join(',');
  return `{"producer":"p","sequence":1,"points":[${Array(points).fill(`{"metrics":{${values}}}`).join(',')}]}`;
}

/** Wrong requests of each call, and every field that the answer must name. */
const WRONG_FIELDS: [string, string, string, unknown, string[]][] = [
  [
    'a batch with several mistakes',
    'POST',
    METRICS,
    batch([good, { step: 1.5, epoch: 'x', metrics: { loss: 'big', ok: 1 } }, { time: 'yesterday', metrics: {} }, 7], {
      extra: 1,
    }),
    [
      'extra',
      'points[1].step',
      'points[1].epoch',
      'points[1].metrics.loss',
      'points[2].time',
      'points[2].metrics',
      'points[3]',
    ],
  ],
  ['null as a value', 'POST', METRICS, batch([{ step: 1, metrics: { loss: null } }]), ['points[0].metrics.loss']],
  ['true as a value', 'POST', METRICS, batch([{ step: 1, metrics: { loss: true } }]), ['points[0].metrics.loss']],
  ['a sequence without a producer', 'POST', METRICS, { sequence: 1, points: [{ ...good, time: 1 }] }, ['producer']],
  ['a sequence of 0', 'POST', METRICS, batch([good], { sequence: 0 }), ['sequence']],
  ['no time and no producer', 'POST', METRICS, { points: [good] }, ['points[0].time']],
  ['a time in microseconds', 'POST', METRICS, batch([{ ...good, time: 1.7e15 }]), ['points[0].time']],
  ['an unknown field of a point', 'POST', METRICS, batch([{ ...good, value: 1 }]), ['points[0].value']],
  [
    'a metric name that is too long',
    'POST',
    METRICS,
    batch([{ step: 1, metrics: { ['x'.repeat(LIMITS.metricNameLength + 1)]: 1 } }]),
    [`points[0].metrics.${'x'.repeat(LIMITS.metricNameLength + 1)}`],
  ],
  ['an empty metric name', 'POST', METRICS, batch([{ step: 1, metrics: { '': 1 } }]), ['points[0].metrics.']],
  ['a label that is no text', 'POST', METRICS, batch([{ ...good, labels: { gpu: 0 } }]), ['points[0].labels.gpu']],
  [
    'negative cost',
    'POST',
    METRICS,
    batch([good], { resource_usage: { compute_cost_usd: -1 } }),
    ['resource_usage.compute_cost_usd'],
  ],
  ['a list instead of a batch', 'POST', METRICS, [], ['']],
  [
    'a start without an agent, with a mistyped total',
    'POST',
    '/analytics/training/start',
    { training_config: { training_type: 'magic' }, total_epoch: 3, started_at: 'now' },
    ['agent_id', 'training_config.training_type', 'total_epoch', 'started_at'],
  ],
  [
    'an unknown kind of event',
    'POST',
    `/analytics/training/${SESSION}/events`,
    { events: [{ kind: 'note' }, { kind: 'party', step: 'x' }] },
    ['events[1].kind', 'events[1].step'],
  ],
  [
    'an unknown phase',
    'POST',
    `/analytics/training/${SESSION}/heartbeat`,
    { phase: 'asleep', step: 0.5 },
    ['phase', 'step'],
  ],
  ['an end that is none', 'POST', `/analytics/training/${SESSION}/complete`, { status: 'running' }, ['status']],
  [
    'a patch of what cannot change',
    'PATCH',
    `/analytics/training/${SESSION}`,
    { agent_id: 'other', total_steps: -1 },
    ['agent_id', 'total_steps'],
  ],
  [
    'an objective without a direction',
    'PATCH',
    `/analytics/training/${SESSION}`,
    { objective: { metric: 'f1' } },
    ['objective.direction'],
  ],
  [
    'wrong parameters of a list',
    'GET',
    '/analytics/sessions?limit=0&state=asleep&where=nonsense&colour=red',
    undefined,
    ['limit', 'state[0]', 'where[0]', 'colour'],
  ],
  ['an unknown field in a condition', 'GET', '/analytics/sessions?where=shoe_size%3E4', undefined, ['where[0]']],
  ['an unknown field to sort by', 'GET', '/analytics/sessions?sort=shoe_size', undefined, ['sort']],
  ['curves without a session or metric', 'GET', '/analytics/series', undefined, ['session_id', 'metric']],
  [
    'curves against a metric that is not named',
    'GET',
    `/analytics/series?session_id=${SESSION}&metric=loss&x=metric`,
    undefined,
    ['x_metric'],
  ],
  [
    'too many points a curve',
    'POST',
    '/analytics/series',
    { session_id: [SESSION], metric: ['loss'], points: 1_000_000 },
    ['points'],
  ],
];

/** Bodies and headers that no parser may choke on: each is refused by a 4xx. */
const HOSTILE: [string, () => Parameters<typeof exchange>[1], number | number[]][] = [
  ['a cut gzip', () => post(GZIP_HEADERS, gzipSync(JSON.stringify(batch([good]))).subarray(0, 40)), 400],
  ['a gzip that is none', () => post(GZIP_HEADERS, Buffer.from('not gzip at all')), 400],
  ['a gzip bomb (300 MB of spaces in 300 kB)', () => post(GZIP_HEADERS, gzipSync(Buffer.alloc(300_000_000, ' '))), 413],
  ['millions of wrong values (48 MB in .2 MB)', () => post(GZIP_HEADERS, gzipSync(wrongValues(10_000, 500))), 400],
  ['a small gzip bomb (70 MB)', () => post(GZIP_HEADERS, gzipSync(Buffer.alloc(70_000_000, ' '))), 413],
  ['another compression', () => post({ ...JSON_HEADERS, 'Content-Encoding': 'br' }, 'x'), 415],
  ['no content type', () => post({}, '{}'), 415],
  ['a form', () => post({ 'Content-Type': 'application/x-www-form-urlencoded' }, 'a=b'), 415],
  [
    'plain text, as any page may send',
    () => post({ 'Content-Type': 'text/plain' }, JSON.stringify(batch([good]))),
    415,
  ],
  ['JSON in Latin-1', () => post({ 'Content-Type': 'application/json; charset=iso-8859-1' }, '{}'), 415],
  [
    'invalid UTF-8',
    () => post(JSON_HEADERS, Buffer.from('{"producer":"\xff\xfe","sequence":1,"points":[]}', 'latin1')),
    400,
  ],
  ['no JSON', () => post(JSON_HEADERS, '{"points":['), 400],
  ['an empty body', () => post(JSON_HEADERS, ''), 400],
  [
    'NaN as JavaScript writes it',
    () => post(JSON_HEADERS, '{"producer":"p","sequence":1,"points":[{"step":1,"metrics":{"loss":NaN}}]}'),
    400,
  ],
  ['10 MB of nested arrays', () => post(JSON_HEADERS, '['.repeat(5_000_000 - 1) + ']'.repeat(5_000_000 - 1)), 400],
  ['10 MB of nested objects', () => post(JSON_HEADERS, '{"a":'.repeat(1_900_000)), 400],
  ['10 MB of noise', () => post(JSON_HEADERS, randomBytes(9_900_000)), 400],
  [
    '__proto__ as a metric name',
    () => post(JSON_HEADERS, '{"producer":"p","sequence":1,"points":[{"step":1,"metrics":{"__proto__":1}}]}'),
    400,
  ],
  ['__proto__ as a field', () => post(JSON_HEADERS, '{"__proto__":{"points":[]},"producer":"p","sequence":1}'), 400],
  [
    '__proto__ in the query',
    () => ({ method: 'GET', path: '/analytics/series?labels[__proto__]=1&session_id=target&metric=loss' }),
    400,
  ],
  [
    'a step beyond what a double counts',
    () => post(JSON_HEADERS, '{"producer":"p","sequence":1,"points":[{"step":1e300,"metrics":{"loss":1}}]}'),
    400,
  ],
  [
    'a value beyond a double',
    () => post(JSON_HEADERS, '{"producer":"p","sequence":1,"points":[{"step":1,"metrics":{"loss":1e999}}]}'),
    400,
  ],
  [
    'a session id of 200 characters',
    () => ({ ...post(JSON_HEADERS, '{}'), path: `/analytics/training/${'x'.repeat(200)}/heartbeat` }),
    400,
  ],
  [
    'a NUL in the session id',
    () => ({ ...post(JSON_HEADERS, '{}'), path: '/analytics/training/a%00b/heartbeat' }),
    400,
  ],
  ['a broken percent sign', () => ({ method: 'GET', path: '/analytics/training/%zz/progress' }), 400],
  ['%2e%2e in the path', () => ({ method: 'GET', path: '/analytics/training/%2e%2e/%2e%2e/etc/passwd' }), 400],
  ['%2e%2e between assets', () => ({ method: 'GET', path: '/assets/%2e%2e/%2e%2e/package.json' }), [400, 404]],
  ['.. as it stands', () => ({ method: 'GET', path: '/analytics/../../etc/passwd' }), 400],
  ['a backslash', () => ({ method: 'GET', path: '/analytics\\..\\sessions' }), 400],
  ['an encoded backslash that climbs', () => ({ method: 'GET', path: '/analytics/..%5c..%5cpackage.json' }), 400],
  ['a doubled slash', () => ({ method: 'GET', path: '//evil.example/analytics/sessions' }), 400],
  ['an unknown path', () => ({ method: 'GET', path: '/analytics/nonsense' }), 404],
  ['another method', () => ({ method: 'DELETE', path: '/analytics/sessions' }), 405],
  ['a foreign Host', () => ({ ...post({ ...JSON_HEADERS, Host: 'evil.example' }, '{}') }), 421],
  [
    'a foreign Host on a read',
    () => ({ method: 'GET', path: '/analytics/sessions', headers: { Host: 'rebound.example:4319' } }),
    421,
  ],
  ['a foreign Origin', () => post({ ...JSON_HEADERS, Origin: 'https://evil.example' }, '{}'), 403],
  [
    'a foreign Origin on a read',
    () => ({ method: 'GET', path: '/analytics/sessions', headers: { Origin: 'https://evil.example' } }),
    403,
  ],
  ['a null Origin', () => post({ ...JSON_HEADERS, Origin: 'null' }, '{}'), 403],
];

function post(headers: Record<string, string>, body: string | Uint8Array): Parameters<typeof exchange>[1] {
  return { method: 'POST', path: METRICS, headers, body };
}

describe('bad input', () => {
  const shared = shareExporter();
  const send = (request: Parameters<typeof exchange>[1]): Promise<HttpAnswer> =>
    exchange(shared.exporter.port, request);
  const nothingStored = async () => {
    const { items } = await shared.client.call('listSessions');
    expect(items.map(({ session_id, values }) => ({ session_id, values }))).toEqual([
      { session_id: SESSION, values: 0 },
    ]);
    const { items: events } = await shared.client.call('events', { query: { session_id: SESSION } });
    expect(events.map(({ kind }) => kind)).not.toContain('note');
  };

  beforeAll(async () => {
    await shared.client.start({ session_id: SESSION });
  });

  test.each(WRONG_FIELDS)(
    '%s: every wrong field is named and nothing is stored',
    async (_name, method, path, body, paths) => {
      const answer = await send({
        method,
        path,
        headers: body === undefined ? {} : JSON_HEADERS,
        body: body === undefined ? undefined : JSON.stringify(body),
      });
      expect(answer.status).toBe(400);
      const { error } = errorOf(path, answer);
      expect(error.details.map((detail) => detail.path).sort()).toEqual([...paths].sort());
      await nothingStored();
    },
  );

  test.each(HOSTILE)('%s: refused, and the process lives', async (_name, request, statuses) => {
    const answer = await send(request());
    expect([statuses].flat()).toContain(answer.status);
    errorOf('hostile', answer);
    expect((await send({ method: 'GET', path: '/healthz' })).status).toBe(200);
    await nothingStored();
  });

  test('a body over its limit is refused with the limit', async () => {
    const answer = await send(post(JSON_HEADERS, Buffer.alloc(10_000_001, ' ')));
    expect(answer.status).toBe(413);
    expect(errorOf('large', answer).error.message).toContain('10000000');
    await nothingStored();
  });

  test('a batch over its limit is refused with the limit, one at the limit is taken', async () => {
    const points = Array.from({ length: LIMITS.pointsInRequest + 1 }, (_, step) => ({ step, metrics: { loss: 1 } }));
    const answer = await send(post(JSON_HEADERS, JSON.stringify(batch(points))));
    expect(answer.status).toBe(413);
    expect(errorOf('batch', answer).error.message).toContain(String(LIMITS.pointsInRequest));
    await nothingStored();
    await shared.client.start({ session_id: 'full', workspace_id: 'other' });
    const taken = await shared.client.call('logMetrics', {
      parameters: { session_id: 'full' },
      query: { workspace_id: 'other' },
      body: batch(points.slice(1)),
    });
    expect(taken.accepted).toBe(LIMITS.pointsInRequest);
  });

  test('a hundred wrong fields are spelled out, the others counted', async () => {
    const points = Array.from({ length: 5_000 }, () => ({ step: 'x', metrics: { loss: 1 } }));
    const { error } = errorOf('many', await send(post(JSON_HEADERS, JSON.stringify(batch(points)))));
    expect(error.details).toHaveLength(LIMITS.problemsInError);
    expect(error.message).toContain('5000 wrong fields');
  });

  test('after all of it the exporter answers and is small', async () => {
    await shared.client.log(SESSION, batch([good]));
    expect(await shared.client.summary(SESSION)).toMatchObject({ values: 1 });
    expect(residentBytes(shared.exporter.pid)).toBeLessThan(900_000_000);
  });
});
