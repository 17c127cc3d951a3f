import type { ReadCurve } from './read-points.js';

/** Whether a curve of several points lies at one x: nobody said at which step its values were logged. */
export function isFlat({ x, total }: Pick<ReadCurve, 'x' | 'total'>): boolean {
  return total > 1 && x.length > 0 && x[0] === x[x.length - 1];
}
