import { ExporterProcess } from '../../harness/exporter-process.js';
import { InfluxdProcess } from '../../harness/influxd-process.js';
import { quantile } from '../medians.js';
import { feed, round, SHAPES, speedOf, type Figures, type Sizes } from './shapes.js';

const NAME = 'narrow_1000';
/** Senders of the open loop: so many that a request never waits for one. */
const OPEN_CONNECTIONS = 32;
/** What a restarted exporter is fed before its acknowledgements are measured. */
const WARMING_SECONDS = 2;

/** A minute of load, blocks included, then acknowledgements at half of that speed. */
export async function sustain(influxdProgram: string, sizes: Sizes): Promise<Figures> {
  const run = { name: NAME, prefix: 'sustained', seconds: sizes.sustainedSeconds } as const;
  const influxd = await InfluxdProcess.start(influxdProgram);
  const peer = speedOf(await feed({ ...run, target: 'influxd', port: influxd.port }, sizes));
  await influxd.stop();

  const exporter = await ExporterProcess.start();
  const report = await feed({ ...run, target: 'exporter', port: exporter.port }, sizes);
  const began = performance.now();
  await exporter.terminate();
  const closing = (performance.now() - began) / 1_000;
  // All that was put off is paid for: the time until everything lies in blocks counts as well.
  const own = report.values / (report.seconds + closing);
  console.log(
    `sustained ${sizes.sustainedSeconds} s: exporter ${round(own)} (with ${closing.toFixed(1)} s of closing; ${round(speedOf(report))} without)  influxd ${round(peer)} values/s`,
  );
  console.log(`${' '.repeat(12)} ratio ${(own / peer).toFixed(2)}, goal >= 1.0`);
  await exporter.restart();
  const figures = await acknowledge(exporter.port, own / 2, sizes);
  await exporter.terminate();
  return {
    sustained_values_per_second: round(own),
    sustained_influxd_values_per_second: round(peer),
    sustained_ratio: round(own / peer),
    ...figures,
  };
}

/** How long acknowledgements take at a speed that the sender keeps, whatever the server does. */
async function acknowledge(port: number, valuesASecond: number, sizes: Sizes): Promise<Figures> {
  const { points, metrics } = SHAPES[NAME];
  const rate = valuesASecond / points / metrics;
  const run = { target: 'exporter', port, name: NAME, prefix: 'open', seconds: sizes.latencySeconds, rate } as const;
  // A process that has just begun compiles its hot paths: that is a second of a training of days.
  await feed({ ...run, prefix: 'warm', seconds: WARMING_SECONDS }, { ...sizes, connections: OPEN_CONNECTIONS });
  const { latencies } = await feed(run, { ...sizes, connections: OPEN_CONNECTIONS });
  const [p50, p99] = [quantile(latencies, 0.5), quantile(latencies, 0.99)];
  const longest = quantile(latencies, 1);
  console.log(
    `acknowledgement at ${round(rate)} bodies/s of ${points} points, open loop, warmed up: p50 ${round(p50)} ms, p99 ${round(p99)} ms (goal < 50), longest ${round(longest)} ms`,
  );
  return {
    acknowledgement_p50_ms: round(p50),
    acknowledgement_p99_ms: round(p99),
    acknowledgement_longest_ms: round(longest),
  };
}
