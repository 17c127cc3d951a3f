import { quantile } from '../bench/medians.js';
import { endAllChildren } from '../harness/child-process.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { compareStore, type Comparison } from './compare-store.js';
import { DATABASE, Ground } from './ground.js';
import { valuesIn } from './made-values.js';
import type { EnduranceOptions } from './options.js';
import { drained, STAGES, type StageNotes } from './stages.js';

/** What happened in a stage. */
export interface StageReport {
  readonly name: string;
  readonly seconds: number;
  /** Values that were acknowledged in it. */
  readonly values: number;
  /** Batches that were sent again and kept once. */
  readonly repeats: number;
  readonly p50: number;
  readonly p99: number;
  readonly notes: StageNotes;
}

/** What is left in the end. */
export interface EnduranceReport {
  readonly stages: readonly StageReport[];
  readonly values: number;
  readonly comparison: Comparison;
  /** By how much the sessions' own counts of values differ from what was acknowledged. */
  readonly miscounted: number;
}

/**
 * One load through all kinds of trouble, with lines that InfluxDB refuses all along; then everything that was
 * acknowledged is looked for in InfluxDB and in the quarantine, point by point.
 * @param program influxd 1.x.
 * @param say Hears how far it is.
 */
export async function endure(
  program: string,
  options: EnduranceOptions,
  say: (text: string) => void,
): Promise<EnduranceReport> {
  let ground: Ground | null = null;
  try {
    ground = await Ground.prepare(program, options);
    return await through(ground, options, say);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${ground?.lastWords ?? ''}`, { cause: error });
  } finally {
    await ground?.abandon();
    await endAllChildren();
    removeTemporaryDirectories();
  }
}

async function through(
  ground: Ground,
  options: EnduranceOptions,
  say: (text: string) => void,
): Promise<EnduranceReport> {
  ground.beginLoad();
  const stages: StageReport[] = [];
  for (const stage of STAGES) {
    say(`${stage.name} ...`);
    const before = { values: ground.values, repeats: ground.repeats, at: performance.now() };
    ground.takeLatencies();
    const notes = await stage.run(ground, options, (text) => say(`  ${text}`));
    const latencies = ground.takeLatencies();
    stages.push({
      ...{ name: stage.name, notes },
      seconds: (performance.now() - before.at) / 1_000,
      values: ground.values - before.values,
      repeats: ground.repeats - before.repeats,
      p50: quantile(latencies, 0.5),
      p99: quantile(latencies, 0.99),
    });
  }
  await ground.endLoad();
  say('what is left in the journal goes to InfluxDB ...');
  await drained(ground, say, undefined, 0);
  say(`comparing ${ground.values} values ...`);
  const { exporter, influxd, senders } = ground;
  const comparison = await compareStore(senders, influxd.port, DATABASE, exporter.directory);
  return { stages, values: ground.values, comparison, miscounted: await miscounted(ground) };
}

async function miscounted({ client, senders }: Ground): Promise<number> {
  let difference = 0;
  for (const { session_id, acknowledged } of senders)
    difference += Math.abs((await client.summary(session_id)).values - valuesIn(acknowledged));
  return difference;
}
