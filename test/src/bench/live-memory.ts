import { ExporterProcess } from '../harness/exporter-process.js';
import { residentBytes } from '../harness/process-memory.js';
import { Feeder, startSessions } from './load/feeder.js';

const METRICS = 10;
const CONNECTIONS = 8;
/** What a session logs a second, in one batch: a brisk training of ten steps a second. */
const STEPS_A_SECOND = 10;
const WATCH_EVERY_MILLISECONDS = 100;

/**
 * The most memory that an exporter takes while so many sessions of ten metrics are live, each of which sends a batch of
 * ten steps a second (1,000 sessions: 100,000 values a second).
 * @returns Megabytes of its process tree at the highest, and before the first session.
 */
export async function liveSessionsMegabytes(
  sessions: number,
  seconds: number,
): Promise<{ idle: number; highest: number }> {
  const exporter = await ExporterProcess.start();
  const idle = residentBytes(exporter.pid);
  const names = Array.from({ length: sessions }, (_, index) => `live-${index}`);
  await startSessions(exporter.port, names);
  const shape = { target: 'exporter', points: STEPS_A_SECOND, metrics: METRICS, stepField: true } as const;
  const shares = Array.from({ length: CONNECTIONS }, (_, index) =>
    names.filter((__, place) => place % CONNECTIONS === index),
  );
  let highest = 0;
  const watch = setInterval(() => (highest = Math.max(highest, residentBytes(exporter.pid))), WATCH_EVERY_MILLISECONDS);
  await Promise.all(
    shares.map(async (share) => {
      const feeder = await Feeder.open(exporter.port, shape, share, 'live');
      const began = Date.now();
      for (let second = 1; second <= seconds; second++) {
        for (let batch = 0; batch < share.length; batch++) await feeder.feed();
        await new Promise((resolve) => setTimeout(resolve, Math.max(0, began + second * 1_000 - Date.now())));
      }
      feeder.close();
    }),
  );
  clearInterval(watch);
  await exporter.terminate();
  return { idle: Math.round(idle / 1e6), highest: Math.round(highest / 1e6) };
}
