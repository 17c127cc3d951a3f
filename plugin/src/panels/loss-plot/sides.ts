/** Which curve belongs to which y-axis: values of one unit share one, a second unit has the right side. Pure. */
import type { Field } from '@grafana/data';
import { metricLabel } from '../../visual/metricRole';
import type { Curve } from './curve';

/** uPlot's names of the left and the right y-scale. */
export type ScaleKey = 'y' | 'y2';

/** More names than this are counted. */
const MOST_NAMES = 3;

const PLAIN = new Set<string | undefined>([undefined, '', 'none', 'short']);

/** A field's unit; units that only write numbers are one. */
export function unitOf({ config: { unit } }: Field): string {
  return PLAIN.has(unit) || unit === undefined ? '' : unit;
}

/**
 * The side of each curve: the chosen one, else left for curves with the unit of the first curve and right for all
 * others. Hidden curves count, so that switching one off moves nothing.
 */
export function assignSides(curves: readonly Curve[]): Map<Curve, ScaleKey> {
  const isFree = ({ style }: Curve) => style.axisPlacement === 'auto';
  const left = curves.find((curve) => curve.style.axisPlacement === 'left') ?? curves.find(isFree);
  const unit = left ? unitOf(left.format) : '';
  return new Map(
    curves.map((curve): [Curve, ScaleKey] => {
      const free = unitOf(curve.format) === unit ? 'y' : 'y2';
      return [curve, isFree(curve) ? free : curve.style.axisPlacement === 'right' ? 'y2' : 'y'];
    }),
  );
}

/**
 * What to say where a side has curves of more than one unit, since its ticks carry that of the first only: null where
 * none has.
 */
export function sharedAxisNotice(curves: readonly Curve[]): string | null {
  const sides = assignSides(curves);
  const said = (['y', 'y2'] as const).flatMap((scale) => {
    const own = curves.filter((curve) => sides.get(curve) === scale);
    const [first] = own;
    const others = own.filter((curve) => unitOf(curve.format) !== unitOf(first!.format));
    if (!first || others.length === 0) {
      return [];
    }
    const names = [...new Set(others.map(({ metric }) => metricLabel(metric)))];
    const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
    const side = scale === 'y' ? 'Left' : 'Right';
    const which = names.slice(0, MOST_NAMES).join(', ') + rest;
    return [`${side} axis in the unit of ${metricLabel(first.metric)}; ${which}, drawn on it too, in another`];
  });
  return said.length > 0 ? said.join(' · ') : null;
}
