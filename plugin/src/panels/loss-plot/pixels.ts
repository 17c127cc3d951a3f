/** Where values lie on the canvas. */
import type uPlot from 'uplot';
import { lowerBound } from './curve';
import type { PixelScale } from './decimate';
import type { Line } from './lines';

/** The part of a column that is drawn. */
export interface View {
  /** First and last position to draw, the last not included; one more on each side than is seen. */
  from: number;
  to: number;
  scale: PixelScale;
}

/** The part of a column that the x-axis shows; null when there is none. */
export function viewOf(u: uPlot, x: Float64Array): View | null {
  const { min, max } = u.scales['x'] ?? {};
  if (typeof min !== 'number' || typeof max !== 'number' || x.length === 0) {
    return null;
  }
  const from = Math.max(0, lowerBound(x, min) - 1);
  const to = Math.min(x.length, lowerBound(x, max) + 2);
  return { from, to, scale: xPixels(u, min, max) };
}

/** The pixel of a value on the line's own axis; NaN where a log axis has no place for it. */
export function yPixels(u: uPlot, { scale }: Pick<Line, 'scale'>): (value: number) => number {
  const isLog = u.scales[scale]?.distr === 3;
  return (value) => (isLog && value <= 0 ? NaN : u.valToPos(value, scale, true));
}

/** The linear map from x to canvas pixels. */
export function xPixels(u: uPlot, min: number, max: number): PixelScale {
  const factor = u.bbox.width / (max - min);
  return { factor, offset: u.bbox.left - min * factor };
}
