import { countUpTo, lowestFinite, type Curve } from './curve.js';
import type { ErrorCurve } from './error-curve.js';

/** Where a session was at its best: also where it would best have been stopped. */
export interface Best {
  readonly step: number;
  /** In the metric's own unit and sign, not as E. */
  readonly value: number;
  /** The epoch logged at or last before that step; null when no epochs were logged. */
  readonly epoch: number | null;
  /** Which metric it is the best of: the objective, or what stood in for it. */
  readonly metric: string;
}

/**
 * The best finite value of a metric; of equals the earliest, since what came after it bought nothing.
 *
 * @param metric Its name, passed through.
 * @param curve The metric as logged.
 * @param error The same as E (lower is better), point for point.
 * @param epochs Epochs against steps, if logged.
 * @returns Null when no value is finite.
 */
export function findBest(metric: string, curve: Curve, error: ErrorCurve, epochs: Curve | null): Best | null {
  const lowest = lowestFinite(error);
  if (lowest === null) return null;
  return {
    step: lowest.step,
    value: curve.values[lowest.index]!,
    epoch: epochs === null ? null : epochAt(epochs, lowest.step),
    metric,
  };
}

/** @returns The finite epoch logged at or last before the step, or null. */
export function epochAt(epochs: Curve, step: number): number | null {
  for (let index = countUpTo(epochs, step) - 1; index >= 0; index--) {
    if (Number.isFinite(epochs.values[index])) return epochs.values[index]!;
  }
  return null;
}
