import type { SessionFacts } from './session.js';

type EpochFacts = Pick<SessionFacts, 'current_epoch' | 'first_epoch' | 'whole_epochs' | 'finished'>;

/** Whether the training code numbers its epochs 0, 1, 2, ...: then the first epoch is called 0. */
function countsFromZero(facts: EpochFacts): boolean {
  return facts.whole_epochs && facts.first_epoch === 0;
}

/** The epoch that training is in, counted from 1; fractional epochs (transformers) say how much is done and stay. */
export function currentEpoch(facts: EpochFacts): number | null {
  if (facts.current_epoch === null) return null;
  return countsFromZero(facts) ? facts.current_epoch + 1 : facts.current_epoch;
}

/** Whole epochs done: the one that training is in counts when the session has completed. */
export function completedEpochs(facts: EpochFacts): number | null {
  const current = currentEpoch(facts);
  if (current === null) return null;
  return facts.whole_epochs && facts.finished !== 'completed' ? Math.max(0, current - 1) : Math.floor(current);
}
