import { countFinite, firstFinite, firstNonFiniteStep, lastStep, type Curve } from './curve.js';
import type { ErrorCurve } from './error-curve.js';
import { runningMedian } from './robust-statistics.js';
import { CONFIDENT_FROM, divergedAt, scored, withheld, type Score } from './score.js';

/** The share of the drop at which a run counts as there. */
const DONE = 0.9;
/** The last stretch of a run that must bring nothing more, as a share of its steps, and the gain that is nothing. */
const LAST_STRETCH = 0.2;
const NO_GAIN = 0.01;
/** Rounding in (s - best) / (first - best) must not move the 90 % step of a round-numbered curve. */
const ROUNDING = 1e-12;

/** How fast a run came down, when it was nearly there, and whether it is done. */
export interface Convergence {
  /** 1 - the mean over time of the share of the drop still to go: 1 at once, .5 a straight line, 0 did not learn. */
  readonly rate: Score;
  /** The first step at which 90 % of the drop was done; null without a drop. */
  readonly step: number | null;
  /** 90 % done, and the last fifth of the steps brought less than 1 % of the drop. False under 5 values, and once diverged. */
  readonly achieved: boolean;
}

/**
 * The convergence rate: 1 - mean over time of clip((s_t - s_best) / (s_first - s_best), 0, 1), where s is the running
 * median of 3 of E. The mean is over steps (trapezoids), not over points: logging half as often changes little. It is
 * a learning-curve area (as in Chaudhry 2019, A-GEM, section 3.2), normalised by the run's own drop.
 *
 * Steps from which E is NaN or infinite count as "all still to go": nothing of the drop was left then.
 */
export function convergence(error: ErrorCurve): Convergence {
  const n = countFinite(error);
  const last = lastStep(error);
  const first = firstFinite(error);
  if (first === null || n < 2) {
    const diverged = firstNonFiniteStep(error);
    const reason = diverged === null ? 'needs two values' : divergedAt(diverged);
    return { rate: withheld(reason, n, last), step: null, achieved: false };
  }

  const { steps, smooth } = smoothed(error, first.index);
  const drop = findDrop(smooth);
  if (!(drop.size > 0)) return { rate: scored(0, n, last, 'did not learn'), step: null, achieved: false };

  const toGo = smooth.map((value) => Math.min(1, (value - drop.lowest) / drop.size));
  const there = toGo.findIndex((share) => share <= 1 - DONE + ROUNDING);
  const diverged = !Number.isFinite(error.values[error.values.length - 1]);
  return {
    rate: scored(1 - meanOverTime(steps, toGo), n, last),
    step: steps[there]!,
    achieved: n >= CONFIDENT_FROM && !diverged && gainInLastStretch(steps, toGo) < NO_GAIN,
  };
}

/** The running median of 3 from the first finite value on, without the points a sample kept for being extreme. */
function smoothed(curve: Curve, from: number): { steps: Float64Array; smooth: Float64Array } {
  const steps = new Float64Array(curve.steps.length - from);
  const values = new Float64Array(steps.length);
  let length = 0;
  for (let index = from; index < curve.steps.length; index++) {
    if (curve.chosen?.[index] === 1) continue;
    const value = curve.values[index]!;
    steps[length] = curve.steps[index]!;
    values[length++] = Number.isFinite(value) ? value : Number.POSITIVE_INFINITY;
  }
  return { steps: steps.subarray(0, length), smooth: runningMedian(values.subarray(0, length), 3) };
}

function findDrop(smooth: Float64Array): { lowest: number; size: number } {
  let lowest = Number.POSITIVE_INFINITY;
  for (const value of smooth) if (value < lowest) lowest = value;
  return { lowest, size: smooth[0]! - lowest };
}

function meanOverTime(steps: Float64Array, shares: Float64Array): number {
  let area = 0;
  for (let index = 1; index < steps.length; index++) {
    area += ((shares[index - 1]! + shares[index]!) / 2) * (steps[index]! - steps[index - 1]!);
  }
  return area / (steps[steps.length - 1]! - steps[0]!);
}

/** @returns How much of the drop was first reached in the last fifth of the steps. */
function gainInLastStretch(steps: Float64Array, toGo: Float64Array): number {
  const end = steps[steps.length - 1]!;
  const from = end - LAST_STRETCH * (end - steps[0]!);
  let lowestBefore = 1;
  for (let index = 0; index < steps.length && steps[index]! <= from; index++) {
    lowestBefore = Math.min(lowestBefore, toGo[index]!);
  }
  // The lowest of all is 0 by construction.
  return lowestBefore;
}
