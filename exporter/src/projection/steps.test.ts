import { describe, expect, test } from '@jest/globals';
import { newSession, type AttemptState } from './session.js';
import { completedSteps } from './steps.js';

const attempt = (first: number | null, last: number | null, number = 1): AttemptState => ({
  attempt: number,
  started_at: 0,
  ended_at: null,
  first_step: first,
  last_step: last,
  active: 0,
  last_news_at: 0,
});

const stepsOf = (attempts: AttemptState[], total?: number): number | null => {
  const { facts } = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 });
  return completedSteps({
    ...facts,
    attempts,
    completed_steps: attempts.at(-1)?.last_step ?? null,
    description: total === undefined ? {} : { total_steps: total },
  });
};

describe('steps done', () => {
  test.each([
    ['counted from 0', [attempt(0, 999)], undefined, 1_000],
    ['counted from 0, all of a stated total', [attempt(0, 999)], 1_000, 1_000],
    ['counted from 0, the first one', [attempt(0, 0)], 1_000, 1],
    ['counted from 1', [attempt(1, 1_000)], 1_000, 1_000],
    ['logged every 10 steps', [attempt(10, 40)], undefined, 40],
    ['an evaluation at 0 before training, at the end', [attempt(0, 1_000)], 1_000, 1_000],
    ['resumed behind where an earlier attempt was', [attempt(0, 80), attempt(50, 59, 2)], 100, 60],
    ['epochs in place of steps', [attempt(0, 2.5)], undefined, 2.5],
    ['nothing logged', [attempt(null, null)], 100, null],
  ] as const)('%s', (_, attempts, total, expected) => {
    expect(stepsOf([...attempts], total)).toBe(expected);
  });
});
