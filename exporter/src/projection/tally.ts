import { answeredValue } from '@shadower-training/contract';
import { isPlain, type PointBatch, type PointRun } from '../journal/batch/point-batch.js';
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
  private objectiveValues = 0;

  /** @param objective Names under which the objective may be logged. */
  constructor(private readonly objective: readonly string[]) {}

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
      if (this.objective.includes(name)) this.objectiveValues += to - from;
    });
  }

  /** Brings the tally into a session's facts. */
  noteIn(facts: SessionFacts): void {
    facts.objective_values += this.objectiveValues;
    for (const [name, value] of this.newest) {
      facts.metric_kinds[name] ??= kindOfMetric(name);
      facts.final_metrics[name] = answeredValue(value);
    }
    for (const name of this.labelled) facts.metric_kinds[name] ??= kindOfMetric(name);
  }
}
