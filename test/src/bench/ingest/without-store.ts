import { fileURLToPath } from 'node:url';
import { Child } from '../../harness/child-process.js';
import { ExporterProcess } from '../../harness/exporter-process.js';
import { waitUntil } from '../../harness/waiting.js';
import { median } from '../medians.js';
import { feed, round, speedOf, type Figures, type ShapeName, type Sizes } from './shapes.js';

const GOAL = 0.7;
const PROGRAM = fileURLToPath(new URL('./storeless-server.js', import.meta.url));

/** What durability costs: the exporter beside a server that checks the same requests and keeps nothing, round by round. */
export async function withoutStore(name: ShapeName, sizes: Sizes): Promise<Figures> {
  const exporter = await ExporterProcess.start();
  const storeless = new Child(process.execPath, [PROGRAM], { PATH: process.env['PATH'] });
  await waitUntil('the server without a store listens', () => storeless.output.includes('\n'));
  const port = Number(storeless.output);
  const ours: number[] = [];
  const theirs: number[] = [];
  // A round before counting, as in the other cases.
  for (let turn = 0; turn <= sizes.rounds; turn++) {
    const run = { name, prefix: `storeless-${turn}`, seconds: sizes.seconds, target: 'exporter' } as const;
    const own = speedOf(await feed({ ...run, port: exporter.port }, sizes));
    const peer = speedOf(await feed({ ...run, port }, sizes));
    if (turn === 0) continue;
    ours.push(own);
    theirs.push(peer);
  }
  await exporter.terminate();
  await storeless.kill9();
  const ratio = median(ours.map((value, index) => value / theirs[index]!));
  console.log(
    `${name.padEnd(12)} durable ${round(median(ours))}  the same without a store ${round(median(theirs))} values/s; ratio ${ratio.toFixed(2)}, goal >= ${GOAL}`,
  );
  return { [`${name}_durable_ratio`]: round(ratio) };
}
