/** Curves -> lines with their looks. Colour tells sessions apart; thickness tells training from validation. */
import { getFieldSeriesColor, type GrafanaTheme2 } from '@grafana/data';
import { assignColors, resolveColor } from '../../visual/seriesColors';
import type { Curve } from './curve';
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
}

const DASHES: ReadonlyArray<readonly number[]> = [[], [7, 4], [2, 4], [9, 3, 2, 3]];
const WIDTH = { training: 1.25, validation: 2.25, other: 1.5 } as const;
/** Of one session the two losses are told apart by colour as well. */
const SINGLE = { training: 'blue', validation: 'orange' } as const;

/** Modes in which nobody chose a colour for this very series. */
const UNCHOSEN = new Set<string | undefined>([undefined, 'palette-classic', 'thresholds']);

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
  const bySession = assignColors(sessions);
  const others = [...new Set(curves.filter(({ role }) => role === 'other').map(({ metric }) => metric))];
  const byMetric = assignColors(others);
  const rank = new Map<string, number>();
  const lines = curves.map((curve): Line => {
    const name = single
      ? curve.role === 'other'
        ? byMetric.get(curve.metric)
        : SINGLE[curve.role]
      : bySession.get(curve.session);
    // The second curve of one role in one session, e.g. a second attempt or accuracy beside loss, is dashed.
    const slot = [curve.session, curve.role, quiet ? curve.metric : ''].join('\u0000');
    const order = rank.get(slot) ?? 0;
    rank.set(slot, order + 1);
    const y = smooth(curve.y, smoothing);
    const color = single && quiet ? theme.colors.text.secondary : resolveColor(name ?? 'blue', theme);
    return {
      curve,
      color: chosenColor(curve, theme) ?? color,
      width: quiet ? WIDTH.training : WIDTH[curve.role],
      alpha: curve.role === 'training' && !single ? 0.75 : 1,
      dash: DASHES[order % DASHES.length] ?? [],
      y,
      smoothed: y !== curve.y,
    };
  });
  const depth = { other: 0, training: 1, validation: 2 } as const;
  return lines.sort((a, b) => depth[a.curve.role] - depth[b.curve.role]);
}
