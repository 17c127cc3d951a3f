import type { Attempt } from '@shadower-training/contract';

/** What counts of an attempt when attempts are joined. */
export interface AttemptLimit {
  readonly attempt: number;
  /** Only points below this place (step, else epoch, else time) count; Infinity when all do. */
  readonly below: number;
}

/**
 * Where joined attempts end: a resumed run repeats steps since its last checkpoint, so an attempt counts only below the
 * first step of any later one. Its tail was abandoned.
 */
export function attemptLimits(attempts: readonly Attempt[]): AttemptLimit[] {
  const limits: AttemptLimit[] = [];
  let below = Infinity;
  for (const { attempt, first_step, last_step } of attempts.toReversed()) {
    limits.push({ attempt, below: last_step !== null && last_step < below ? Infinity : below });
    below = Math.min(below, first_step ?? Infinity);
  }
  return limits.reverse();
}
