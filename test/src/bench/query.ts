import { Agent } from 'node:http';
import { loadavg } from 'node:os';
import { endAllChildren } from '../harness/child-process.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { residentBytes } from '../harness/process-memory.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { fillStore } from './fill-store.js';
import { round } from './ingest/shapes.js';
import { runLoad } from './load/load.js';
import { median, quantile } from './medians.js';
import { BenchOptions } from './options.js';

const METRIC = 'training_loss';
const POINTS_A_BODY = 100;
const CONNECTIONS = 8;
/** A panel that asks again and again, with a breath in between. */
const PAUSE_MILLISECONDS = 50;
const GOAL_MILLISECONDS = 300;

/** How much is in the store, and how much comes in meanwhile. */
interface Sizes {
  /** Points of the one long session. */
  readonly longPoints: number;
  readonly sessions: number;
  /** Points of each of them. */
  readonly points: number;
  /** Sessions of a list. */
  readonly listed: number;
  /** Metrics of each point. */
  readonly metrics: number;
  readonly valuesASecond: number;
  /** Seconds that each query is asked again and again. */
  readonly seconds: number;
}

/**
 * How long readers wait while data comes in: a store is filled, then all its sessions go on being fed, and each kind of
 * query is asked again and again. Options: `--long POINTS`, `--sessions`, `--points`, `--listed`, `--metrics`, `--rate`
 * (values a second), `--seconds` (of each query), `--only NAME,NAME`, `--small`.
 */
export async function run(args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const options = new BenchOptions(args);
  const sizes = sizesOf(options);
  const figures: Record<string, number> = { load_average_before: loadavg()[0]! };
  console.log(`load average ${round(figures['load_average_before']!)}`);
  try {
    const exporter = await ExporterProcess.start();
    await fill(exporter.port, sizes);
    await group(exporter.port, sizes);
    // What was filled in comes to rest first: the queries find a store as it is on any other day.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const only = options.text('only')?.split(',');
    const queries = Object.entries(queriesOf(sizes)).filter(([name]) => only?.includes(name) ?? true);
    Object.assign(figures, await measure(exporter, queries, sizes));
    await exporter.terminate();
  } finally {
    await endAllChildren();
    removeTemporaryDirectories();
  }
  return figures;
}

function sizesOf(options: BenchOptions): Sizes {
  const small = options.has('small');
  return {
    longPoints: options.number('long', small ? 20_000 : 1_000_000),
    sessions: options.number('sessions', small ? 5 : 50),
    points: options.number('points', small ? 2_000 : 100_000),
    listed: options.number('listed', small ? 20 : 200),
    metrics: options.number('metrics', 3),
    valuesASecond: options.number('rate', small ? 5_000 : 50_000),
    seconds: options.number('seconds', small ? 0.5 : 10),
  };
}

async function fill(port: number, { longPoints, sessions, points, listed, metrics }: Sizes): Promise<void> {
  const others = { metrics, finished: 0 };
  const long = await fillStore(port, { values: longPoints * metrics, sessions: 1, prefix: 'long', ...others });
  const many = await fillStore(port, {
    values: sessions * points * metrics,
    sessions,
    prefix: 'one-of-many',
    ...others,
  });
  const short = await fillStore(port, {
    values: listed * 100 * metrics,
    sessions: listed,
    prefix: 'listed',
    ...others,
  });
  const values = long.values + many.values + short.values;
  const seconds = long.seconds + many.seconds + short.seconds;
  console.log(
    `filled: 1 session of ${longPoints} points, ${sessions} of ${points}, ${listed} short ones, ${metrics} metrics each: ${values} values in ${seconds.toFixed(1)} s`,
  );
}

/** Makes the parallel sessions runs of one group. */
async function group(port: number, { sessions }: Sizes): Promise<void> {
  for (const name of namesOf('one-of-many', sessions)) {
    const { status, text } = await exchange(port, {
      method: 'PATCH',
      path: `/analytics/training/${name}`,
      headers: { 'Content-Type': 'application/json' },
      body: '{"group":"many"}',
    });
    if (status !== 200) throw new Error(`the exporter answered ${status} ${text}`);
  }
}

/** What is asked for, by name. */
function queriesOf({ sessions, listed }: Sizes): Record<string, string> {
  const many = namesOf('one-of-many', sessions).map((name) => `session_id=${name}`);
  return {
    series_of_long: `/analytics/series?session_id=long-0&metric=${METRIC}`,
    series_of_many: `/analytics/series?${many.join('&')}&metric=${METRIC}`,
    group_of_many: `/analytics/series?${many.join('&')}&metric=${METRIC}&combine=group`,
    sessions: `/analytics/sessions?limit=${listed}`,
    table: `/analytics/sessions/table?limit=${listed}`,
  };
}

function namesOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

async function measure(
  { port, pid }: ExporterProcess,
  queries: readonly (readonly [name: string, path: string])[],
  sizes: Sizes,
): Promise<Record<string, number>> {
  const load = runLoad({
    port,
    shape: { target: 'exporter', points: POINTS_A_BODY, metrics: sizes.metrics, stepField: true },
    // Each feeds sessions of its own.
    connections: Math.min(CONNECTIONS, sizes.sessions + 1),
    sessions: 0,
    continued: {
      'long-0': sizes.longPoints,
      ...Object.fromEntries(namesOf('one-of-many', sizes.sessions).map((name) => [name, sizes.points])),
    },
    prefix: 'meanwhile',
    milliseconds: (queries.length * sizes.seconds + 2) * 1_000,
    rate: sizes.valuesASecond / POINTS_A_BODY / sizes.metrics,
  });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const figures: Record<string, number> = {};
  for (const [name, path] of queries) Object.assign(figures, await ask(port, name, path, sizes.seconds));
  const { values, seconds, latencies } = await load;
  figures['incoming_values_per_second'] = round(values / seconds);
  figures['acknowledgement_p99_ms'] = round(quantile(latencies, 0.99));
  figures['memory_mb'] = Math.round(residentBytes(pid) / 1e6);
  console.log(
    `meanwhile ${figures['incoming_values_per_second']} values/s came in, acknowledged in ${figures['acknowledgement_p99_ms']} ms (p99); memory ${figures['memory_mb']} MB`,
  );
  return figures;
}

/** Asks again and again for some seconds; the first answer, which finds nothing prepared, is counted apart. */
async function ask(port: number, name: string, path: string, seconds: number): Promise<Record<string, number>> {
  const agent = new Agent({ keepAlive: true });
  const times: number[] = [];
  let bytes: number;
  const until = performance.now() + seconds * 1_000;
  do {
    const before = performance.now();
    const answer = await exchange(port, {
      method: 'GET',
      path,
      headers: { 'Accept-Encoding': 'gzip, deflate, br' },
      agent,
    });
    times.push(performance.now() - before);
    if (answer.status !== 200) throw new Error(`${path} was answered ${answer.status} ${answer.text}`);
    bytes = Number(answer.headers['content-length']);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
  } while (performance.now() < until || times.length < 3);
  agent.destroy();
  const [first, ...later] = times as [number, ...number[]];
  const [p50, p95] = [round(median(later)), round(quantile(later, 0.95))];
  console.log(
    `${name.padEnd(16)} p50 ${p50} ms  p95 ${p95} ms (goal < ${GOAL_MILLISECONDS})  first ${round(first)} ms  ${later.length} times, ${Math.round(bytes / 1_000)} KB`,
  );
  return { [`${name}_p50_ms`]: p50, [`${name}_p95_ms`]: p95, [`${name}_first_ms`]: round(first) };
}
