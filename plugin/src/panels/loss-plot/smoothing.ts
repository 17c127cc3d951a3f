/** Exponential moving average, debiased as in TensorBoard: the first values are not drawn toward zero. */

/** Columns are kept between updates, and so is what was made of them: newest weight only. */
const made = new WeakMap<Float64Array, { weight: number; out: Float64Array }>();

/**
 * @param weight of the past, 0 (no smoothing) to below 1
 * A break stays a break, and the average goes on behind it as if it had not been: one NaN must not swallow the rest.
 */
export function smooth(y: Float64Array, weight: number): Float64Array {
  if (!(weight > 0)) {
    return y;
  }
  const known = made.get(y);
  if (known?.weight === weight) {
    return known.out;
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
  made.set(y, { weight, out });
  return out;
}
