import { KEPT_OF_BUCKET, reduceCurve } from '../../analytics/reduce-curve.js';
import { pick, type Points } from './points.js';

/**
 * Reduces a curve to what a panel can show: buckets of equal width in x, of each the first, lowest, highest and last
 * point kept, and its first non-finite one.
 * @param points In ascending order of x.
 * @param maximum At most so many points are returned; all come when there are no more.
 */
export function thin(points: Points, maximum: number): Points {
  if (points.x.length <= maximum) return points;
  const axis = Float64Array.from(points.x);
  // A bucket with a non-finite value keeps one more than the others: room is left for that in every one.
  const count = Math.max(1, Math.floor(maximum / (KEPT_OF_BUCKET + 1)));
  const buckets = { from: axis[0]!, to: axis[axis.length - 1]!, count };
  return pick(points, Array.from(reduceCurve(axis, Float64Array.from(points.y), buckets)));
}
