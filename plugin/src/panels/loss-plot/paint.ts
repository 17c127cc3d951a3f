/** Draws lines on uPlot's canvas. All positions are canvas pixels. */
import type uPlot from 'uplot';
import { lowerBound } from './curve';
import { decimate, type PixelScale, type Polyline } from './decimate';
import type { Line } from './lines';

/** Points further apart than this (CSS pixels) get a dot each: a curve of twenty values shows that it has twenty. */
const DOT_SPACING = 14;
const FAINT = 0.35;
/** With more curves than this dots are only clutter. */
const DOTTED_LINES = 6;

export function paintLines(u: uPlot, lines: readonly Line[]): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  // A little more than the plot, so that lines on its edge keep their width.
  ctx.rect(bbox.left - 2, bbox.top - 3, bbox.width + 4, bbox.height + 6);
  ctx.clip();
  ctx.lineJoin = 'round';
  for (const line of lines) {
    if (line.smoothed) {
      paintLine(u, line, line.curve.y, FAINT, 1, false);
    }
  }
  for (const line of lines) {
    paintLine(u, line, line.y, line.alpha, line.width, lines.length <= DOTTED_LINES);
  }
  ctx.restore();
}

function paintLine(u: uPlot, line: Line, y: Float64Array, alpha: number, width: number, dots: boolean): void {
  const { ctx } = u;
  const { x } = line.curve;
  const { min, max } = u.scales['x'] ?? {};
  if (min === undefined || max === undefined || x.length === 0) {
    return;
  }
  const from = Math.max(0, lowerBound(x, min) - 1);
  const to = Math.min(x.length, lowerBound(x, max) + 2);
  const scale = xPixels(u, min, max);
  const isLog = u.scales['y']?.distr === 3;
  const toY = (value: number) => (isLog && value <= 0 ? NaN : u.valToPos(value, 'y', true));
  const polyline = decimate(x, y, from, to, scale, toY);
  const ratio = devicePixelRatio;
  ctx.globalAlpha = alpha;
  ctx.strokeStyle = line.color;
  ctx.fillStyle = line.color;
  ctx.lineWidth = width * ratio;
  ctx.setLineDash(line.dash.map((length) => length * ratio));
  strokePolyline(ctx, polyline);
  const radius = Math.max(1.75, width) * ratio;
  const sparse = dots && to - from <= u.over.clientWidth / DOT_SPACING;
  if (sparse) {
    paintDots(ctx, polyline, allOffsets(polyline), to - from === 1 ? 3 * ratio : radius);
  } else {
    paintDots(ctx, polyline, polyline.alone, Math.max(radius, 3 * ratio));
  }
}

/** The linear map from x to canvas pixels. */
export function xPixels(u: uPlot, min: number, max: number): PixelScale {
  const factor = u.bbox.width / (max - min);
  return { factor, offset: u.bbox.left - min * factor };
}

function strokePolyline(ctx: CanvasRenderingContext2D, { points, length }: Polyline): void {
  ctx.beginPath();
  let down = false;
  for (let index = 0; index < length; index++) {
    const px = points[index * 2]!;
    if (Number.isNaN(px)) {
      down = false;
    } else if (down) {
      ctx.lineTo(px, points[index * 2 + 1]!);
    } else {
      ctx.moveTo(px, points[index * 2 + 1]!);
      down = true;
    }
  }
  ctx.stroke();
}

function allOffsets({ points, length }: Polyline): number[] {
  return Array.from({ length }, (_, index) => index * 2).filter((offset) => !Number.isNaN(points[offset]));
}

function paintDots(ctx: CanvasRenderingContext2D, { points }: Polyline, offsets: readonly number[], radius: number) {
  ctx.setLineDash([]);
  ctx.beginPath();
  for (const offset of offsets) {
    const px = points[offset]!;
    const py = points[offset + 1]!;
    ctx.moveTo(px + radius, py);
    ctx.arc(px, py, radius, 0, 2 * Math.PI);
  }
  ctx.fill();
}
