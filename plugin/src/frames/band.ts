/**
 * A curve that stands for several: their middle as the value, their lowest and highest as a band around it. The fields
 * are those that Grafana's own time series draws as a band (`fillBelowTo`), so that it needs no overrides.
 */
import type { Field, FieldConfig, Labels } from '@grafana/data';
import type { Combination, Curve } from '@shadower-training/contract';
import { numberField } from './fields';
import { numberOf } from './values';

/** `frame.meta.custom` of a combined curve, beside its marks. */
export interface CombinedMarks {
  /** What the curve was made of; the slowest rank is named here. */
  combined: Combination;
}

/** What the middle of several curves is: runs of a group are averaged, of ranks the median counts. */
export const middleOf = ({ by }: Combination): 'mean' | 'median' => (by === 'group' ? 'mean' : 'median');

/** What people call the curve's session; several runs are called by their group. */
export function titleOf({ combined, session_name, session_id }: Curve): string {
  return (combined?.by === 'group' ? combined.group : null) || session_name || session_id;
}

/** What a combined curve was made of, in words. */
export function describeCombination(combined: Combination): string {
  const { by, session_ids, ranks, slowest_rank } = combined;
  if (by === 'group') return `Mean of ${counted(session_ids.length, 'session')}, with their minimum and maximum`;
  const slowest = slowest_rank === null ? '' : `; slowest: rank ${slowest_rank}`;
  return `Median of ${counted(ranks.length, 'rank')}, with their minimum and maximum${slowest}`;
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Grafana's own settings of a time series (`custom`), which ours follows: a bound is an edge without a line. */
const EDGE = { lineWidth: 0, showPoints: 'never', hideFrom: { legend: true, tooltip: false, viz: false } };
const FILL_OPACITY = 15;
/** How many curves have a value is no curve itself. */
const HIDDEN = { hideFrom: { legend: true, tooltip: true, viz: true } };

interface ValueField {
  name: string;
  values: Array<number | null>;
  labels: Labels;
  config: FieldConfig;
  /** The name of an edge, unique among all curves of a panel: Grafana looks for it in all of them. */
  nameOf: (edge: 'minimum' | 'maximum') => string;
}

/** The value field, and for a combined curve `<metric> minimum`, `<metric> maximum` and `<metric> count` beside it. */
export function bandFields({ combined, minimum, maximum, count }: Curve, value: ValueField): Field[] {
  const middle = { ...numberField(value.name, value.values, value.config), labels: value.labels };
  if (combined === null) return [middle];
  middle.config = { ...value.config, description: describeCombination(combined) };
  if (minimum === null || maximum === null) return [middle];
  const edge = (which: 'minimum' | 'maximum', values: Curve['y'], custom: object): Field => ({
    ...numberField(`${value.name} ${which}`, values.map(numberOf), {
      ...value.config,
      displayNameFromDS: value.nameOf(which),
      custom: { ...EDGE, ...custom },
    }),
    labels: value.labels,
  });
  return [
    middle,
    edge('minimum', minimum, {}),
    edge('maximum', maximum, { fillBelowTo: value.nameOf('minimum'), fillOpacity: FILL_OPACITY }),
    ...(count === null ? [] : [numberField(`${value.name} count`, count, { decimals: 0, custom: HIDDEN })]),
  ];
}
