/** Numbers that are told of a session beside those in its fields: distance from its best, share done. Pure. */
import type { SessionEntry } from './row';

export interface Distance {
  /** How much worse than the best: 0 at the best, infinite when the newest value is not finite. */
  value: number;
  /** A share of the best; else the difference itself, because a share of a best at or below zero says nothing. */
  isShare: boolean;
}

export function distanceOf({ reader, index, maximize }: SessionEntry): Distance | null {
  const value = reader.number('objective_value', index);
  const best = reader.number('objective_best', index);
  if (value === null || best === null || !Number.isFinite(best)) {
    return null;
  }
  if (!Number.isFinite(value)) {
    return { value: Infinity, isShare: true };
  }
  const worse = maximize ? best - value : value - best;
  if (worse <= 0) {
    return { value: 0, isShare: true };
  }
  return best > 0 ? { value: worse / best, isShare: true } : { value: worse, isShare: false };
}

/** What is logged every few steps, or counted from 0, ends a little short of its total. */
const NEARLY_DONE = 0.9;

/** The part that is done, 0 to 1, by steps, else by epochs; null when the end is unknown. */
export function progressOf({ reader, index, state }: SessionEntry): number | null {
  const share = (part: number | null, whole: number | null) =>
    part !== null && whole !== null && whole > 0 ? Math.min(1, Math.max(0, part / whole)) : null;
  const told =
    share(reader.finite('current_step', index), reader.finite('total_steps', index)) ??
    share(reader.finite('current_epoch', index), reader.finite('total_epochs', index));
  // What has completed is all done, unless it plainly ended early.
  return told !== null && told >= NEARLY_DONE && state === 'completed' ? 1 : told;
}
