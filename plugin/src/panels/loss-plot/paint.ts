/** Draws lines on uPlot's canvas. All positions are canvas pixels. */
import type uPlot from 'uplot';
import { lowerBound } from './curve';
import { decimate, type Polyline } from './decimate';
import type { Line } from './lines';
import { paintFill } from './paintFill';
import { viewOf, yPixels, type View } from './pixels';

/** Points further apart than this (CSS pixels) get a dot each: a curve of twenty values shows that it has twenty. */
const DOT_SPACING = 14;
const FAINT = 0.35;
/** With more curves than this dots are only clutter. */
const DOTTED_LINES = 6;
/** What was abandoned: faint and dashed. */
const TAIL = { alpha: 0.45, dash: [5, 3] } as const;

export function paintLines(u: uPlot, lines: readonly Line[]): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  // A little more than the plot, so that lines on its edge keep their width.
  ctx.rect(bbox.left - 2, bbox.top - 3, bbox.width + 4, bbox.height + 6);
  ctx.clip();
  ctx.lineJoin = 'round';
  ctx.lineCap = 'butt';
  for (const line of lines) {
    paintFill(u, line);
  }
  for (const line of lines) {
    if (line.smoothed) {
      paintLine(u, line, line.curve.y, { alpha: FAINT, width: Math.min(1, line.width), dots: false });
    }
  }
  const auto = lines.length <= DOTTED_LINES;
  for (const line of lines) {
    paintLine(u, line, line.y, { alpha: line.alpha, width: line.width, dots: auto });
  }
  ctx.restore();
}

interface Look {
  alpha: number;
  width: number;
  /** Whether every point has a dot. */
  dots: boolean;
}

function paintLine(u: uPlot, line: Line, y: Float64Array, wanted: Look): void {
  const { x, tailFrom } = line.curve;
  const view = viewOf(u, x);
  if (!view) {
    return;
  }
  const { from, to } = view;
  // By all that is seen of the curve: a short tail is not sparse.
  const look = { ...wanted, dots: wanted.dots && to - from <= u.over.clientWidth / DOT_SPACING };
  if (tailFrom === null) {
    paintStretch(u, line, y, view, look, line.dash);
    return;
  }
  const split = Math.min(Math.max(lowerBound(x, tailFrom), from), to);
  paintStretch(u, line, y, { ...view, to: split }, look, line.dash);
  // From the last point that counts on, so that the tail hangs on its curve.
  const tail = { ...view, from: Math.max(from, split - 1) };
  paintStretch(u, line, y, tail, { ...look, alpha: look.alpha * TAIL.alpha }, TAIL.dash);
}

function paintStretch(u: uPlot, line: Line, y: Float64Array, view: View, look: Look, dash: readonly number[]): void {
  const { ctx } = u;
  const { from, to, scale } = view;
  if (to <= from) {
    return;
  }
  const polyline = decimate(line.curve.x, y, from, to, scale, yPixels(u, line));
  const ratio = devicePixelRatio;
  ctx.globalAlpha = look.alpha;
  ctx.strokeStyle = line.color;
  ctx.fillStyle = line.color;
  ctx.lineWidth = look.width * ratio;
  ctx.lineCap = dash[0] === 0 ? 'round' : 'butt';
  ctx.setLineDash(dash.map((length) => length * ratio));
  if (look.width > 0) {
    strokePolyline(ctx, polyline, dash.length === 0);
  }
  const { showPoints } = line.curve.style;
  if (showPoints === 'never') {
    return;
  }
  const radius = Math.max(1.75, look.width) * ratio;
  if (look.dots || showPoints === 'always') {
    paintDots(ctx, polyline, allOffsets(polyline), to - from === 1 ? 3 * ratio : radius);
  } else {
    paintDots(ctx, polyline, polyline.alone, Math.max(radius, 3 * ratio));
  }
}

/**
 * Points of one stroke. What a path of many crossing segments costs where no graphics card draws it rises faster than
 * their number: fifty noisy curves of 900 points took 6 s in one stroke each.
 */
const POINTS_A_STROKE = 32;

function strokePolyline(ctx: CanvasRenderingContext2D, { points, length }: Polyline, isSolid: boolean): void {
  ctx.beginPath();
  let down = false;
  for (let index = 0; index < length; index++) {
    const px = points[index * 2]!;
    // Dashes would begin anew with each stroke.
    if (isSolid && down && index % POINTS_A_STROKE === 0) {
      ctx.stroke();
      ctx.beginPath();
      ctx.moveTo(points[index * 2 - 2]!, points[index * 2 - 1]!);
    }
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
