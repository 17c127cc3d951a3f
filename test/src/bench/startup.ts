import { readdirSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { endAllChildren } from '../harness/child-process.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { fillStore } from './fill-store.js';
import { median } from './medians.js';
import { BenchOptions } from './options.js';

/**
 * How soon the exporter is ready on a full store: filled through the API, then restarted after SIGTERM and after
 * kill -9 under load. `--values`, `--sessions`, `--directory DIR` (kept; filled only when empty).
 */
export async function run(args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const options = new BenchOptions(args);
  const values = options.number('values', 100_000_000);
  const sessions = options.number('sessions', 10_000);
  const directory = options.text('directory') ?? undefined;
  const isFull = directory !== undefined && readdirSync(directory).length > 0;
  console.log(
    `load average ${loadavg()
      .map((load) => load.toFixed(2))
      .join(' ')}`,
  );
  try {
    const exporter = await ExporterProcess.start({
      ...(directory && { directory }),
      environment: { TRAINING_MAX_SESSIONS_PER_WORKSPACE: String(10 * sessions) },
    });
    const filled = isFull
      ? { values, seconds: NaN }
      : await fillStore(exporter.port, {
          values,
          sessions,
          finished: 0.99,
          onProgress: (count) => console.log(`${(count / 1e6).toFixed(1)} million values are in`),
        });
    if (!isFull)
      console.log(`filled ${filled.values} values of ${sessions} sessions in ${filled.seconds.toFixed(1)} s`);
    const afterKill = await restarts(exporter, 'kill -9', () => exporter.kill9());
    const afterTerm = await restarts(exporter, 'SIGTERM', async () => void (await exporter.terminate()));
    await exporter.terminate();
    const bytesAValue = bytesOf(exporter.directory) / filled.values;
    console.log(`${bytesAValue.toFixed(2)} bytes a value on disk; goal: ready in <= 3 s`);
    return {
      values: filled.values,
      sessions,
      fill_seconds: filled.seconds,
      ready_after_kill_ms: afterKill,
      ready_after_sigterm_ms: afterTerm,
      bytes_a_value: bytesAValue,
    };
  } finally {
    await endAllChildren();
    if (directory === undefined) removeTemporaryDirectories();
  }
}

/** The first restart finds what the fill left in the journal, the others show the spread. */
async function restarts(exporter: ExporterProcess, how: string, end: () => Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await end();
    times.push(Math.round(await exporter.restart()));
  }
  console.log(`ready after ${how}: ${times.join(', ')} ms`);
  return median(times);
}

function bytesOf(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
