import { parentPort, workerData } from 'node:worker_threads';
import { Feeder, startSessions } from './feeder.js';
import type { Load, LoadReport } from './load.js';

/** The load generator's own thread: measures with an event loop that nothing else uses. */
const load = workerData as Load;
run(load).then(
  (report) => parentPort!.postMessage(report),
  (error: unknown) => {
    throw error;
  },
);

async function run({
  port,
  shape,
  connections,
  sessions,
  continued,
  prefix,
  milliseconds,
  rate,
}: Load): Promise<LoadReport> {
  const names = continued
    ? Object.keys(continued)
    : Array.from({ length: sessions }, (_, index) => `${prefix}-${index}`);
  if (shape.target === 'exporter' && !continued) await startSessions(port, names);
  const feeders = await Promise.all(
    Array.from({ length: connections }, (_, index) =>
      Feeder.open(
        port,
        shape,
        names.filter((__, place) => place % connections === index),
        prefix,
        continued,
      ),
    ),
  );
  // The first bodies warm up connections and compilers, and are not counted.
  await Promise.all(feeders.map((feeder) => feeder.feed()));
  const report = rate === null ? await feedClosed(feeders, milliseconds) : await feedOpen(feeders, milliseconds, rate);
  for (const feeder of feeders) feeder.close();
  return report;
}

/** Every connection sends its next body as soon as the last one is acknowledged. */
async function feedClosed(feeders: readonly Feeder[], milliseconds: number): Promise<LoadReport> {
  const latencies: number[] = [];
  let values = 0;
  const began = performance.now();
  const work = async (feeder: Feeder): Promise<void> => {
    let before = performance.now();
    while (before - began < milliseconds) {
      const fed = await feeder.feed();
      values += fed;
      const now = performance.now();
      latencies.push(now - before);
      before = now;
    }
  };
  await Promise.all(feeders.map(work));
  return { values, seconds: (performance.now() - began) / 1_000, latencies: sampleOf(latencies) };
}

/**
 * Bodies fall due at random moments (Poisson) whatever the server does, and their latency counts from then: a server
 * that stalls cannot slow its own measurement down.
 */
async function feedOpen(feeders: readonly Feeder[], milliseconds: number, bodiesASecond: number): Promise<LoadReport> {
  const idle = [...feeders];
  const due: number[] = [];
  const latencies: number[] = [];
  const underway = new Set<Promise<void>>();
  let values = 0;
  const dispatch = (): void => {
    while (due.length > 0 && idle.length > 0) {
      const at = due.shift()!;
      // The one that waits longest: a server closes connections that are idle for long.
      const feeder = idle.shift()!;
      const sending = feeder.feed().then((count) => {
        values += count;
        latencies.push(performance.now() - at);
        idle.push(feeder);
        underway.delete(sending);
        dispatch();
      });
      underway.add(sending);
    }
  };
  const began = performance.now();
  let next = began;
  while (next - began < milliseconds) {
    const now = performance.now();
    while (next <= now) {
      due.push(next);
      next += (-Math.log(1 - Math.random()) * 1_000) / bodiesASecond;
    }
    dispatch();
    await new Promise((resolve) => (next - performance.now() > 2 ? setTimeout(resolve, 1) : setImmediate(resolve)));
  }
  while (due.length > 0 || underway.size > 0) await Promise.race(underway);
  return { values, seconds: (performance.now() - began) / 1_000, latencies: sampleOf(latencies) };
}

/** All latencies are kept as far as a message can carry them well. */
function sampleOf(latencies: number[]): number[] {
  return latencies.length <= 500_000
    ? latencies
    : latencies.filter((_, index) => index % Math.ceil(latencies.length / 500_000) === 0);
}
