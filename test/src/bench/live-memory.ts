import { ExporterProcess } from '../harness/exporter-process.js';
import { residentBytes } from '../harness/process-memory.js';
import { Feeder, startSessions } from './load/feeder.js';

const METRICS = 10;
/** Enough that every series has sealed a block and holds unsealed points. */
const BODIES = 8;
const POINTS_A_BODY = 100;
const CONNECTIONS = 8;

/**
 * The most memory that an exporter takes while sessions are live and log.
 * @returns Megabytes of its process tree.
 */
export async function liveSessionsMegabytes(sessions: number): Promise<number> {
  const exporter = await ExporterProcess.start();
  const names = Array.from({ length: sessions }, (_, index) => `live-${index}`);
  await startSessions(exporter.port, names);
  const shape = { target: 'exporter', points: POINTS_A_BODY, metrics: METRICS, stepField: true } as const;
  const feeders = await Promise.all(
    Array.from({ length: CONNECTIONS }, (_, index) =>
      Feeder.open(
        exporter.port,
        shape,
        names.filter((__, place) => place % CONNECTIONS === index),
        'live',
      ),
    ),
  );
  let highest = 0;
  const watch = setInterval(() => (highest = Math.max(highest, residentBytes(exporter.pid))), 100);
  const bodiesAFeeder = Math.ceil((sessions * BODIES) / CONNECTIONS);
  await Promise.all(
    feeders.map(async (feeder) => {
      for (let body = 0; body < bodiesAFeeder; body++) await feeder.feed();
    }),
  );
  // Scores and summaries of all of them are made in the seconds after.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  clearInterval(watch);
  feeders.forEach((feeder) => feeder.close());
  await exporter.terminate();
  return Math.round(highest / 1e6);
}
