import { countUpTo, firstFinite, type Curve } from './curve.js';
import { median } from './robust-statistics.js';

/** At most this many training values are taken together: enough to calm the noise of single batches, few enough not to lag. */
const VALUES_TOGETHER = 9;

/**
 * The training loss that belongs to a validation step: the median of the last (at most 9) finite training values at or
 * before it, back to the validation step before. Where both are logged at the same steps that is exactly the training
 * value of the step; where training is logged every batch it is not one noisy batch.
 *
 * @param training Training loss against steps.
 * @param validationSteps The steps of the validation curve.
 * @param index Which validation step is meant.
 * @returns The last training value before when none lies between the two validation steps; the first one when all come
 *   after; null when there is none at all.
 */
export function trainingLevel(training: Curve, validationSteps: ArrayLike<number>, index: number): number | null {
  const previous = index === 0 ? Number.NEGATIVE_INFINITY : validationSteps[index - 1]!;
  const together: number[] = [];
  for (let at = countUpTo(training, validationSteps[index]!) - 1; at >= 0; at--) {
    if (together.length === VALUES_TOGETHER || (training.steps[at]! <= previous && together.length > 0)) break;
    if (Number.isFinite(training.values[at])) together.push(training.values[at]!);
  }
  return together.length > 0 ? median(together) : (firstFinite(training)?.value ?? null);
}
