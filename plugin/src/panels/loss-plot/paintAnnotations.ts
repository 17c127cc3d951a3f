/**
 * Draws annotations on uPlot's canvas: below the curves, thin and pale, and their signs below the axis. What is crowded
 * has signs only; the line of the one at the cursor is drawn when somebody points at it (annotationHover.ts).
 */
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import { layoutAnnotations, type AnnotationGroup, type AnnotationLayout } from './annotationLayout';
import type { Mark } from './marks';

/** CSS pixels of the signs below the axis; a plot above a strip has no more room. */
const SIGN = 5;
const LINE = { alpha: 0.6, dash: [3, 4] } as const;
const REGION_ALPHA = 0.07;

const remembered = new WeakMap<uPlot, { of: readonly unknown[]; layout: AnnotationLayout }>();

/** What is seen of a plot's annotations, at its present size and view; made anew only when these change. */
export function annotationsOf(u: uPlot, marks: readonly Mark[]): AnnotationLayout {
  const width = u.over.clientWidth;
  const of = [marks, width, u.scales['x']?.min, u.scales['x']?.max];
  const known = remembered.get(u);
  if (known?.of.every((part, index) => part === of[index])) {
    return known.layout;
  }
  const annotations = marks.filter((mark) => mark.kind === 'annotation');
  const layout = layoutAnnotations(annotations, (x) => u.valToPos(x, 'x'), width);
  remembered.set(u, { of, layout });
  return layout;
}

/** A colour of an annotation; the theme's blue where it has none. */
export const annotationColor = (color: string | null, theme: GrafanaTheme2): string =>
  theme.visualization.getColorByName(color ?? 'blue');

export function paintAnnotations(u: uPlot, marks: readonly Mark[], theme: GrafanaTheme2): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const { groups, regions, hasRoom } = annotationsOf(u, marks);
  const pixel = (left: number) => Math.round(bbox.left + left * ratio);
  const foot = bbox.top + bbox.height;
  ctx.save();
  for (const { mark, left, right } of regions) {
    const color = annotationColor(mark.color, theme);
    if (hasRoom) {
      ctx.fillStyle = colorManipulator.alpha(color, REGION_ALPHA);
      ctx.fillRect(pixel(left), bbox.top, pixel(right) - pixel(left), bbox.height);
    }
    ctx.fillStyle = color;
    ctx.fillRect(pixel(left), foot + ratio, pixel(right) - pixel(left), 2 * ratio);
  }
  for (const group of groups) {
    const color = annotationColor(group.color, theme);
    if (hasRoom) {
      ctx.strokeStyle = colorManipulator.alpha(color, LINE.alpha);
      ctx.lineWidth = ratio;
      ctx.setLineDash(LINE.dash.map((length) => length * ratio));
      ctx.beginPath();
      ctx.moveTo(pixel(group.left) + 0.5, bbox.top);
      ctx.lineTo(pixel(group.left) + 0.5, foot);
      ctx.stroke();
    }
    ctx.fillStyle = color;
    paintSign(ctx, group, pixel, foot);
  }
  ctx.restore();
}

/** A triangle that points up at its place; several that stand close have one with a broad back. */
function paintSign(
  ctx: CanvasRenderingContext2D,
  { left, right }: AnnotationGroup,
  pixel: (left: number) => number,
  foot: number,
): void {
  const ratio = devicePixelRatio;
  const half = 4 * ratio;
  ctx.beginPath();
  ctx.moveTo(pixel(left), foot);
  ctx.lineTo(pixel(right), foot);
  ctx.lineTo(pixel(right) + half, foot + SIGN * ratio);
  ctx.lineTo(pixel(left) - half, foot + SIGN * ratio);
  ctx.closePath();
  ctx.fill();
}
