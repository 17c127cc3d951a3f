import type { ReportedUsage } from '@shadower-training/contract';
import type { JournalledPoint } from './journalled-point.js';

/** Which process a point came from, and its labels. */
export interface Labelling {
  readonly rank?: number;
  readonly node?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Points that follow each other and have the same metric names, rank, node and labels. */
export interface PointRun {
  /** The first point. */
  readonly from: number;
  /** The point after the last. */
  readonly to: number;
  /** Names of the metrics; at least one. */
  readonly names: readonly string[];
  /** The same object for all runs of a batch that share it. */
  readonly labelling: Labelling;
  /** Where the run's values begin: metric m of point p is `values[firstValue + (p - from) * names.length + m]`. */
  readonly firstValue: number;
}

/** A `metrics` record of the journal, read: its points as columns, in the order in which they came. */
export interface PointBatch {
  /** How many points. */
  readonly count: number;
  /** What keeps its stored times apart from those of another request of the same moment, 0 to 999; mostly 0. */
  readonly shift: number;
  /** NaN where a point has none. */
  readonly step: Float64Array;
  /** NaN where a point has none. */
  readonly epoch: Float64Array;
  /** Whole epoch milliseconds; NaN where the request had none: then the receipt of the record counts. */
  readonly time: Float64Array;
  /** All metrics of all points, run by run, point by point; NaN and infinities included. */
  readonly values: Float64Array;
  readonly runs: readonly PointRun[];
  readonly resource_usage?: ReportedUsage;
}

/** Points without rank, node and labels. */
export const BARE: Labelling = {};

/** Whether points are of the first process and without labels: those that say how a session does as a whole. */
export function isPlain({ rank, labels }: Labelling): boolean {
  return labels === undefined && (rank ?? 0) === 0;
}

/** The points as objects, for readers that are in no hurry. */
export function pointsOf(batch: PointBatch): JournalledPoint[] {
  return batch.runs.flatMap((run) => pointsOfRun(batch, run));
}

function pointsOfRun({ step, epoch, time, values }: PointBatch, run: PointRun): JournalledPoint[] {
  const { from, to, names, labelling, firstValue } = run;
  return Array.from({ length: to - from }, (_, place) => ({
    ...optional('step', step[from + place]!),
    ...optional('epoch', epoch[from + place]!),
    ...optional('time', time[from + place]!),
    ...labelling,
    metrics: Object.fromEntries(
      names.map((name, metric) => [name, values[firstValue + place * names.length + metric]!]),
    ),
  }));
}

function optional<Name extends string>(name: Name, value: number): { [Key in Name]?: number } {
  return (Number.isNaN(value) ? {} : { [name]: value }) as { [Key in Name]?: number };
}
