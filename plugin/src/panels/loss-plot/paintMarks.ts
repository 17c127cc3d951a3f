/** Draws marks on uPlot's canvas: regions below the curves, everything else above. */
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import { nearest } from './curve';
import { LabelPlacer, type Box } from './labels';
import type { Line } from './lines';
import type { Mark } from './marks';

interface Look {
  theme: GrafanaTheme2;
  /** What words should not cover. */
  lines: readonly Line[];
  /** The colour of a curve, so that marks of several sessions are told apart. */
  colorOf: (key: string) => string;
}

const FONT_SIZE = 11;

/** Shades regions; painted before grid and curves. */
export function paintRegions(u: uPlot, marks: readonly Mark[], theme: GrafanaTheme2): void {
  const { ctx, bbox } = u;
  ctx.save();
  clip(u, 0);
  for (const mark of marks) {
    if (mark.kind !== 'region') {
      continue;
    }
    const left = u.valToPos(mark.from, 'x', true);
    const right = u.valToPos(mark.to, 'x', true);
    ctx.fillStyle = colorManipulator.alpha(theme.colors.warning.main, theme.isDark ? 0.1 : 0.12);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  }
  ctx.restore();
}

/** Lines, points, breaks and all words. */
export function paintMarks(u: uPlot, marks: readonly Mark[], look: Look): void {
  const { ctx, bbox } = u;
  const ratio = devicePixelRatio;
  const area = {
    left: bbox.left + 4 * ratio,
    top: bbox.top + 2 * ratio,
    width: bbox.width - 8 * ratio,
    height: bbox.height - 4 * ratio,
  };
  const placer = new LabelPlacer(area, (box) => isCrossed(u, box, look.lines));
  ctx.save();
  ctx.font = `${FONT_SIZE * ratio}px ${look.theme.typography.fontFamily}`;
  clip(u, 5 * ratio);
  for (const mark of marks) {
    paintMark(u, mark, look, { ctx, placer, ground: look.theme.colors.background.primary });
  }
  ctx.restore();
}

function clip({ ctx, bbox }: uPlot, margin: number): void {
  ctx.beginPath();
  ctx.rect(bbox.left - margin, bbox.top - margin, bbox.width + 2 * margin, bbox.height + 2 * margin);
  ctx.clip();
}

function paintMark(u: uPlot, mark: Mark, look: Look, words: Words): void {
  const { ctx, bbox } = u;
  const { colors } = look.theme;
  const ratio = devicePixelRatio;
  const pixel = (x: number) => u.valToPos(x, 'x', true);
  const top = bbox.top + 3 * ratio;
  const inView = (x: number) => pixel(x) >= bbox.left - 1 && pixel(x) <= bbox.left + bbox.width + 1;
  switch (mark.kind) {
    case 'region': {
      if (pixel(mark.to) > bbox.left && pixel(mark.from) < bbox.left + bbox.width) {
        write(words, mark.label, colors.warning.text, 'right', Math.max(pixel(mark.from), bbox.left), top);
      }
      return;
    }
    case 'line': {
      if (!inView(mark.x)) {
        return;
      }
      const color = mark.look === 'stop' ? colors.text.secondary : colors.border.strong;
      ctx.strokeStyle = color;
      ctx.lineWidth = ratio;
      ctx.setLineDash(mark.look === 'stop' ? [4 * ratio, 4 * ratio] : [ratio, 3 * ratio]);
      ctx.beginPath();
      ctx.moveTo(Math.round(pixel(mark.x)) + 0.5, bbox.top);
      ctx.lineTo(Math.round(pixel(mark.x)) + 0.5, bbox.top + bbox.height);
      ctx.stroke();
      ctx.setLineDash([]);
      write(words, mark.label, colors.text.secondary, mark.look === 'stop' ? 'left' : 'right', pixel(mark.x), top);
      return;
    }
    case 'break': {
      const color = look.colorOf(mark.curve.key);
      const [left, right] = [pixel(mark.from), pixel(mark.to)];
      ctx.fillStyle = color;
      ctx.fillRect(left, bbox.top - ratio, Math.max(right - left, ratio), 2 * ratio);
      // A triangle that points up and out: the value is off every scale.
      ctx.beginPath();
      ctx.moveTo(left, bbox.top - 3 * ratio);
      ctx.lineTo(left + 5 * ratio, bbox.top + 6 * ratio);
      ctx.lineTo(left - 5 * ratio, bbox.top + 6 * ratio);
      ctx.closePath();
      ctx.fill();
      if (inView(mark.from)) {
        write(words, mark.label, colors.error.text, 'right', left + 4 * ratio, top + 4 * ratio);
      }
      return;
    }
    case 'point': {
      if (!inView(mark.x)) {
        return;
      }
      const [x, y] = [pixel(mark.x), u.valToPos(mark.y, 'y', true)];
      ctx.fillStyle = colors.background.primary;
      ctx.strokeStyle = look.colorOf(mark.curve.key);
      ctx.lineWidth = 2 * ratio;
      ctx.beginPath();
      ctx.arc(x, y, 4 * ratio, 0, 2 * Math.PI);
      ctx.fill();
      ctx.stroke();
      // Beside each other, labels of several sessions tell whose they are by their colour.
      const isAlone = look.lines.every(({ curve }) => curve.session === mark.session);
      const color = isAlone ? colors.text.primary : look.colorOf(mark.curve.key);
      write(words, mark.label, color, 'above', x, y);
      return;
    }
  }
}

interface Words {
  ctx: CanvasRenderingContext2D;
  placer: LabelPlacer;
  /** The panel's own colour, behind the letters. */
  ground: string;
}

/** Places along a label at which the curves are looked up. */
const PROBES = 12;

function isCrossed(u: uPlot, { left, top, width, height }: Box, lines: readonly Line[]): boolean {
  return Array.from({ length: PROBES + 1 }, (_, probe) => left + (width * probe) / PROBES).some((pixel) => {
    const x = u.posToVal(pixel, 'x', true);
    return lines.some((line) => {
      const y = line.y[nearest(line.curve.x, x)] ?? NaN;
      const at = Number.isNaN(y) ? -1 : u.valToPos(y, 'y', true);
      return at >= top && at <= top + height;
    });
  });
}

type Side = 'left' | 'right' | 'above';

/** Writes a label beside a position, on a ground that keeps it legible over curves. */
function write({ ctx, placer, ground }: Words, label: string | null, color: string, side: Side, x: number, y: number) {
  if (label === null) {
    return;
  }
  const ratio = devicePixelRatio;
  const width = ctx.measureText(label).width;
  const height = (FONT_SIZE + 3) * ratio;
  const gap = 6 * ratio;
  const rows = [0, 1, 2, 3].map((row) => y + row * height);
  const beside = { left: x - gap - width, right: x + gap, above: x - width / 2 };
  const wishes: Array<[number, number]> =
    side === 'above'
      ? [-1.4, 0.6, -2.4, 1.6, -3.4, 2.6, -4.4, 3.6, -5.4].map((row) => [
          beside.above,
          y + row * height - (row < 0 ? gap / 2 : -gap / 2),
        ])
      : rows.map((top) => [beside[side], top]);
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
