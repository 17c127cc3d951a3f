import { totalEpochsOf } from './describe.js';
import type { LiveSession, SessionFacts } from './session.js';

/**
 * Steps that the session is planned to train: as stated, else its planned epochs times the steps that an epoch has
 * taken so far, else null.
 */
export function plannedSteps(facts: SessionFacts): number | null {
  if (facts.description.total_steps !== undefined) return facts.description.total_steps;
  const epochs = totalEpochsOf(facts.description);
  const { current_epoch: epoch, first_epoch: firstEpoch, first_epoch_step: firstStep, completed_steps: step } = facts;
  if (epochs === null || epoch === null || firstEpoch === null || firstStep === null || step === null) return null;
  if (epoch <= firstEpoch || step <= firstStep) return null;
  const stepsAnEpoch = (step - firstStep) / (epoch - firstEpoch);
  // Whole epochs are logged at their beginning or end, fractional ones where they are: both begin near `firstEpoch`.
  const begin = firstStep - stepsAnEpoch * (firstEpoch % 1);
  return Math.max(step, begin + stepsAnEpoch * epochs);
}

/** Remaining steps x median recent step time, in seconds: called naive. Null when either is unknown or it has ended. */
export function naiveTimeLeft(session: LiveSession): number | null {
  const { facts, pace } = session;
  const planned = plannedSteps(facts);
  const stepSeconds = pace.stepSeconds;
  if (facts.finished !== null || planned === null || stepSeconds === null || facts.completed_steps === null)
    return null;
  return Math.max(0, planned - facts.completed_steps) * stepSeconds;
}
