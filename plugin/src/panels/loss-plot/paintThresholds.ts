/** Draws thresholds on uPlot's canvas, below grid and curves. */
import { colorManipulator } from '@grafana/data';
import type uPlot from 'uplot';
import { stepsWithin, type ShownThresholds } from './thresholds';

const AREA_ALPHA = 0.1;
const LINE_ALPHA = 0.75;

export function paintThresholds(u: uPlot, thresholds: readonly ShownThresholds[]): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const shown of thresholds) {
    const { min, max } = u.scales[shown.scale] ?? {};
    if (typeof min !== 'number' || typeof max !== 'number') {
      continue;
    }
    const steps = stepsWithin(shown, [min, max]);
    const pixel = (value: number) => u.valToPos(Math.min(max, Math.max(min, value)), shown.scale, true);
    if (shown.areas) {
      steps.forEach(({ value, color }, index) => {
        const top = pixel(steps[index + 1]?.value ?? Infinity);
        ctx.fillStyle = colorManipulator.alpha(color, AREA_ALPHA);
        ctx.fillRect(bbox.left, top, bbox.width, pixel(value) - top);
      });
    }
    if (shown.lines) {
      ctx.lineWidth = 2 * ratio;
      ctx.setLineDash(shown.dashed ? [8 * ratio, 6 * ratio] : []);
      for (const { value, color } of steps.slice(1)) {
        if (value < min || value > max) {
          continue;
        }
        ctx.strokeStyle = colorManipulator.alpha(color, LINE_ALPHA);
        ctx.beginPath();
        ctx.moveTo(bbox.left, pixel(value));
        ctx.lineTo(bbox.left + bbox.width, pixel(value));
        ctx.stroke();
      }
    }
  }
  ctx.restore();
}
