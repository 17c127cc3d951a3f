/** Exponential moving average, debiased as in TensorBoard: the first values are not drawn toward zero. */

/**
 * @param weight of the past, 0 (no smoothing) to below 1
 * A break stays a break, and the average goes on behind it as if it had not been: one NaN must not swallow the rest.
 */
export function smooth(y: Float64Array, weight: number): Float64Array {
  if (!(weight > 0)) {
    return y;
  }
  const past = Math.min(weight, 0.999);
  const out = new Float64Array(y.length);
  let sum = 0;
  let mass = 0;
  for (let index = 0; index < y.length; index++) {
    const value = y[index]!;
    if (Number.isNaN(value)) {
      out[index] = NaN;
      continue;
    }
    sum = sum * past + (1 - past) * value;
    mass = mass * past + (1 - past);
    out[index] = sum / mass;
  }
  return out;
}
