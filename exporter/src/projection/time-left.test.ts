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

  const tenEpochs = { description: { total_epochs: 10 } };

  test.each([
    // [first epoch, its step], [highest epoch, its step], last step -> planned
    ['whole epochs counted from 0', [0, 0], [2, 200], 200, 1_000],
    ['whole epochs counted from 0, within one of them', [0, 0], [4, 80], 99, 200],
    ['whole epochs counted from 1', [1, 0], [3, 200], 250, 1_000],
    ['whole epochs logged at their end', [0, 19], [4, 99], 99, 200],
    ['epochs of a run that was begun elsewhere', [5, 500], [6, 600], 640, 1_000],
    ['epochs of a run whose steps go on from another', [0, 5_000], [2, 5_200], 5_210, 6_000],
    ['fractions of epochs', [0.1, 10], [2.5, 250], 250, 1_000],
    ['epochs that take no whole number of steps', [0, 0], [3, 67], 70, 223],
  ] as const)('follow from %s', (_, [first, firstStep], [highest, highestStep], last, planned) => {
    const facts = {
      first_epoch: first,
      first_epoch_step: firstStep,
      highest_epoch: highest,
      highest_epoch_step: highestStep,
      completed_steps: last,
    };
    expect(plannedSteps(sessionWith({ ...tenEpochs, ...facts }).facts)).toBe(planned);
    // What has ended is no longer going anywhere, unless it said where.
    expect(plannedSteps(sessionWith({ ...tenEpochs, ...facts, finished: 'completed' }).facts)).toBeNull();
    const stated = { description: { total_epochs: 10, total_steps: 1_234 } };
    expect(plannedSteps(sessionWith({ ...stated, ...facts, finished: 'completed' }).facts)).toBe(1_234);
  });

  test('are unknown within the first epoch', () => {
    const facts = {
      description: { total_epochs: 10 },
      first_epoch: 0,
      first_epoch_step: 1,
      highest_epoch: 0,
      highest_epoch_step: 1,
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
