/** Lines -> legend: one item a curve with its calculations, hidden ones greyed. */
import { fieldReducers, reduceField, type DisplayValue, type GrafanaTheme2 } from '@grafana/data';
import type { VizLegendOptions } from '@grafana/schema';
import type { VizLegendItem } from '@grafana/ui';
import { finiteOf } from '../../visual/fieldValue';
import { metricText } from '../../visual/numberText';
import { valueAt, type Curve } from './curve';
import type { Line } from './lines';

/** A longer list would only be scrolled; a table holds all. The tooltip names every curve. */
export const MAX_ITEMS = 50;

/** Values beside each name, in a list of more items than this, push the plot away; a table has room for them. */
export const MAX_LISTED_VALUES = 12;

/** @returns items of at most so many lines, and how many were left out */
export function legendItems(
  lines: readonly Line[],
  isHidden: (curve: Curve) => boolean,
  calcs: readonly string[],
  theme: GrafanaTheme2,
  most = MAX_ITEMS,
): { items: Array<VizLegendItem<Curve>>; omitted: number } {
  const listed = bySession(lines).filter(({ curve }) => !curve.style.hideFrom.legend);
  const items = listed.slice(0, most).map(({ curve, color, dash, scale }): VizLegendItem<Curve> => ({
    label: curve.name,
    fieldName: curve.fieldName,
    color,
    yAxis: scale === 'y2' ? 2 : 1,
    disabled: isHidden(curve),
    data: curve,
    getItemKey: () => curve.key,
    ...(dash.length > 0 ? { lineStyle: { fill: 'dash' as const, dash: [...dash] } } : {}),
    getDisplayValues: () => calcs.map((calc) => calculate(curve, calc, theme)),
  }));
  return { items, omitted: Math.max(0, listed.length - most) };
}

/** A click on a column: ascending, then descending, then as they come. As Grafana's own panels. */
export function sortedBy(legend: VizLegendOptions, column: string): VizLegendOptions {
  if (legend.sortBy !== column) {
    return { ...legend, sortBy: column, sortDesc: false };
  }
  return legend.sortDesc ? { ...legend, sortBy: undefined, sortDesc: undefined } : { ...legend, sortDesc: true };
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
  return { title: shortTitle(calc) ?? title, text: metricText(curve.format, value, theme), numeric: value ?? NaN };
}

function valueOf(curve: Curve, calc: string): number | null {
  const { y, format } = curve;
  switch (calc) {
    case 'last':
    case 'lastNotNull': {
      for (let index = y.length - 1; index >= 0; index--) {
        const value = valueAt(curve, index);
        if (value !== null) {
          return value;
        }
      }
      return null;
    }
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
    default: {
      // Of this curve's own values: its field may hold other curves too.
      const values = Array.from(y, (value) => (Number.isNaN(value) ? null : value));
      return finiteOf(reduceField({ field: { ...format, values, state: undefined }, reducers: [calc] })[calc]);
    }
  }
}

function shortTitle(calc: string): string | null {
  return { last: 'last', lastNotNull: 'last', min: 'min', max: 'max', mean: 'mean' }[calc] ?? null;
}
