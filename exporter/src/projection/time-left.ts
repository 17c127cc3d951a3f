import { totalEpochsOf } from './describe.js';
import type { LiveSession, SessionFacts } from './session.js';
import { completedSteps } from './steps.js';

/**
 * Steps that the session is planned to train: as stated, else an estimate, its planned epochs times the steps that an
 * epoch has taken so far, in whole steps. Null where neither is known; an ended session has no plan to estimate.
 */
export function plannedSteps(facts: SessionFacts): number | null {
  if (facts.description.total_steps !== undefined) return facts.description.total_steps;
  const epochs = totalEpochsOf(facts.description);
  const done = completedSteps(facts);
  const perEpoch = stepsPerEpoch(facts);
  if (facts.finished !== null || epochs === null || done === null || perEpoch === null) return null;
  // Where steps were before the first epoch that was logged: an epoch's steps, when whole epochs are logged at their
  // end, are its own. More than that were trained before this session and don't belong to its epochs.
  const before = perEpoch.firstStep - perEpoch.steps * perEpoch.firstEpoch;
  const begin = Math.abs(before) <= perEpoch.steps ? 0 : before;
  return Math.max(done, Math.round(begin + perEpoch.steps * epochs));
}

interface StepsPerEpoch {
  steps: number;
  firstStep: number;
  firstEpoch: number;
}

/**
 * Between where the first and the highest epoch were first logged: of a whole epoch the steps since then are a part
 * that nobody knows. Null within the first epoch.
 */
function stepsPerEpoch(facts: SessionFacts): StepsPerEpoch | null {
  const { first_epoch: firstEpoch, first_epoch_step: firstStep } = facts;
  const { highest_epoch: epoch, highest_epoch_step: step } = facts;
  if (firstEpoch === null || firstStep === null || epoch === null || step === null) return null;
  if (epoch <= firstEpoch || step <= firstStep) return null;
  return { steps: (step - firstStep) / (epoch - firstEpoch), firstStep, firstEpoch };
}

/** Remaining steps x median recent step time, in seconds: called naive. Null when either is unknown or it has ended. */
export function naiveTimeLeft(session: LiveSession): number | null {
  const { facts, pace } = session;
  const planned = plannedSteps(facts);
  const done = completedSteps(facts);
  const stepSeconds = pace.stepSeconds;
  if (facts.finished !== null || planned === null || stepSeconds === null || done === null) return null;
  return Math.max(0, planned - done) * stepSeconds;
}
