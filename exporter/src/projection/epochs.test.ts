import { describe, expect, test } from '@jest/globals';
import { completedEpochs, currentEpoch } from './epochs.js';

describe('epochs of a session', () => {
  test.each([
    // first, current, whole, finished -> current, completed
    [0, 11, true, null, 12, 11],
    [0, 11, true, 'completed', 12, 12],
    [1, 12, true, null, 12, 11],
    [1, 12, true, 'completed', 12, 12],
    [1, 12, true, 'failed', 12, 11],
    [0.1, 2.5, false, null, 2.5, 2],
    [0.1, 3, false, 'completed', 3, 3],
    [0, 0, true, null, 1, 0],
  ] as const)('first %p, newest %p, whole %p, %p', (first, newest, whole, finished, current, completed) => {
    const facts = { first_epoch: first, current_epoch: newest, whole_epochs: whole, finished };
    expect(currentEpoch(facts)).toBe(current);
    expect(completedEpochs(facts)).toBe(completed);
  });
});
