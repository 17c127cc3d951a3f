/** Points of a curve before they are answered; arrays have one length. */
export interface Points {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** Epoch milliseconds. */
  readonly time: readonly number[];
}

/** Some points of a curve, by index. */
export function pick(points: Points, indexes: readonly number[]): Points {
  return {
    x: indexes.map((index) => points.x[index]!),
    y: indexes.map((index) => points.y[index]!),
    time: indexes.map((index) => points.time[index]!),
  };
}

/** Points without those that have no x, in ascending order of x; equal ones stay in the order they came. */
export function inOrder(points: Points): Points {
  const indexes: number[] = [];
  let ascends = true;
  for (let index = 0; index < points.x.length; index++) {
    if (Number.isNaN(points.x[index])) continue;
    const before = indexes.at(-1);
    if (before !== undefined && points.x[before]! > points.x[index]!) ascends = false;
    indexes.push(index);
  }
  if (ascends && indexes.length === points.x.length) return points;
  if (!ascends) indexes.sort((left, right) => points.x[left]! - points.x[right]! || left - right);
  return pick(points, indexes);
}

/** Of points at one x (a step that was logged again) the newest: the rule of reading. Expects ascending x. */
export function newestOfEach(points: Points): Points {
  const indexes: number[] = [];
  for (let index = 0; index < points.x.length; index++) {
    if (points.x[index] !== points.x[index + 1]) indexes.push(index);
  }
  return indexes.length === points.x.length ? points : pick(points, indexes);
}
