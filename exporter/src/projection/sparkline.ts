import type { Sparkline } from '@shadower-training/contract';
import type { Curve } from '../analytics/session/index.js';

/** Points of a sparkline: what a table cell can show. */
const POINTS = 48;

/** Reduces a curve to the means of equally long stretches; a stretch with a non-finite value is null, so that it shows. */
export function sparkline(metric: string, curve: Curve | null): Sparkline | null {
  if (curve === null || curve.steps.length === 0) return null;
  const length = curve.steps.length;
  const buckets = Math.min(POINTS, length);
  const steps: number[] = [];
  const values: (number | null)[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = Math.floor((bucket * length) / buckets);
    const to = Math.floor(((bucket + 1) * length) / buckets);
    let sum = 0;
    for (let index = from; index < to; index++) sum += curve.values[index]!;
    const mean = sum / (to - from);
    steps.push(curve.steps[to - 1]!);
    values.push(Number.isFinite(mean) ? Number(mean.toPrecision(6)) : null);
  }
  return { metric, steps, values };
}
