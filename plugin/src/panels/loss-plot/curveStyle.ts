/**
 * How somebody wants one curve drawn: the custom field options under the names that Grafana's own time series panel
 * gives them, so that overrides can be carried over. Read leniently: a datasource or a dashboard may have set them.
 */
import type { Field } from '@grafana/data';
import { finiteOf, textOf } from '../../visual/fieldValue';

export type PointsShown = 'auto' | 'always' | 'never';
export type AxisSide = 'auto' | 'left' | 'right';
export type ThresholdsShown = 'off' | 'line' | 'dashed' | 'area' | 'line+area' | 'dashed+area';

export interface CurveStyle {
  /** Pixels, 0 (no line) to 10; null leaves it to the kind of metric. */
  lineWidth: number | null;
  /** Percent, 0 to 100: of the area below the curve, or of its band; null leaves it to the panel. */
  fillOpacity: number | null;
  /** Lengths of dash and gap in pixels, empty for a solid line; null leaves it to the panel. */
  dash: readonly number[] | null;
  showPoints: PointsShown;
  axisPlacement: AxisSide;
  axisLabel: string | null;
  thresholds: ThresholdsShown;
  hideFrom: { viz: boolean; legend: boolean; tooltip: boolean };
  /** Name of the field of the same frame that the area reaches down to. */
  fillBelowTo: string | null;
}

const DASHED = [10, 10] as const;
const DOTTED = [0, 8] as const;
const MAX_WIDTH = 10;

type Bag = Readonly<Partial<Record<string, unknown>>>;
const bagOf = (value: unknown): Bag => (typeof value === 'object' && value !== null ? (value as Bag) : {});

function oneOf<Word extends string>(value: unknown, words: readonly Word[], fallback: Word): Word {
  return words.find((word) => word === value) ?? fallback;
}

function within(value: unknown, most: number): number | null {
  const number = finiteOf(value);
  return number === null ? null : Math.min(most, Math.max(0, number));
}

/** The style that a field's configuration asks for; what it leaves open is null or `auto`. */
export function readStyle(field: Field): CurveStyle {
  const custom = bagOf(field.config.custom);
  const hideFrom = bagOf(custom.hideFrom);
  return {
    lineWidth: within(custom.lineWidth, MAX_WIDTH),
    fillOpacity: within(custom.fillOpacity, 100),
    dash: dashOf(bagOf(custom.lineStyle)),
    showPoints: oneOf<PointsShown>(custom.showPoints, ['auto', 'always', 'never'], 'auto'),
    axisPlacement: oneOf<AxisSide>(custom.axisPlacement, ['auto', 'left', 'right'], 'auto'),
    axisLabel: textOf(custom.axisLabel),
    thresholds: oneOf<ThresholdsShown>(
      bagOf(custom.thresholdsStyle).mode,
      ['off', 'line', 'dashed', 'area', 'line+area', 'dashed+area'],
      'off',
    ),
    hideFrom: { viz: hideFrom.viz === true, legend: hideFrom.legend === true, tooltip: hideFrom.tooltip === true },
    fillBelowTo: textOf(custom.fillBelowTo),
  };
}

function dashOf({ fill, dash }: Bag): readonly number[] | null {
  const lengths = Array.isArray(dash) ? dash.map(finiteOf).filter((length) => length !== null) : [];
  switch (fill) {
    case 'solid':
      return [];
    case 'dash':
    case 'square':
      return lengths.length > 1 ? lengths : DASHED;
    case 'dot':
      return lengths.length > 1 ? lengths : DOTTED;
    default:
      return null;
  }
}
