import type { Curve } from './curve.js';

/** What a session tries to improve: a metric of its own choosing, and which way is better. */
export interface Objective {
  readonly metric: string;
  readonly direction: 'minimize' | 'maximize';
}

/**
 * A metric turned so that lower is better: E in the formulas. Losses stay as they are, accuracies become 1 - accuracy,
 * everything else that is maximised is negated. NaN and infinities stay.
 */
export interface ErrorCurve extends Curve {
  /**
   * True when E is positive by nature and in fact, so that "10 % worse" means something. False for a negated metric,
   * and for a loss that reached 0 or below (a log density): then differences are compared with the range from the first
   * value to the best.
   */
  readonly ratios: boolean;
}

const ACCURACY = /(^|[^a-z])(accuracy|acc)([^a-z]|$)/i;
const HELD_OUT = /(^|[^a-z])(validation|valid|val|evaluation|eval|test|dev|held_?out|holdout)([^a-z]|$)/i;
const LOSS = /loss|cross_?entropy|nll/i;

/** @returns True for names like `validation_accuracy` or `eval/acc`: a share of right answers. */
export function isAccuracy(metric: string): boolean {
  return ACCURACY.test(metric);
}

/** @returns True for names that say the data was held out of training: `validation_...`, `val_...`, `eval/...`, `test_...`. */
export function isHeldOut(metric: string): boolean {
  return HELD_OUT.test(metric);
}

/** @returns True for names of losses (`training_loss`, `eval/loss`), which share a unit; not for perplexity. */
export function isLoss(metric: string): boolean {
  return LOSS.test(metric);
}

/** Turns the values of a metric into E. Steps and marks are shared with the given curve, not copied. */
export function toErrorCurve(curve: Curve, objective: Objective): ErrorCurve {
  if (objective.direction === 'minimize') return { ...curve, ratios: allPositive(curve.values) };
  // An accuracy outside 0..1 is in percent or no share at all: 1 - x would mean nothing, the range still does.
  if (isAccuracy(objective.metric) && allShares(curve.values)) {
    const values = Float64Array.from(curve.values, (value) => 1 - value);
    return { ...curve, values, ratios: allPositive(values) };
  }
  return { ...curve, values: Float64Array.from(curve.values, (value) => -value), ratios: false };
}

function allPositive(values: ArrayLike<number>): boolean {
  for (let index = 0; index < values.length; index++) {
    if (Number.isFinite(values[index]) && values[index]! <= 0) return false;
  }
  return true;
}

function allShares(values: ArrayLike<number>): boolean {
  for (let index = 0; index < values.length; index++) {
    const value = values[index]!;
    if (Number.isFinite(value) && (value < 0 || value > 1)) return false;
  }
  return true;
}
