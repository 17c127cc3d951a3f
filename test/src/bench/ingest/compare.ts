import { ExporterProcess } from '../../harness/exporter-process.js';
import { InfluxdProcess } from '../../harness/influxd-process.js';
import { median } from '../medians.js';
import { feed, round, SHAPES, speedOf, type Figures, type ShapeName, type Sizes } from './shapes.js';

/** One shape of bodies, in alternating rounds against fresh servers. */
export async function compare(name: ShapeName, influxdProgram: string, sizes: Sizes): Promise<Figures> {
  const exporter = await ExporterProcess.start();
  const influxd = await InfluxdProcess.start(influxdProgram);
  const ours: number[] = [];
  const theirs: number[] = [];
  // A round before counting: compilers, caches and files of both get warm.
  for (let turn = 0; turn <= sizes.rounds; turn++) {
    const run = { name, prefix: `${name}-${turn}`, seconds: sizes.seconds };
    const own = speedOf(await feed({ ...run, target: 'exporter', port: exporter.port }, sizes));
    const peer = speedOf(await feed({ ...run, target: 'influxd', port: influxd.port }, sizes));
    if (turn === 0) continue;
    ours.push(own);
    theirs.push(peer);
  }
  await exporter.terminate();
  await influxd.stop();
  const ratios = ours.map((value, index) => value / theirs[index]!);
  const [ratio, goal] = [median(ratios), SHAPES[name].goal];
  const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
  console.log(`${name.padEnd(12)} exporter ${spread(ours)}  influxd ${spread(theirs)} values/s`);
  console.log(`${' '.repeat(12)} ratio ${ratio.toFixed(2)} (${range}), goal >= ${goal}`);
  return {
    [`${name}_values_per_second`]: round(median(ours)),
    [`${name}_influxd_values_per_second`]: round(median(theirs)),
    [`${name}_ratio`]: round(ratio),
  };
}

function spread(values: readonly number[]): string {
  return `${round(median(values))} (${round(Math.min(...values))} to ${round(Math.max(...values))})`;
}
