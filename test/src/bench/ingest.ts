import { loadavg } from 'node:os';
import { endAllChildren } from '../harness/child-process.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { findPeer } from '../harness/peers.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { fsyncMilliseconds } from './disk-speed.js';
import { runLoad, type LoadReport } from './load/load.js';
import type { BodyShape } from './load/point-template.js';
import { median, quantile } from './medians.js';
import { liveSessionsMegabytes } from './live-memory.js';
import { BenchOptions } from './options.js';

/** What is compared; goals are ratios to InfluxDB's own /write (reference: storage.md). */
const SHAPES = {
  narrow_1000: { points: 1_000, metrics: 1, goal: 1.8 },
  narrow_100: { points: 100, metrics: 1, goal: 1.5 },
  narrow_1: { points: 1, metrics: 1, goal: 1 },
  wide_1000: { points: 1_000, metrics: 10, goal: 1 },
} as const;
type ShapeName = keyof typeof SHAPES;
const SUSTAINED: ShapeName = 'narrow_1000';

interface Sizes {
  readonly rounds: number;
  readonly seconds: number;
  readonly sustainedSeconds: number;
  readonly latencySeconds: number;
  readonly connections: number;
  readonly sessions: number;
  readonly liveSessions: number;
  readonly stepField: boolean;
}

type Figures = Record<string, number>;

/**
 * Durable ingest of the exporter beside InfluxDB's /write: the same generator, connections, sessions and values, in
 * alternating rounds of one run.
 */
export async function run(args: readonly string[]): Promise<Readonly<Figures>> {
  const options = new BenchOptions(args);
  const program = findPeer('influxd 1.x') ?? '/usr/bin/influxd';
  const small = options.has('small');
  const sizes: Sizes = {
    rounds: options.number('rounds', small ? 2 : 5),
    seconds: options.number('seconds', small ? 0.3 : 4),
    sustainedSeconds: options.number('sustained', small ? 1 : 60),
    latencySeconds: options.number('latency', small ? 1 : 20),
    connections: options.number('connections', 8),
    sessions: options.number('sessions', small ? 16 : 64),
    liveSessions: options.number('live', small ? 50 : 1_000),
    stepField: options.has('step-field'),
  };
  const only = options.text('only')?.split(',') ?? null;
  const wants = (name: string): boolean => only === null || only.includes(name);
  const figures: Figures = { fsync_p50_ms: round(fsyncMilliseconds()), load_average_before: loadavg()[0]! };
  console.log(
    `fdatasync p50 ${figures['fsync_p50_ms']} ms; load average ${loadavg()
      .map((load) => load.toFixed(2))
      .join(
        ' ',
      )}; ${sizes.rounds} rounds of ${sizes.seconds} s, ${sizes.connections} connections, ${sizes.sessions} sessions`,
  );
  try {
    for (const name of Object.keys(SHAPES) as ShapeName[])
      if (wants(name)) Object.assign(figures, await compare(name, program, sizes));
    if (wants('sustained')) Object.assign(figures, await sustain(program, sizes));
    if (wants('memory')) Object.assign(figures, { memory_mb: await liveSessionsMegabytes(sizes.liveSessions) });
    if (wants('memory'))
      console.log(
        `memory with ${sizes.liveSessions} live sessions x 10 metrics: ${figures['memory_mb']} MB (goal < 400)`,
      );
  } finally {
    await endAllChildren();
    removeTemporaryDirectories();
  }
  figures['load_average_after'] = loadavg()[0]!;
  console.log(
    `load average afterwards ${loadavg()
      .map((load) => load.toFixed(2))
      .join(' ')}`,
  );
  return figures;
}

/** One shape of bodies, in alternating rounds against fresh servers. */
async function compare(name: ShapeName, program: string, sizes: Sizes): Promise<Figures> {
  const exporter = await ExporterProcess.start();
  const influxd = await InfluxdProcess.start(program);
  const ours: number[] = [];
  const theirs: number[] = [];
  // A round before counting: compilers, caches and files of both get warm.
  for (let turn = 0; turn <= sizes.rounds; turn++) {
    const prefix = `${name}-${turn}`;
    const own = speedOf(await feed('exporter', exporter.port, name, prefix, sizes, sizes.seconds));
    const peer = speedOf(await feed('influxd', influxd.port, name, prefix, sizes, sizes.seconds));
    if (turn === 0) continue;
    ours.push(own);
    theirs.push(peer);
  }
  await exporter.terminate();
  await influxd.stop();
  const ratios = ours.map((value, index) => value / theirs[index]!);
  const { goal } = SHAPES[name];
  console.log(
    `${name.padEnd(12)} exporter ${spread(ours)}  influxd ${spread(theirs)} values/s  ratio ${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}), goal >= ${goal}`,
  );
  return {
    [`${name}_values_per_second`]: round(median(ours)),
    [`${name}_influxd_values_per_second`]: round(median(theirs)),
    [`${name}_ratio`]: round(median(ratios)),
  };
}

/** A minute of load with blocks, then acknowledgements at half of that speed. */
async function sustain(program: string, sizes: Sizes): Promise<Figures> {
  const influxd = await InfluxdProcess.start(program);
  const peer = speedOf(await feed('influxd', influxd.port, SUSTAINED, 'sustained', sizes, sizes.sustainedSeconds));
  await influxd.stop();
  const exporter = await ExporterProcess.start();
  const report = await feed('exporter', exporter.port, SUSTAINED, 'sustained', sizes, sizes.sustainedSeconds);
  const began = performance.now();
  await exporter.terminate();
  const closing = (performance.now() - began) / 1_000;
  // All that was put off is paid for: the time until everything lies in blocks counts as well.
  const own = report.values / (report.seconds + closing);
  console.log(
    `sustained ${sizes.sustainedSeconds} s  exporter ${round(own)} (closing took ${closing.toFixed(1)} s; without it ${round(speedOf(report))})  influxd ${round(peer)} values/s  ratio ${(own / peer).toFixed(2)}, goal >= 1.0`,
  );
  await exporter.restart();
  const { points, metrics } = SHAPES[SUSTAINED];
  const rate = own / 2 / points / metrics;
  const open = await feed(
    'exporter',
    exporter.port,
    SUSTAINED,
    'open',
    { ...sizes, connections: 32 },
    sizes.latencySeconds,
    rate,
  );
  const [p50, p99, longest] = [
    quantile(open.latencies, 0.5),
    quantile(open.latencies, 0.99),
    Math.max(...open.latencies),
  ];
  console.log(
    `acknowledgement at ${round(rate)} bodies/s of ${points} points (open loop): p50 ${round(p50)} ms, p99 ${round(p99)} ms (goal < 50), longest ${round(longest)} ms`,
  );
  await exporter.terminate();
  return {
    sustained_values_per_second: round(own),
    sustained_influxd_values_per_second: round(peer),
    sustained_ratio: round(own / peer),
    acknowledgement_p50_ms: round(p50),
    acknowledgement_p99_ms: round(p99),
    acknowledgement_longest_ms: round(longest),
  };
}

function feed(
  target: BodyShape['target'],
  port: number,
  name: ShapeName,
  prefix: string,
  sizes: Sizes,
  seconds: number,
  rate: number | null = null,
): Promise<LoadReport> {
  const { points, metrics } = SHAPES[name];
  const { connections, sessions, stepField } = sizes;
  const shape = { target, points, metrics, stepField };
  return runLoad({
    port,
    shape,
    connections,
    sessions: Math.max(sessions, connections),
    prefix,
    milliseconds: seconds * 1_000,
    rate,
  });
}

function speedOf({ values, seconds }: LoadReport): number {
  return values / seconds;
}

function spread(values: readonly number[]): string {
  return `${round(median(values))} (${round(Math.min(...values))} to ${round(Math.max(...values))})`;
}

/** Three digits that say something. */
function round(value: number): number {
  return Number(value.toPrecision(3));
}
