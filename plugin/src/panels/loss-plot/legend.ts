/** Lines -> legend: one item a curve with its calculations, hidden ones greyed. */
import { fieldReducers, reduceField, type DisplayValue, type GrafanaTheme2 } from '@grafana/data';
import type { VizLegendItem } from '@grafana/ui';
import { finiteOf, numberOf } from '../../visual/fieldValue';
import { metricText } from '../../visual/numberText';
import type { Curve } from './curve';
import type { Line } from './lines';

/** A longer legend would leave no room for the plot; the tooltip still names every curve. */
export const MAX_ITEMS = 50;

/** Values beside each name, in a list of more items than this, push the plot away; a table has room for them. */
export const MAX_LISTED_VALUES = 12;

/** @returns items of at most {@link MAX_ITEMS} lines, and how many were left out */
export function legendItems(
  lines: readonly Line[],
  isHidden: (curve: Curve) => boolean,
  calcs: readonly string[],
  theme: GrafanaTheme2,
): { items: Array<VizLegendItem<Curve>>; omitted: number } {
  const items = bySession(lines)
    .slice(0, MAX_ITEMS)
    .map(({ curve, color, dash }): VizLegendItem<Curve> => ({
      label: curve.name,
      fieldName: curve.fieldName,
      color,
      yAxis: 1,
      disabled: isHidden(curve),
      data: curve,
      getItemKey: () => curve.key,
      ...(dash.length > 0 ? { lineStyle: { fill: 'dash' as const, dash: [...dash] } } : {}),
      getDisplayValues: () => calcs.map((calc) => calculate(curve, calc, theme)),
    }));
  return { items, omitted: Math.max(0, lines.length - MAX_ITEMS) };
}

/** Lines come in the order of painting; readers look for what belongs together. */
function bySession(lines: readonly Line[]): Line[] {
  const order = [...new Set(lines.map(({ curve }) => curve.session))];
  return [...lines].sort((a, b) => order.indexOf(a.curve.session) - order.indexOf(b.curve.session));
}

/** Calculations by hand where Grafana's would stumble over NaN; in a training curve that is divergence, not absence. */
function calculate(curve: Curve, calc: string, theme: GrafanaTheme2): DisplayValue {
  const value = valueOf(curve, calc);
  const title = fieldReducers.getIfExists(calc)?.name ?? calc;
  return { title: shortTitle(calc) ?? title, text: metricText(curve.field, value, theme), numeric: value ?? NaN };
}

function valueOf(curve: Curve, calc: string): number | null {
  const { y, rows, field } = curve;
  switch (calc) {
    case 'last':
    case 'lastNotNull':
      return y.length === 0 ? null : numberOf(field.values[rows[y.length - 1]!]);
    case 'min':
    case 'max': {
      let best: number | null = null;
      for (const value of y) {
        if (!Number.isNaN(value) && (best === null || (calc === 'min' ? value < best : value > best))) {
          best = value;
        }
      }
      return best;
    }
    default:
      return finiteOf(reduceField({ field, reducers: [calc] })[calc]);
  }
}

function shortTitle(calc: string): string | null {
  return { last: 'last', lastNotNull: 'last', min: 'min', max: 'max', mean: 'mean' }[calc] ?? null;
}
