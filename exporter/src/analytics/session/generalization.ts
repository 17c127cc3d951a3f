import { countFinite, firstFinite, lastStep, lowestFinite, type Curve } from './curve.js';
import type { ErrorCurve } from './error-curve.js';
import { scored, withheld, type Score } from './score.js';
import { trainingLevel } from './training-level.js';

/**
 * The share of the training improvement that shows on validation:
 * clip((E_first - E_best) / (T_first - T_at_best), 0, 1). 1: all of it; 0: none.
 *
 * T_first and T_at_best are the training levels that belong to the first and to the best validation step
 * (training-level.ts), so that both improvements cover the same span of the run.
 *
 * @param error Validation loss as E.
 * @param training Training loss in the same unit: a ratio of nats to accuracy would mean nothing.
 * @returns Null under two finite validation values, without training values, or when training loss had not fallen by
 *   the best validation step.
 */
export function generalization(error: ErrorCurve, training: Curve): Score {
  const n = countFinite(error);
  const step = lastStep(error);
  if (n < 2) return withheld('needs two values of validation loss', n, step);
  const first = firstFinite(error)!;
  const best = lowestFinite(error)!;
  const trainingFirst = trainingLevel(training, error.steps, first.index);
  const trainingAtBest = trainingLevel(training, error.steps, best.index);
  if (trainingFirst === null || trainingAtBest === null) return withheld('no training loss', n, step);
  const fell = trainingFirst - trainingAtBest;
  if (!(fell > 0)) return withheld('training loss had not fallen by the best validation step', n, step);
  return scored((first.value - best.value) / fell, n, step);
}
