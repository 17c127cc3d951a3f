import { answeredValue, namesOfMetric } from '@shadower-training/contract';
import { isPlain, type PointBatch, type PointRun } from '../journal/batch/point-batch.js';
import { objectiveOf } from './describe.js';
import { kindOfMetric } from './rows.js';
import type { SessionFacts } from './session.js';

/**
 * What a record's values say of their metrics. Facts of a session are looked up once a record and metric, not once a
 * value: at hundreds of thousands of values a second the difference is a fifth of the writer's time.
 */
export class Tally {
  /** Newest value by name, of points without labels and of the first rank. */
  private readonly newest = new Map<string, number>();
  private readonly labelled = new Set<string>();
  /** How many values by name, of the same points. */
  private readonly counts = new Map<string, number>();

  /** Whether a value of training was among them, not just resource samples. */
  get logged(): boolean {
    return [...this.newest.keys(), ...this.labelled].some((name) => kindOfMetric(name) === 'values');
  }

  /** Adds the values of a run. */
  add({ values }: PointBatch, { from, to, names, labelling, firstValue }: PointRun): void {
    if (!isPlain(labelling)) {
      for (const name of names) this.labelled.add(name);
      return;
    }
    const last = firstValue + (to - from - 1) * names.length;
    names.forEach((name, metric) => {
      this.newest.set(name, values[last + metric]!);
      this.counts.set(name, (this.counts.get(name) ?? 0) + to - from);
    });
  }

  /** Brings the tally into a session's facts. */
  noteIn(facts: SessionFacts): void {
    const before = objectiveOf(facts).metric;
    for (const [name, value] of this.newest) {
      facts.metric_kinds[name] ??= kindOfMetric(name);
      facts.final_metrics[name] = answeredValue(value);
    }
    for (const name of this.labelled) facts.metric_kinds[name] ??= kindOfMetric(name);
    // A first reward may be what shows the objective: what was counted until then was another metric.
    const objective = objectiveOf(facts).metric;
    if (objective !== before) facts.objective_values = 0;
    for (const name of namesOfMetric(objective)) facts.objective_values += this.counts.get(name) ?? 0;
  }
}
