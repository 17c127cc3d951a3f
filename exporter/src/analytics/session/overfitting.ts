import {
  countFinite,
  firstFinite,
  firstNonFiniteStep,
  lastFinite,
  lastStep,
  lowestFinite,
  type Curve,
} from './curve.js';
import type { ErrorCurve } from './error-curve.js';
import { divergedAt, scored, withheld, type Score } from './score.js';
import { trainingLevel } from './training-level.js';

/** The loss of generality at which the score is one half: 5 % worse than the best. */
export const HALF_AT = 0.05;

/** From this score on a run is called overfitting, or unstable. */
export const DETECTED_FROM = 0.5;

/**
 * How far validation has come back up from its best: GL / (GL + .05), where GL = E_last / E_best - 1 is the
 * generalization loss of Prechelt (Early Stopping - But When?, 1998, section 2). 0 at the best, .5 when 5 % worse, near
 * 1 when much worse. Where E can be 0 or below, GL = (E_last - E_best) / (E_first - E_best).
 *
 * @param error E on held-out data, up to the step that the score is for.
 * @returns Null under two finite values, and where a range is needed and the first value is still the best.
 */
export function overfitting(error: ErrorCurve): Score {
  const n = countFinite(error);
  const step = lastStep(error);
  const diverged = firstNonFiniteStep(error);
  if (n < 2) {
    return withheld(diverged === null ? 'needs two values on held-out data' : divergedAt(diverged), n, step);
  }
  const first = firstFinite(error)!.value;
  const last = lastFinite(error)!.value;
  const best = lowestFinite(error)!.value;
  const note = diverged === null ? null : `${divergedAt(diverged)}: from the finite values`;
  if (last === best) return scored(0, n, step, note);
  if (!error.ratios && first === best) return withheld('never improved on the first value', n, step);
  const loss = error.ratios ? last / best - 1 : (last - best) / (first - best);
  // An overflow to Infinity (best near 0) would give NaN below; its limit is 1.
  return scored(Number.isFinite(loss) ? loss / (loss + HALF_AT) : 1, n, step, note);
}

/**
 * Whether training loss went on falling after the best validation step: what tells overfitting (it did) from
 * instability (both got worse). The training levels at the best and at the last validation step are compared.
 *
 * @returns Null when there is nothing to compare: no training loss, or no validation after the best.
 */
export function trainingFellAfterBest(error: ErrorCurve, training: Curve | null): boolean | null {
  const best = lowestFinite(error);
  const last = lastFinite(error);
  if (training === null || best === null || last === null || last.index === best.index) return null;
  const atBest = trainingLevel(training, error.steps, best.index);
  const atLast = trainingLevel(training, error.steps, last.index);
  return atBest === null || atLast === null ? null : atLast < atBest;
}
