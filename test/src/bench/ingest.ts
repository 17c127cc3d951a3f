import { loadavg } from 'node:os';
import { endAllChildren } from '../harness/child-process.js';
import { findPeer } from '../harness/peers.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { fsyncMilliseconds } from './disk-speed.js';
import { compare } from './ingest/compare.js';
import { intoInflux } from './ingest/into-influx.js';
import { round, SHAPES, type Figures, type ShapeName, type Sizes } from './ingest/shapes.js';
import { sustain } from './ingest/sustain.js';
import { withoutStore } from './ingest/without-store.js';
import { liveSessionsMegabytes } from './live-memory.js';
import { BenchOptions } from './options.js';

/**
 * Durable ingest of the exporter beside InfluxDB's /write, in one run: the same generator, connections, sessions and
 * values. Options: `--rounds`, `--seconds`, `--sustained`, `--latency`, `--live`, `--connections`, `--sessions`,
 * `--only NAME,NAME` (shapes, `sustained`, `without_store`, `into_influx`, `memory`), `--lean` (InfluxDB's lines without the step), `--small`.
 */
export async function run(args: readonly string[]): Promise<Readonly<Figures>> {
  const options = new BenchOptions(args);
  const sizes = sizesOf(options);
  const influxd = findPeer('influxd 1.x') ?? '/usr/bin/influxd';
  const only = options.text('only')?.split(',') ?? null;
  const wants = (name: string): boolean => only === null || only.includes(name);
  const figures: Figures = { fsync_p50_ms: round(fsyncMilliseconds()), load_average_before: loadavg()[0]! };
  console.log(
    `fdatasync p50 ${figures['fsync_p50_ms']} ms; load average ${loadAverage()}; values of ${sizes.sessions} sessions`,
  );
  try {
    for (const name of Object.keys(SHAPES) as ShapeName[]) {
      if (wants(name)) Object.assign(figures, await compare(name, influxd, sizes));
    }
    if (wants('sustained')) Object.assign(figures, await sustain(influxd, sizes));
    if (wants('without_store'))
      for (const name of ['narrow_1000', 'narrow_100', 'narrow_1'] as const)
        Object.assign(figures, await withoutStore(name, sizes));
    if (wants('into_influx')) Object.assign(figures, await intoInflux(influxd, sizes));
    if (wants('memory')) Object.assign(figures, await memory(sizes));
  } finally {
    await endAllChildren();
    removeTemporaryDirectories();
  }
  figures['load_average_after'] = loadavg()[0]!;
  console.log(`load average afterwards ${loadAverage()}`);
  return figures;
}

function sizesOf(options: BenchOptions): Sizes {
  const small = options.has('small');
  return {
    rounds: options.number('rounds', small ? 1 : 5),
    seconds: options.number('seconds', small ? 0.3 : 4),
    sustainedSeconds: options.number('sustained', small ? 1 : 60),
    latencySeconds: options.number('latency', small ? 1 : 20),
    connections: options.has('connections') ? options.number('connections', 8) : null,
    sessions: options.number('sessions', small ? 16 : 64),
    liveSessions: options.number('live', small ? 50 : 1_000),
    liveSeconds: options.number('live-seconds', small ? 2 : 60),
    stepField: !options.has('lean'),
  };
}

async function memory({ liveSessions, liveSeconds }: Sizes): Promise<Figures> {
  const { idle, highest } = await liveSessionsMegabytes(liveSessions, liveSeconds);
  console.log(
    `memory with ${liveSessions} live sessions x 10 metrics, each a batch of 10 steps a second for ${liveSeconds} s: ${highest} MB (goal < 400; idle ${idle} MB)`,
  );
  return { memory_mb: highest, memory_idle_mb: idle };
}

function loadAverage(): string {
  return loadavg()
    .map((load) => load.toFixed(2))
    .join(' ');
}
