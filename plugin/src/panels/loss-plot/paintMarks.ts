/** Draws marks on uPlot's canvas: regions below the curves, everything else above. */
import { colorManipulator, type GrafanaTheme2 } from '@grafana/data';
import type uPlot from 'uplot';
import type { Line } from './lines';
import type { Mark } from './marks';
import { wordsOn, write, type Words } from './words';

interface Look {
  theme: GrafanaTheme2;
  /** What words should not cover. */
  lines: readonly Line[];
  /** The colour of a curve, so that marks of several sessions are told apart. */
  colorOf: (key: string) => string;
  /** Whether curves are named where they end. */
  names: boolean;
}

/** From this many sessions on their names would cover the curves. */
const MOST_NAMED = 8;
/** Narrower plots (CSS pixels) have no room for names. */
const NAMES_FROM = 420;

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
  const { ctx } = u;
  const ratio = devicePixelRatio;
  ctx.save();
  const words = wordsOn(u, look.lines, look.theme);
  clip(u, 5 * ratio);
  const hasRoom = roomForWords(u, look.lines);
  for (const mark of marks) {
    paintMark(u, hasRoom || mark.kind === 'annotation' ? mark : { ...mark, label: null }, look, words);
  }
  if (look.names && u.over.clientWidth >= NAMES_FROM) {
    nameSessions(u, look.lines, words);
  }
  ctx.restore();
}

/** Curves on a narrower stretch (CSS pixels) would vanish under what is said of them. */
const WORDS_FROM = 160;

/** Whether the curves take enough of the plot for words about them. */
function roomForWords(u: uPlot, lines: readonly Line[]): boolean {
  const { min = -Infinity, max = Infinity } = u.scales['x'] ?? {};
  const ends = lines.flatMap(({ curve: { x } }) => (x.length === 0 ? [] : [x[0]!, x[x.length - 1]!]));
  const seen = ends.map((x) => u.valToPos(Math.min(Math.max(x, min), max), 'x'));
  // One point has no stretch at all, and nothing to hide.
  return Math.min(...ends) === Math.max(...ends) || Math.max(...seen) - Math.min(...seen) >= WORDS_FROM;
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
    case 'annotation':
      // Below the curves: paintAnnotations.ts.
      return;
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
      const [x, y] = [pixel(mark.x), u.valToPos(mark.y, scaleOf(look.lines, mark.curve.key), true)];
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

const scaleOf = (lines: readonly Line[], key: string) => lines.find(({ curve }) => curve.key === key)?.scale ?? 'y';

/** Writes each session's name where its curve ends in the view: colour must not be the only sign. */
function nameSessions(u: uPlot, lines: readonly Line[], words: Words): void {
  const last = new Map(lines.map((line) => [line.curve.session, line]));
  if (last.size < 2 || last.size > MOST_NAMED) {
    return;
  }
  const { max = Infinity } = u.scales['x'] ?? {};
  for (const { curve, y, color, scale } of last.values()) {
    const at = y.findLastIndex((value, index) => !Number.isNaN(value) && curve.x[index]! <= max);
    if (at >= 0) {
      const [left, top] = [u.valToPos(curve.x[at]!, 'x', true), u.valToPos(y[at]!, scale, true)];
      write(words, curve.sessionName, color, 'above', left, top);
    }
  }
}
