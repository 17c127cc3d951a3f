import { readdirSync } from 'node:fs';
import { endAllChildren } from '../harness/child-process.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { findPeer } from '../harness/peers.js';
import { residentBytes } from '../harness/process-memory.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { runLoad } from './load/load.js';
import { median, quantile } from './medians.js';
import { BenchOptions } from './options.js';
import { slope } from './slope.js';

const WATCH_EVERY_MILLISECONDS = 1_000;
const SHAPE = { target: 'exporter', points: 1_000, metrics: 1, stepField: true } as const;

/** Memory and open files of the exporter at a moment. */
interface Watched {
  readonly minutes: number;
  readonly megabytes: number;
  readonly files: number;
}

/**
 * Whether the exporter stays as it is under lasting load: memory and open files over the second half of the time, at a
 * speed that the senders keep. Options: `--minutes`, `--rate` (bodies of 1,000 points a second), `--influx` (the InfluxDB
 * store, on a real influxd), `--small`.
 */
export async function run(args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const options = new BenchOptions(args);
  const small = options.has('small');
  const minutes = options.number('minutes', small ? 0.05 : 20);
  const isInflux = options.has('influx');
  const rate = options.number('rate', small ? 50 : isInflux ? 60 : 550);
  const influxd = isInflux ? await InfluxdProcess.start(findPeer('influxd 1.x') ?? '/usr/bin/influxd') : null;
  const exporter = await ExporterProcess.start(
    influxd ? { environment: { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url } } : {},
  );
  const watched: Watched[] = [];
  const began = performance.now();
  const watch = setInterval(() => {
    watched.push({
      minutes: (performance.now() - began) / 60_000,
      megabytes: residentBytes(exporter.pid) / 1e6,
      files: readdirSync(`/proc/${exporter.pid}/fd`).length,
    });
  }, WATCH_EVERY_MILLISECONDS);
  try {
    const { values, seconds, latencies } = await runLoad({
      port: exporter.port,
      shape: SHAPE,
      connections: 32,
      sessions: 64,
      prefix: 'steady',
      milliseconds: minutes * 60_000,
      rate,
    });
    clearInterval(watch);
    await exporter.terminate();
    return report(watched, values / seconds, quantile(latencies, 0.99));
  } finally {
    clearInterval(watch);
    await endAllChildren();
    removeTemporaryDirectories();
  }
}

function report(watched: readonly Watched[], speed: number, p99: number): Readonly<Record<string, number>> {
  const second = watched.slice(Math.floor(watched.length / 2));
  const times = second.map(({ minutes }) => minutes);
  const memory = second.map(({ megabytes }) => megabytes);
  const files = second.map(({ files: count }) => count);
  const figures = {
    values_per_second: Math.round(speed),
    acknowledgement_p99_ms: rounded(p99),
    memory_mb: rounded(median(memory)),
    memory_mb_per_minute: rounded(slope(times, memory)),
    open_files: median(files),
    open_files_per_minute: rounded(slope(times, files)),
  };
  console.log(
    `${figures.values_per_second} values/s, acknowledgement p99 ${figures.acknowledgement_p99_ms} ms; second half: ` +
      `${figures.memory_mb} MB (${figures.memory_mb_per_minute} MB a minute), ` +
      `${figures.open_files} open files (${figures.open_files_per_minute} a minute)`,
  );
  return figures;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
