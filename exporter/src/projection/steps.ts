import type { SessionFacts } from './session.js';

type StepFacts = Pick<SessionFacts, 'attempts' | 'completed_steps' | 'description'>;

/** Whether the training code numbers its steps 0, 1, 2, ...: then the lowest one that it logged is called 0. */
function countsFromZero({ attempts }: StepFacts): boolean {
  return attempts.some((attempt) => attempt.first_step === 0);
}

/**
 * Steps that training has done, as far as it logged: the last step's number, and one more where steps count from 0.
 * After a resume those of the newest attempt. Null before the first step.
 *
 * A session that logs at 0 what it was before training counts from 0 as well, which shows once its last step is the
 * stated total: that is never exceeded by one.
 */
export function completedSteps(facts: StepFacts): number | null {
  const { completed_steps: last, description } = facts;
  if (last === null || !Number.isInteger(last) || last === description.total_steps) return last;
  return countsFromZero(facts) ? last + 1 : last;
}
