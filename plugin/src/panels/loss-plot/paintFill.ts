/** Paints what lies below a curve, or between the minimum and the maximum of what it stands for. */
import type uPlot from 'uplot';
import { decimate, type Polyline } from './decimate';
import type { Line } from './lines';
import { viewOf, yPixels } from './pixels';

/** The band of a line, else the area down to zero or to the edge of the plot; nothing where it has no fill. */
export function paintFill(u: uPlot, line: Line): void {
  const { curve, fill } = line;
  const view = viewOf(u, curve.x);
  if (fill <= 0 || !view) {
    return;
  }
  const { ctx } = u;
  const foot = u.bbox.top + u.bbox.height;
  const pixel = yPixels(u, line);
  // What a log axis has no place for lies at its foot: a band down there must not lose its lower bound.
  const toY = (value: number) => pixel(value) || foot;
  const outline = (y: Float64Array) => decimate(curve.x, y, view.from, view.to, view.scale, toY);
  ctx.globalAlpha = fill;
  ctx.fillStyle = line.color;
  if (curve.band) {
    const { lower, upper } = common(curve.band);
    fillBetween(ctx, runsOf(outline(upper)), runsOf(outline(lower)));
  } else {
    const ground = Math.min(Math.max(toY(0), u.bbox.top), foot);
    fillBetween(ctx, runsOf(outline(line.y)), null, ground);
  }
}

/** Both bounds, broken wherever one of them is: only so their runs are as many and belong together. */
function common({ lower, upper }: { lower: Float64Array; upper: Float64Array }) {
  if (lower.every((value, index) => Number.isNaN(value) === Number.isNaN(upper[index]))) {
    return { lower, upper };
  }
  const where = (own: Float64Array, other: Float64Array) =>
    own.map((value, index) => (Number.isNaN(other[index]) ? NaN : value));
  return { lower: where(lower, upper), upper: where(upper, lower) };
}

type Run = Array<readonly [x: number, y: number]>;

/** Stretches of a polyline between its breaks. */
function runsOf({ points, length }: Polyline): Run[] {
  const runs: Run[] = [[]];
  for (let index = 0; index < length; index++) {
    const px = points[index * 2]!;
    if (Number.isNaN(px)) {
      runs.push([]);
    } else {
      runs[runs.length - 1]!.push([px, points[index * 2 + 1]!]);
    }
  }
  return runs.filter((run) => run.length > 0);
}

function fillBetween(ctx: CanvasRenderingContext2D, above: readonly Run[], below: readonly Run[] | null, ground = 0) {
  ctx.beginPath();
  above.forEach((run, index) => {
    const other: Run = below
      ? (below[index] ?? [])
      : [
          [run[0]![0], ground],
          [run[run.length - 1]![0], ground],
        ];
    run.forEach(([px, py], at) => (at === 0 ? ctx.moveTo(px, py) : ctx.lineTo(px, py)));
    for (const [px, py] of [...other].reverse()) {
      ctx.lineTo(px, py);
    }
    ctx.closePath();
  });
  ctx.fill();
}
