import { describe, expect, test } from '@jest/globals';
import { newSession, type SessionFacts } from './session.js';
import { naiveTimeLeft, plannedSteps } from './time-left.js';

const sessionWith = (facts: Partial<SessionFacts>) => {
  const session = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 });
  Object.assign(session.facts, facts);
  return session;
};

describe('planned steps', () => {
  test('are the stated ones', () => {
    expect(plannedSteps(sessionWith({ description: { total_steps: 500 } }).facts)).toBe(500);
  });

  test('follow from whole epochs counted from 0: epoch 2 of 10 began at step 200', () => {
    const facts = {
      description: { total_epochs: 10 },
      first_epoch: 0,
      first_epoch_step: 0,
      current_epoch: 2,
      completed_steps: 200,
    };
    expect(plannedSteps(sessionWith(facts).facts)).toBe(1_000);
  });

  test('follow from fractional epochs: 2.5 of 10 at step 250', () => {
    const facts = {
      description: { total_epochs: 10 },
      first_epoch: 0.1,
      first_epoch_step: 10,
      current_epoch: 2.5,
      completed_steps: 250,
    };
    expect(plannedSteps(sessionWith(facts).facts)).toBeCloseTo(1_000, 9);
  });

  test('are unknown within the first epoch', () => {
    const facts = {
      description: { total_epochs: 10 },
      first_epoch: 0,
      first_epoch_step: 1,
      current_epoch: 0,
      completed_steps: 20,
    };
    expect(plannedSteps(sessionWith(facts).facts)).toBeNull();
  });
});

describe('naive time left', () => {
  test('is remaining steps times the median step time', () => {
    const session = sessionWith({ description: { total_steps: 100 }, completed_steps: 20 });
    session.pace.add(0, 10);
    session.pace.add(5_000, 20);
    expect(naiveTimeLeft(session)).toBeCloseTo(40, 12);
  });

  test('is nothing for a session that has ended', () => {
    const session = sessionWith({ description: { total_steps: 100 }, completed_steps: 20, finished: 'completed' });
    session.pace.add(0, 10);
    session.pace.add(5_000, 20);
    expect(naiveTimeLeft(session)).toBeNull();
  });
});
