/** Curves -> lines with their looks. Colour tells sessions apart; thickness tells training from validation. */
import { getFieldSeriesColor, type GrafanaTheme2 } from '@grafana/data';
import { assignColors, resolveColor, SESSION_COLORS, sessionColors } from '../../visual/seriesColors';
import type { Curve } from './curve';
import { assignSides, type ScaleKey } from './sides';
import { smooth } from './smoothing';

export interface Line {
  curve: Curve;
  color: string;
  width: number;
  alpha: number;
  /** Lengths of dash and gap in pixels; empty for a solid line. */
  dash: readonly number[];
  /** What is drawn strong: the smoothed values, or the values themselves. */
  y: Float64Array;
  /** Whether the values themselves are drawn faintly behind. */
  smoothed: boolean;
  /** The y-axis that it is drawn on. */
  scale: ScaleKey;
  /** Opacity of the area below it or of its band, 0 (none) to 1. */
  fill: number;
}

const DASHES: ReadonlyArray<readonly number[]> = [[], [7, 4], [2, 4], [9, 3, 2, 3]];
const WIDTH = { training: 1.25, validation: 2.25, other: 1.5 } as const;
/** Of more curves thick lines only cover each other; and lines of one pixel are painted several times as fast. */
const MOST_THICK = 12;
const THIN = 1;
/** Of one session the two losses are told apart by colour as well. */
const SINGLE = { training: 'blue', validation: 'orange' } as const;

/** Opacity of bands, where nobody chose one. */
const BAND_FILL = 0.18;
/** More curves of one kind in one session than dashes can tell apart: then by colour. */
const MOST_DASHED = 3;

/** The panel's default mode: nobody chose a colour for this very series, so session and kind of metric do. */
const UNCHOSEN = new Set<string | undefined>([undefined, 'palette-classic']);

function chosenColor(curve: Curve, theme: GrafanaTheme2): string | null {
  const { color } = curve.field.config;
  if (UNCHOSEN.has(color?.mode)) {
    return null;
  }
  return color?.mode === 'fixed' && color.fixedColor
    ? resolveColor(color.fixedColor, theme)
    : getFieldSeriesColor(curve.field, theme).color;
}

/**
 * Lines in the order in which they are painted: training below validation.
 * @param sessions all sessions of the panel, also hidden ones: hiding one must not recolour the others
 * @param quiet for strips: one metric each, so nothing but sessions needs telling apart
 */
export function buildLines(
  curves: readonly Curve[],
  sessions: readonly string[],
  smoothing: number,
  theme: GrafanaTheme2,
  quiet = false,
): Line[] {
  const single = sessions.length <= 1;
  const colors = quiet || !isGeneric(curves) ? paletteOf(curves, sessions, quiet) : seriesPalette(curves, theme);
  const sides = quiet ? null : assignSides(curves);
  const rank = new Map<string, number>();
  const lines = curves.map((curve): Line => {
    const { style, band } = curve;
    const color = single && quiet ? theme.colors.text.secondary : resolveColor(colors(curve), theme);
    // The second curve of one role in one session, e.g. accuracy beside loss, is dashed; where nobody said that there
    // are sessions, only one of the same colour.
    const slot = slotOf(curve, quiet) + (curve.isOfSession ? '' : `\u0000${color}`);
    const order = rank.get(slot) ?? 0;
    rank.set(slot, order + 1);
    const y = smooth(curve.y, smoothing);
    return {
      curve,
      color: chosenColor(curve, theme) ?? color,
      width: style.lineWidth ?? (curves.length > MOST_THICK ? THIN : WIDTH[quiet ? 'training' : curve.role]),
      alpha: curve.role === 'training' && !single ? 0.75 : 1,
      dash: style.dash ?? DASHES[order % DASHES.length] ?? [],
      y,
      smoothed: y !== curve.y,
      scale: sides?.get(curve) ?? 'y',
      fill: percent(band ? (band.fillOpacity ?? style.fillOpacity) : style.fillOpacity) ?? (band ? BAND_FILL : 0),
    };
  });
  const depth = { other: 0, training: 1, validation: 2 } as const;
  return lines.sort((a, b) => depth[a.curve.role] - depth[b.curve.role]);
}

const percent = (value: number | null) => (value === null ? null : value / 100);

/** Curves of one slot are told apart by dashes; attempts, which follow each other, by colour and their faint tails. */
const slotOf = ({ session, role, attempt, metric }: Curve, quiet: boolean) =>
  [session, role, attempt ?? '', quiet ? metric : ''].join('\u0000');

/** Neither sessions nor losses: series of anything, as a time series panel draws them. */
const isGeneric = (curves: readonly Curve[]) =>
  curves.every(({ isOfSession, role }) => !isOfSession && role === 'other');

/** Colours by the place of the series, as Grafana's own panels give them. */
function seriesPalette(curves: readonly Curve[], { visualization: { palette } }: GrafanaTheme2) {
  const places = new Map(
    curves.map((curve, index) => [curve, (curve.fromLongFrame ? null : curve.field.state?.seriesIndex) ?? index]),
  );
  return (curve: Curve): string => palette[(places.get(curve) ?? 0) % palette.length] ?? 'blue';
}

/** Names of colours: a session's own; of one session the two losses', and one each for all that is many. */
function paletteOf(curves: readonly Curve[], sessions: readonly string[], quiet: boolean): (curve: Curve) => string {
  if (sessions.length > 1) {
    const bySession = sessionColors(sessions);
    return ({ session }) => bySession.get(session) ?? 'blue';
  }
  const sizes = new Map<string, number>();
  for (const curve of curves) {
    const slot = slotOf(curve, quiet);
    sizes.set(slot, (sizes.get(slot) ?? 0) + 1);
  }
  const attempts = [...new Set(curves.map(({ attempt }) => attempt))];
  const isMany = (curve: Curve) => curve.role === 'other' || (sizes.get(slotOf(curve, quiet)) ?? 0) > MOST_DASHED;
  const nameOf = (curve: Curve) => (curve.role === 'other' && curve.variant.length === 0 ? curve.metric : curve.name);
  const byName = assignColors(curves.filter(isMany).map(nameOf));
  return (curve) => {
    if (attempts.length > 1) {
      // In their order, whatever they are called: neighbours must look apart.
      return SESSION_COLORS[attempts.indexOf(curve.attempt) % SESSION_COLORS.length] ?? 'blue';
    }
    return curve.role !== 'other' && !isMany(curve) ? SINGLE[curve.role] : (byName.get(nameOf(curve)) ?? 'blue');
  };
}
