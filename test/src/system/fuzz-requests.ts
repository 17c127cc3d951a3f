import { allRoutes } from '@shadower-training/contract';
import { oddHeader, packed } from './fuzz-encoding.js';
import { pick, type Random } from './fuzz-random.js';

/** Requests that begin as right ones and then go wrong somewhere. */
export interface FuzzRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: Buffer;
}

const NASTY: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e21,
  -0,
  2 ** 53 + 2,
  '',
  'NaN',
  '__proto__',
  'constructor',
  '\u0000',
  '\ud800',
  'x'.repeat(300),
  [],
  {},
  [[]],
  { a: { b: {} } },
  '2026-01-01',
  '2026-01-01T00:00:00Z',
  1_760_000_000_000,
];

const BODIES: Readonly<Record<string, (random: Random) => Record<string, unknown>>> = {
  'POST /analytics/training/start': (random) => ({
    agent_id: 'a',
    session_id: `s${random()}`,
    training_config: { hyperparameters: { lr: 0.1 }, dataset: { size: 3 } },
    tags: { a: 'b' },
    monitoring_config: { heartbeat_interval: 3 },
    objective: { metric: 'm', direction: 'minimize' },
  }),
  'PATCH /analytics/training/target': () => ({
    name: 'n',
    tags: { x: 'y' },
    total_steps: 4,
    resources: [{ sku: 'a', count: 1 }],
    environment: { versions: { python: '3' } },
  }),
  'POST /analytics/training/target/metrics': (random) => ({
    producer: 'p',
    sequence: 1 + Math.floor(random() * 1e6),
    points: [
      {
        step: 1,
        epoch: 0.5,
        time: Date.now(),
        rank: 0,
        labels: { gpu: '0' },
        metrics: { training_loss: 1, other: 'NaN' },
      },
      { step: 2, metrics: { training_loss: 0.5 } },
    ],
    resource_usage: { gpu_hours: 1 },
  }),
  'POST /analytics/training/target/events': () => ({
    events: [{ kind: 'checkpoint', step: 1, title: 't', text: 'x', time: Date.now() }],
  }),
  'POST /analytics/training/target/heartbeat': () => ({ step: 3, phase: 'evaluation', seconds_since_log: 2 }),
  'POST /analytics/training/target/complete': () => ({
    status: 'failed',
    error_details: 'Traceback',
    completed_at: '2026-01-01T00:00:00Z',
  }),
  'POST /analytics/series': () => ({
    session_id: ['target'],
    metric: ['training_loss'],
    x: 'step',
    points: 100,
    labels: { gpu: '0' },
    from: 0,
    to: 10,
  }),
  'POST /analytics/training/optimize': () => ({ anything: 1 }),
};

const READS: readonly string[] = [
  '/analytics/sessions?state=running&where=metrics.training_loss%3E0&sort=-metrics.training_loss&limit=10',
  '/analytics/sessions?tag=a%3Db&text=t&from=0&to=2026-01-01T00:00:00Z&cursor=abc',
  '/analytics/sessions/table?session_id=target',
  '/analytics/series?session_id=target&metric=training_loss&x=relative_time&from=1&to=2&labels[gpu]=0',
  '/analytics/events?session_id=target&kind=checkpoint&limit=5',
  '/analytics/agents/a/training-history?include_performance=false&limit=3',
  '/analytics/training/target/progress?include_predictions=false',
  '/analytics/agents?agent_id=a',
  '/analytics/metrics?session_id=target',
  '/analytics/tags',
  '/analytics/workspaces',
  '/analytics/status',
  '/openapi.json',
];

/** Every declared call that takes no body, by itself; what is deleted is not what the other requests are about. */
const BARE: readonly { readonly method: string; readonly path: string }[] = allRoutes()
  .filter(({ route }) => !route.body)
  .map(({ id, route }) => ({
    // The stream never ends.
    method: id === 'live' ? 'HEAD' : route.method,
    path: route.path.replace('{session_id}', route.method === 'GET' ? 'target' : 'doomed').replace(/\{\w+\}/g, 'a'),
  }));

/** Calls with a body that no request begins as: none, or the fuzz would not reach them. */
export function unreachedRoutes(): string[] {
  const reached = new Set(Object.keys(BODIES));
  return allRoutes()
    .filter(({ route }) => route.body)
    .map(({ route }) => `${route.method} ${route.path.replace('{session_id}', 'target')}`)
    .filter((name) => !reached.has(name));
}

/** Draws a request and spoils it. */
export function mutatedRequest(random: Random): FuzzRequest {
  const headers = oddHeader(random);
  const kind = random();
  if (kind < 0.1) {
    const { method, path } = pick(random, BARE);
    return { method, path: sendable(spoilText(path, random)), headers };
  }
  if (kind < 0.3) {
    const path = spoilText(pick(random, READS), random);
    const method = pick(random, ['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE', 'SEARCH']);
    return { method, path: sendable(path), headers };
  }
  const [method, path] = pick(random, Object.keys(BODIES)).split(' ') as [string, string];
  headers['Content-Type'] =
    random() < 0.97
      ? 'application/json'
      : pick(random, ['text/plain', 'application/json; charset=utf-16', '', 'application/JSON']);
  const body = packed(spoilBody(BODIES[`${method} ${path}`]!(random), random), headers, random);
  return { method, path: random() < 0.1 ? sendable(spoilText(path, random)) : path, headers, body };
}

function spoilBody(body: unknown, random: Random): Buffer {
  const changes = Math.floor(random() * 4);
  let spoilt = body;
  for (let change = 0; change < changes; change++) spoilt = spoilValue(spoilt, random);
  const bytes = Buffer.from(JSON.stringify(spoilt) ?? '');
  if (random() < 0.15 && bytes.length > 0) {
    for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--)
      bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
  }
  return random() < 0.05 ? bytes.subarray(0, Math.floor(random() * bytes.length)) : bytes;
}

/** Changes one place somewhere inside: another value, a missing or a new field, a repeated item. */
function spoilValue(value: unknown, random: Random): unknown {
  if (Array.isArray(value) && value.length > 0 && random() < 0.85) {
    const index = Math.floor(random() * value.length);
    if (random() < 0.1) return Array.from({ length: 200 }, () => value[index] as unknown);
    return value.map((item: unknown, place) => (place === index ? spoilValue(item, random) : item));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && random() < 0.9) {
    const entries = Object.entries(value);
    const chosen = Math.floor(random() * entries.length);
    if (entries.length === 0 || random() < 0.15)
      return { ...value, [pick(random, ['extra', '', 'toString', '__proto__', 'x'.repeat(400)])]: pick(random, NASTY) };
    if (random() < 0.15) return Object.fromEntries(entries.filter((_, index) => index !== chosen));
    return Object.fromEntries(
      entries.map(([name, inner], index) => [name, index === chosen ? spoilValue(inner, random) : inner]),
    );
  }
  return pick(random, NASTY);
}

function spoilText(text: string, random: Random): string {
  const at = Math.floor(random() * text.length);
  const inserted = pick(random, [
    '%00',
    '%2e%2e/',
    '../',
    '%',
    '&',
    '=',
    '[',
    ']',
    '%ff',
    '"',
    "'",
    ';',
    '%5c',
    '\u00fc',
    '//',
    '?',
    '#',
    '%F0%9F%92%A9',
    'e999',
    '-',
    ',',
  ]);
  return random() < 0.3 ? text : text.slice(0, at) + inserted + text.slice(at + Math.floor(random() * 3));
}

/** Node refuses to send what cannot stand in a request line: that is not what is tested here. */
function sendable(path: string): string {
  return `/${path.replace(/^\/+/, someDoubled(path))}`.replace(/[^\u0021-\u007e]/g, '%C3%BC');
}

/** Keeps one doubled slash in some paths. */
function someDoubled(path: string): string {
  return path.length % 7 === 0 ? '/' : '';
}
