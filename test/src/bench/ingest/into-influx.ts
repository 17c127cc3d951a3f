import { exporterMetric } from '../../harness/exporter-metric.js';
import { ExporterProcess } from '../../harness/exporter-process.js';
import { InfluxdProcess } from '../../harness/influxd-process.js';
import { waitUntil } from '../../harness/waiting.js';
import { median } from '../medians.js';
import { feed, round, speedOf, type Figures, type ShapeName, type Sizes } from './shapes.js';

const NAME: ShapeName = 'wide_1000';
const DRAIN_MILLISECONDS = 300_000;
const GOAL = 0.8;

/**
 * Values a second through the exporter until InfluxDB has all of them, beside InfluxDB that is fed the same directly:
 * alternating rounds on fresh sessions, the time until the journal is empty included.
 */
export async function intoInflux(influxdProgram: string, sizes: Sizes): Promise<Figures> {
  const direct = await InfluxdProcess.start(influxdProgram);
  const sink = await InfluxdProcess.start(influxdProgram);
  const exporter = await ExporterProcess.start({
    environment: { TRAINING_STORE: 'influxdb', INFLUX_URL: sink.url },
  });
  const ours: number[] = [];
  const theirs: number[] = [];
  // A round before counting, as in the other cases.
  for (let turn = 0; turn <= sizes.rounds; turn++) {
    const run = { name: NAME, prefix: `into-${turn}`, seconds: sizes.seconds };
    const began = performance.now();
    const { values } = await feed({ ...run, target: 'exporter', port: exporter.port }, sizes);
    await waitUntil('InfluxDB has all', async () => (await exporterMetric(exporter, 'journal_records')) === 0, {
      within: DRAIN_MILLISECONDS,
    });
    const own = values / ((performance.now() - began) / 1_000);
    const peer = speedOf(await feed({ ...run, target: 'influxd', port: direct.port }, sizes));
    if (turn === 0) continue;
    ours.push(own);
    theirs.push(peer);
  }
  await exporter.terminate();
  await sink.stop();
  await direct.stop();
  const ratios = ours.map((value, index) => value / theirs[index]!);
  const ratio = median(ratios);
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  console.log(
    `into InfluxDB ${round(median(ours))} values/s until all are inside  influxd fed directly ${round(median(theirs))}; ratio ${ratio.toFixed(2)} (${range}), goal >= ${GOAL}`,
  );
  return {
    into_influx_values_per_second: round(median(ours)),
    into_influx_direct_values_per_second: round(median(theirs)),
    into_influx_ratio: round(ratio),
  };
}
