import { CANONICAL_METRICS, namesOfMetric } from '@shadower-training/contract';
import type { Labelling, PointBatch } from '../journal/batch/point-batch.js';
import type { JournalledRecord } from '../journal/record.js';
import type { NewestValues } from './writer-news.js';
import { kindOfMetric } from './rows.js';
import type { SessionFacts } from './session.js';

/** Canonical metrics with the names under which they may have been logged, looked up once. */
const METRICS = CANONICAL_METRICS.map(({ name, unit }) => ({ name, unit, names: namesOfMetric(name) }));

/**
 * The newest resource samples of each GPU, process and node of the newest attempt: `final_metrics` knows only those of
 * the first process without labels. In memory only; after a restart of the exporter the next samples fill it again.
 */
export class ResourceSamples {
  private attempt = 0;
  /** By metric, then by who was measured. */
  private readonly newest = new Map<string, Map<string, number>>();

  /** Takes the samples of a record. Costs a look at each run's names where there are none. */
  add({ attempt }: Pick<JournalledRecord, 'attempt'>, { runs, values }: Pick<PointBatch, 'runs' | 'values'>): void {
    if (attempt < this.attempt) return;
    for (const { names, labelling, from, to, firstValue } of runs) {
      const last = firstValue + (to - from - 1) * names.length;
      for (let place = 0; place < names.length; place++) {
        const name = names[place]!;
        if (kindOfMetric(name) !== 'resources') continue;
        // What another attempt ran on says nothing of what this one uses.
        if (attempt !== this.attempt) this.newest.clear();
        this.attempt = attempt;
        let samples = this.newest.get(name);
        if (samples === undefined) this.newest.set(name, (samples = new Map()));
        samples.set(measured(labelling), values[last + place]!);
      }
    }
  }

  /** The newest samples of a metric, one for each GPU, process or node. */
  of(metric: string): readonly number[] {
    return [...(this.newest.get(metric)?.values() ?? [])];
  }
}

/** Newest values of a session by canonical name; those that it never logged are left out. */
export function newestValues(facts: SessionFacts, resources: ResourceSamples): NewestValues {
  const newest: Record<string, number> = {};
  for (const { name, unit, names } of METRICS) {
    const samples = resources.of(name);
    const value = samples.length > 0 ? ofAll(samples, unit === 'percent') : logged(facts, names);
    if (value !== undefined) newest[name] = value;
  }
  return newest;
}

function ofAll(samples: readonly number[], isShare: boolean): number {
  const sum = samples.reduce((total, sample) => total + sample, 0);
  return isShare ? sum / samples.length : sum;
}

function logged({ final_metrics }: SessionFacts, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = final_metrics[name];
    if (value !== undefined) return Number(value);
  }
  return undefined;
}

function measured({ rank, node, labels = {} }: Labelling): string {
  return JSON.stringify([rank, node, Object.entries(labels).sort(([left], [right]) => (left < right ? -1 : 1))]);
}
