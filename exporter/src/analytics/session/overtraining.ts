import { epochAt } from './best.js';
import type { Curve } from './curve.js';

/** A best epoch before this share of all epochs is early. */
const EARLY_BEFORE = 0.7;
/** Shorter runs are not judged: in 10 epochs, stopping 3 early is no finding. */
const MORE_EPOCHS_THAN = 10;

/** How much of a run came after its best: waste of time, not harm (docs/metrics.md has the figures). */
export interface Overtraining {
  /** True when the best came before 70 % of more than 10 epochs. Only then is the rest called waste. */
  readonly flag: boolean;
  /** Epochs count from 1; of a fractional epoch, the one it lies in (2.25 is in the 3rd). */
  readonly best_epoch: number | null;
  /** Epochs trained so far, up to the last step: never epochs that are only planned. */
  readonly total_epochs: number | null;
  /** total_epochs - best_epoch. The seed's zero-based argmin gives one more. */
  readonly wasted_epochs: number | null;
  /** Hours x wasted_epochs / total_epochs; null when the hours are not known. */
  readonly wasted_compute_hours: number | null;
  /** `steps` when no epochs were logged: then the four counts above are steps. */
  readonly unit: 'epochs' | 'steps';
}

/** What overtraining is computed from. */
export interface OvertrainingInput {
  readonly bestStep: number | null;
  /** The last step trained so far. */
  readonly lastStep: number | null;
  /** Epochs against steps, counted from 1, if logged. */
  readonly epochsAtSteps: Curve | null;
  /** Epochs trained in all, for a run that logged none: steps are then shared out evenly over them. */
  readonly totalEpochs: number | null;
  /** Active hours so far. */
  readonly hours: number | null;
}

/**
 * Flags a run whose best epoch came before 70 % of its epochs, when it had more than 10, and counts what came after.
 * Without a best value all counts are null.
 */
export function overtraining(input: OvertrainingInput): Overtraining {
  const { best, total, unit } = position(input);
  if (best === null || total === null || total <= 0) {
    return { flag: false, best_epoch: null, total_epochs: null, wasted_epochs: null, wasted_compute_hours: null, unit };
  }
  const wasted = Math.max(0, total - best);
  return {
    flag: total > MORE_EPOCHS_THAN && best < EARLY_BEFORE * total,
    best_epoch: best,
    total_epochs: total,
    wasted_epochs: wasted,
    wasted_compute_hours: input.hours === null ? null : (input.hours * wasted) / total,
    unit,
  };
}

interface Position {
  readonly best: number | null;
  readonly total: number | null;
  readonly unit: 'epochs' | 'steps';
}

function position({ bestStep, lastStep, epochsAtSteps, totalEpochs }: OvertrainingInput): Position {
  if (bestStep === null || lastStep === null) return { best: null, total: null, unit: 'epochs' };
  if (epochsAtSteps !== null) {
    const total = epochAt(epochsAtSteps, lastStep);
    // A best before the first logged epoch lies in the first.
    const best = epochAt(epochsAtSteps, bestStep) ?? 1;
    if (total !== null) return { best: asCount(best), total: asCount(total), unit: 'epochs' };
  }
  if (totalEpochs !== null && totalEpochs > 0 && lastStep > 0) {
    return { best: asCount((totalEpochs * bestStep) / lastStep), total: asCount(totalEpochs), unit: 'epochs' };
  }
  return { best: bestStep, total: lastStep, unit: 'steps' };
}

/** Epochs are whole and start at 1. What is lost to rounding (3.0000000001) is not a new epoch. */
function asCount(epoch: number): number {
  return Math.max(1, Math.ceil(epoch - 1e-9));
}
