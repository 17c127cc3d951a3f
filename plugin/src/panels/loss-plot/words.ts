/** Writes labels on uPlot's canvas where they have room. */
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import { nearest } from './curve';
import { LabelPlacer, type Box } from './labels';
import type { Line } from './lines';

const FONT_SIZE = 11;

export type Side = 'left' | 'right' | 'above';

export interface Words {
  ctx: CanvasRenderingContext2D;
  placer: LabelPlacer;
  /** The panel's own colour, behind the letters. */
  ground: string;
}

/** @param lines what words should not cover */
export function wordsOn(u: uPlot, lines: readonly Line[], theme: GrafanaTheme2): Words {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const area = {
    left: bbox.left + 4 * ratio,
    top: bbox.top + 2 * ratio,
    width: bbox.width - 8 * ratio,
    height: bbox.height - 4 * ratio,
  };
  ctx.font = `${FONT_SIZE * ratio}px ${theme.typography.fontFamily}`;
  return {
    ctx,
    placer: new LabelPlacer(area, (box) => isCrossed(u, box, lines)),
    ground: theme.colors.background.primary,
  };
}

/** Places along a label at which the curves are looked up. */
const PROBES = 12;

function isCrossed(u: uPlot, { left, top, width, height }: Box, lines: readonly Line[]): boolean {
  return Array.from({ length: PROBES + 1 }, (_, probe) => left + (width * probe) / PROBES).some((pixel) => {
    const x = u.posToVal(pixel, 'x', true);
    return lines.some((line) => {
      const y = line.y[nearest(line.curve.x, x)] ?? NaN;
      const at = Number.isNaN(y) ? -1 : u.valToPos(y, line.scale, true);
      return at >= top && at <= top + height;
    });
  });
}

/** Writes a label beside a position, on a ground that keeps it legible over curves; nothing where there is no room. */
export function write(
  { ctx, placer, ground }: Words,
  label: string | null,
  color: string,
  side: Side,
  x: number,
  y: number,
) {
  if (label === null || label === '') {
    return;
  }
  const ratio = devicePixelRatio;
  const width = ctx.measureText(label).width;
  const height = (FONT_SIZE + 3) * ratio;
  const gap = 6 * ratio;
  const rows = [0, 1, 2, 3].map((row) => y + row * height);
  const beside = { left: x - gap - width, right: x + gap, above: x - width / 2 };
  // Without room on its side a label goes to the other: moved along it would stand over what it is about.
  const isCramped = side === 'left' && beside.left < placer.area.left;
  const wishes: Array<[number, number]> =
    side === 'above'
      ? [-1.4, 0.6, -2.4, 1.6, -3.4, 2.6, -4.4, 3.6, -5.4].map((row) => [
          beside.above,
          y + row * height - (row < 0 ? gap / 2 : -gap / 2),
        ])
      : rows.map((top) => [isCramped ? beside.right : beside[side], top]);
  const box = placer.place(width, height, wishes);
  if (!box) {
    return;
  }
  ctx.textBaseline = 'middle';
  ctx.textAlign = 'left';
  ctx.fillStyle = colorManipulator.alpha(ground, 0.75);
  ctx.fillRect(box.left - 2 * ratio, box.top, box.width + 4 * ratio, box.height);
  ctx.fillStyle = color;
  ctx.fillText(label, box.left, box.top + height / 2);
}
