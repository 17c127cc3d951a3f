import { countFinite, firstFinite, firstNonFiniteStep, lastStep, lowestFinite, type Curve } from './curve.js';
import type { ErrorCurve } from './error-curve.js';
import { medianSpread, runningMedian } from './robust-statistics.js';
import { divergedAt, scored, withheld, type Score } from './score.js';

/** Makes the median absolute deviation of normal noise equal its standard deviation. */
const MAD_TO_SIGMA = 1.4826;
/** Noise, as a share of the drop, at which the score is one half. */
const HALF_AT = 0.05;
const SPIKE_FROM_MADS = 6;
/** A deviation under 1 % of the drop is never a spike: the bend of a noiseless curve, with a deviation near 0, is none. */
const SMALLEST_SPIKE = 0.01;
const SPIKE_WEIGHT = 3;

/**
 * How calm a curve is: 1 / (1 + nu / .05), times (1 - 3 x share of spikes). nu is the noise around the running median
 * of 5 (1.4826 x median absolute deviation) over the drop E_first - E_best; a spike is a value more than 6 median
 * absolute deviations off. It describes the curve: its link with the noise of test results is weak (docs/metrics.md).
 *
 * A curve that never went below its first value has no drop: its noise is compared with its whole range instead. A
 * constant curve is stable.
 *
 * @param divergedAtStep The first NaN or infinity of any curve of the session: the score is then 0.
 * @returns Null under two values.
 */
export function stability(error: ErrorCurve, divergedAtStep: number | null = firstNonFiniteStep(error)): Score {
  const n = countFinite(error);
  const step = lastStep(error);
  if (divergedAtStep !== null) return scored(0, n, step, divergedAt(divergedAtStep));
  if (n < 2) return withheld('needs two values', n, step);

  const values = fairValues(error);
  const smooth = runningMedian(values, 5);
  const residuals = values.map((value, index) => value - smooth[index]!);
  const scale = dropOrRange(error, values);
  if (scale === 0) return scored(1, n, step);

  const { centre, deviation } = medianSpread(residuals);
  const limit = Math.max(SPIKE_FROM_MADS * deviation, SMALLEST_SPIKE * scale);
  const spikes = residuals.filter((residual) => Math.abs(residual - centre) > limit).length;
  const noise = (MAD_TO_SIGMA * deviation) / scale;
  const calm = Math.max(0, 1 - SPIKE_WEIGHT * (spikes / residuals.length));
  return scored((1 / (1 + noise / HALF_AT)) * calm, n, step);
}

/** The values without those that a sample kept for being extreme: these would make any noise look larger than it is. */
function fairValues(curve: Curve): Float64Array {
  const values = new Float64Array(curve.values.length);
  let length = 0;
  for (let index = 0; index < curve.values.length; index++) {
    if (curve.chosen?.[index] !== 1) values[length++] = curve.values[index]!;
  }
  return values.subarray(0, length);
}

function dropOrRange(error: ErrorCurve, values: Float64Array): number {
  const lowest = lowestFinite(error)!.value;
  const drop = firstFinite(error)!.value - lowest;
  return drop > 0 ? drop : values.reduce((highest, value) => Math.max(highest, value), lowest) - lowest;
}
