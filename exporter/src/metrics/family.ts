import type { HistogramCounts } from '../counting/histogram.js';

/** Every name of ours begins so; what the whole world measures of a process keeps its usual `process_` names. */
export const PREFIX = 'shadower_training_';

/** Labels by name. An empty value is the same as none to Prometheus. */
export type Labels = Readonly<Record<string, string>>;

export const NO_LABELS: Labels = {};

/** One series of a family. */
export interface Series<Value = number> {
  readonly labels: Labels;
  readonly value: Value;
}

interface Described {
  /** The whole name; that of a counter ends in `_total`. */
  readonly name: string;
  /** One sentence without quotation marks, which OpenMetrics would want escaped. */
  readonly help: string;
}

/** A metric with its series at one moment: what an exposition is made of. */
export type Family = Described &
  (
    | { readonly type: 'gauge' | 'counter'; readonly series: readonly Series[] }
    | { readonly type: 'histogram'; readonly series: readonly Series<HistogramCounts>[] }
  );

/** A gauge of the exporter itself; left out while its value is null. */
export function gauge(name: string, help: string, value: number | null | readonly Series[]): Family {
  return { name: PREFIX + name, help, type: 'gauge', series: seriesOf(value) };
}

/** A counter of the exporter itself: only ever rises while the process lives. */
export function counter(name: string, help: string, value: number | readonly Series[]): Family {
  return { name: PREFIX + name, help, type: 'counter', series: seriesOf(value) };
}

/** A histogram of the exporter itself. */
export function histogram(
  name: string,
  help: string,
  value: HistogramCounts | readonly Series<HistogramCounts>[],
): Family {
  const series = 'sum' in value ? [{ labels: NO_LABELS, value }] : value;
  return { name: PREFIX + name, help, type: 'histogram', series };
}

function seriesOf(value: number | null | readonly Series[]): readonly Series[] {
  if (value === null) return [];
  return typeof value === 'number' ? [{ labels: NO_LABELS, value }] : value;
}
