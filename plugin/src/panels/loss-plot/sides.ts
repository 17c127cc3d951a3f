/** Which curve belongs to which y-axis: values of one unit share one, a second unit has the right side. Pure. */
import type { Field } from '@grafana/data';
import type { Curve } from './curve';

/** uPlot's names of the left and the right y-scale. */
export type ScaleKey = 'y' | 'y2';

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
