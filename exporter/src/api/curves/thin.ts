import { pick, type Points } from './points.js';

/** First, lowest, highest, last and one non-finite point of a bucket. */
const POINTS_IN_BUCKET = 5;

/**
 * Reduces a curve to what a panel can show: buckets of equal width in x, of each the first, lowest, highest and last
 * point kept, and its first non-finite one.
 * @param points In ascending order of x.
 * @param maximum At most so many points are returned; all come when there are no more.
 */
export function thin(points: Points, maximum: number): Points {
  const { x, y } = points;
  if (x.length <= maximum) return points;
  const buckets = Math.max(1, Math.floor(maximum / POINTS_IN_BUCKET));
  const start = x[0]!;
  const width = (x[x.length - 1]! - start) / buckets;
  const kept: number[] = [];
  let begin = 0;
  for (let bucket = 0; bucket < buckets; bucket++) {
    const isLast = bucket === buckets - 1;
    const limit = start + width * (bucket + 1);
    let end = begin;
    while (end < x.length && (isLast || x[end]! < limit)) end++;
    if (end > begin) kept.push(...keptOfBucket(y, begin, end));
    begin = end;
  }
  return pick(points, kept);
}

function keptOfBucket(y: readonly number[], begin: number, end: number): number[] {
  let lowest = -1;
  let highest = -1;
  let nonFinite = -1;
  for (let index = begin; index < end; index++) {
    const value = y[index]!;
    if (!Number.isFinite(value)) {
      if (nonFinite < 0) nonFinite = index;
      continue;
    }
    if (lowest < 0 || value < y[lowest]!) lowest = index;
    if (highest < 0 || value > y[highest]!) highest = index;
  }
  const indexes = new Set([begin, lowest, highest, nonFinite, end - 1]);
  indexes.delete(-1);
  return [...indexes].sort((left, right) => left - right);
}
