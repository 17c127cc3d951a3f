/** Other ways to read the values of a curve. Pure; the values themselves stay as they were logged. */

export type YTransform = 'none' | 'perplexity' | 'bits_per_token' | 'change' | 'percent_change';

export interface TransformLook {
  label: string;
  /** What stands beside the y-axis; null leaves it bare. */
  axisLabel: string | null;
  /** Unit of the new values in Grafana's words; null keeps that of the field. */
  unit: string | null;
  /** Whether only losses in nats have it. */
  onlyLosses: boolean;
}

export const Y_TRANSFORMS: Readonly<Record<YTransform, TransformLook>> = {
  none: { label: 'As logged', axisLabel: null, unit: null, onlyLosses: false },
  perplexity: { label: 'Perplexity', axisLabel: 'Perplexity', unit: 'none', onlyLosses: true },
  bits_per_token: { label: 'Bits per token', axisLabel: 'Bits per token', unit: 'none', onlyLosses: true },
  change: { label: 'Change from first', axisLabel: 'Change from first', unit: null, onlyLosses: false },
  percent_change: {
    label: 'Change from first, %',
    axisLabel: 'Change from first',
    unit: 'percentunit',
    onlyLosses: false,
  },
};

const LOSS = /(^|[_/.\- ])(loss|nll|cross_?entropy|negative_log_likelihood)(?=$|[_/.\- \d])/i;

/** Whether a metric's name says that it is a loss: of those we assume the mean cross-entropy of a token in nats. */
export function isLoss(metric: string): boolean {
  return LOSS.test(metric);
}

/** Whether a transform says something of a metric. Changes can be told of all, perplexity and bits of losses only. */
export function appliesTo(transform: YTransform, metric: string): boolean {
  return transform !== 'none' && (!Y_TRANSFORMS[transform].onlyLosses || isLoss(metric));
}

/**
 * One value transformed; NaN and infinities go through as they are.
 * @param first the curve's first finite value, from which changes count
 * @returns NaN where the result does not exist: percent of a first value of 0
 */
export function transformValue(transform: YTransform, value: number, first: number): number {
  switch (transform) {
    case 'none':
      return value;
    case 'perplexity':
      return Math.exp(value);
    case 'bits_per_token':
      return value / Math.LN2;
    case 'change':
      return value - first;
    case 'percent_change':
      // By the size of the first value, so that more stays more where values are negative.
      return first === 0 ? NaN : (value - first) / Math.abs(first);
  }
}

/** The first finite value of a column; NaN when it has none. */
export function firstFinite(y: Float64Array): number {
  return y.find((value) => Number.isFinite(value)) ?? NaN;
}

/** Columns are kept between updates, and so is what was made of them: newest transform only. */
const made = new WeakMap<Float64Array, { transform: YTransform; first: number; y: Float64Array }>();

/** A column transformed; values off every scale become breaks (NaN). The very same column for `none`. */
export function transformColumn(transform: YTransform, y: Float64Array, first: number): Float64Array {
  if (transform === 'none') {
    return y;
  }
  const known = made.get(y);
  if (known?.transform === transform && Object.is(known.first, first)) {
    return known.y;
  }
  const out = new Float64Array(y.length);
  for (let index = 0; index < y.length; index++) {
    const value = transformValue(transform, y[index]!, first);
    out[index] = Number.isFinite(value) ? value : NaN;
  }
  made.set(y, { transform, first, y: out });
  return out;
}
