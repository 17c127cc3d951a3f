/** The plot in words, for those who don't see it: curves with their extent, then what is marked on them. Pure. */
import { plainText } from '../../visual/numberText';
import type { Line } from './lines';
import type { Mark } from './marks';
import type { Range } from './ranges';
import { xPhrase, xRangePhrase, type XKind } from './xAxis';

/** More than this nobody listens to. */
const MOST_CURVES = 30;
const MOST_MARKS = 30;

export interface Described {
  /** Tells lines apart. */
  key: string;
  kind: 'curve' | Mark['kind'] | 'rest';
  text: string;
}

export function describePlot(
  lines: readonly Line[],
  marks: readonly Mark[],
  xKind: XKind,
  timeZone: string,
): Described[] {
  const at = (x: number) => xPhrase(xKind, x, timeZone);
  const curves = lines.slice(0, MOST_CURVES).map((line): Described => ({
    key: line.curve.key,
    kind: 'curve',
    text: describeCurve(line, at),
  }));
  const names = new Map(lines.map(({ curve }) => [curve.session, curve.sessionName]));
  // Runs of broken values may be many: what is said of a session first is what matters.
  const said = marks.slice(0, MOST_MARKS).map((mark, index): Described => {
    const who = names.size > 1 && mark.session !== null ? `${names.get(mark.session) ?? mark.session}: ` : '';
    return { key: `${index} ${mark.kind}`, kind: mark.kind, text: who + describeMark(mark, at) };
  });
  const left = lines.length - curves.length;
  const rest: Described[] = left > 0 ? [{ key: 'rest', kind: 'rest', text: `and ${left} more curves` }] : [];
  return [...curves, ...rest, ...said];
}

/** Which stretch of x a reader who zoomed sees: Zoomed to steps 100 to 300. */
export function describeZoom(range: Range, xKind: XKind, timeZone: string): string {
  return `Zoomed to ${xRangePhrase(xKind, range, timeZone)}`;
}

function describeCurve({ curve }: Line, at: (x: number) => string): string {
  const { x, y, broken, name } = curve;
  let points = 0;
  let last = -1;
  for (let index = 0; index < y.length; index++) {
    if (!Number.isNaN(y[index])) {
      points++;
      last = index;
    }
  }
  const counted = `${points} ${points === 1 ? 'point' : 'points'}`;
  const odd = broken.length > 0 ? `, ${broken.length} not finite` : '';
  if (last < 0) {
    return `${name}: ${counted}${odd}`;
  }
  const tail = curve.tailFrom === null ? '' : `, done again by a later attempt from ${at(curve.tailFrom)} on`;
  const extent = `${at(x[0]!)} to ${at(x[x.length - 1]!)}`;
  return `${name}: ${counted}${odd}, ${extent}, last value ${plainText(curve.format, y[last]!)}${bandText(curve, last)}${tail}`;
}

/** The band at a position: what lies between minimum and maximum, and of how many. */
function bandText({ band, format }: Line['curve'], at: number): string {
  if (!band) {
    return '';
  }
  const bounds = [band.lower[at] ?? NaN, band.upper[at] ?? NaN].map((value) => plainText(format, value)).join(' to ');
  const members = band.combined?.members ?? null;
  const of = members === null ? '' : ` of ${members} ${band.combined?.by === 'rank' ? 'ranks' : 'sessions'}`;
  const slowest = band.combined?.slowestRank ?? null;
  return ` (${bounds}${of}${slowest === null ? '' : `, slowest rank ${slowest}`})`;
}

function describeMark(mark: Mark, at: (x: number) => string): string {
  switch (mark.kind) {
    case 'region':
      return `overfitting from ${at(mark.from)} to ${at(mark.to)}`;
    case 'line':
      return `${mark.label ?? (mark.look === 'stop' ? 'early stop' : 'next attempt')} at ${at(mark.x)}`;
    case 'annotation': {
      const until = mark.to === null ? '' : ` to ${at(mark.to)}`;
      return `annotation ${[mark.title, mark.text].filter(Boolean).join(': ')} at ${at(mark.x)}${until}`;
    }
    case 'break':
      return `${mark.curve.name}: NaN or infinite from ${at(mark.from)} to ${at(mark.to)}`;
    case 'point':
      return `${mark.curve.name}: best ${plainText(mark.curve.format, mark.y)} at ${at(mark.x)}`;
  }
}
