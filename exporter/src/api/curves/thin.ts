import { gridOf } from '../../analytics/grid.js';
import { KEPT_OF_BUCKET, reduceCurve } from '../../analytics/reduce-curve.js';
import { pick, type Points } from './points.js';

/**
 * Reduces a curve to what a panel can show: buckets of equal width in x, of each the first, lowest, highest and last
 * point kept, and its first non-finite one.
 * @param points In ascending order of x.
 * @param maximum At most so many points are returned, at least 10; all come when there are no more.
 */
export function thin(points: Points, maximum: number): Points {
  if (points.x.length <= maximum) return points;
  const axis = Float64Array.from(points.x);
  // A bucket with a non-finite value keeps one more than the others: room is left for that in every one.
  const grid = gridOf(axis[0]!, axis[axis.length - 1]!, Math.max(2, Math.floor(maximum / (KEPT_OF_BUCKET + 1))));
  return pick(points, Array.from(reduceCurve(axis, Float64Array.from(points.y), grid)));
}
