import { answeredValue } from '@shadower-training/contract';
import type { JournalledPoint } from '../journal/journalled-point.js';
import { kindOfMetric } from './rows.js';
import type { SeriesSeen } from './series-seen.js';
import type { SessionFacts } from './session.js';

/** A point without rank, node and labels. */
const BARE = {};

/**
 * What a record's values say of their metrics. Facts of a session are looked up once a record and metric, not once a
 * value: at hundreds of thousands of values a second the difference is a fifth of the writer's time.
 */
export class Tally {
  /** Newest value by name, of points without labels and of the first rank. */
  private readonly newest = new Map<string, number>();
  private readonly labelled = new Set<string>();
  private objectiveValues = 0;
  private hasBare = false;

  /** @param objective Names under which the objective may be logged. */
  constructor(private readonly objective: readonly string[]) {}

  /** Whether a value of training was among them, not just resource samples. */
  get logged(): boolean {
    return [...this.newest.keys(), ...this.labelled].some((name) => kindOfMetric(name) === 'values');
  }

  /**
   * Adds a point's values.
   * @param plain Whether the point is of the first rank and without labels.
   * @returns How many they are.
   */
  add(point: JournalledPoint, plain: boolean, seen: SeriesSeen): number {
    const bare = plain && point.rank === undefined && point.node === undefined;
    let count = 0;
    for (const name in point.metrics) {
      count++;
      if (!bare) seen.add(point, name);
      if (!plain) {
        this.labelled.add(name);
        continue;
      }
      this.newest.set(name, point.metrics[name]!);
      if (this.objective.includes(name)) this.objectiveValues++;
    }
    if (bare) this.hasBare = true;
    return count;
  }

  /** Brings the tally into a session's facts. */
  noteIn(facts: SessionFacts, seen: SeriesSeen): void {
    facts.objective_values += this.objectiveValues;
    for (const [name, value] of this.newest) {
      if (this.hasBare) seen.add(BARE, name);
      facts.metric_kinds[name] ??= kindOfMetric(name);
      facts.final_metrics[name] = answeredValue(value);
    }
    for (const name of this.labelled) facts.metric_kinds[name] ??= kindOfMetric(name);
  }
}
