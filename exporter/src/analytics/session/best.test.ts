import { describe, expect, test } from '@jest/globals';
import { epochAt, findBest } from './best.js';
import { toErrorCurve } from './error-curve.js';
import { curveOf } from './simulated.test.data.js';

const bestOf = (values: readonly number[], direction: 'minimize' | 'maximize') => {
  const curve = curveOf(values);
  return findBest('score', curve, toErrorCurve(curve, { metric: 'score', direction }), curveOf([1, 2], [2, 4]));
};

describe('the best of a session', () => {
  test('follows the direction, skips NaN and infinities, and takes the earliest of equals', () => {
    const values = [3, Number.NaN, 1, 5, 1, 5, Number.POSITIVE_INFINITY];
    expect(bestOf(values, 'minimize')).toEqual({ step: 3, value: 1, epoch: 1, metric: 'score' });
    expect(bestOf(values, 'maximize')).toEqual({ step: 4, value: 5, epoch: 2, metric: 'score' });
    expect(bestOf([Number.NaN], 'minimize')).toBeNull();
  });

  test('has the epoch last logged at or before its step', () => {
    expect(epochAt(curveOf([1, Number.NaN, 2], [2, 3, 4]), 3)).toBe(1);
    expect(epochAt(curveOf([1], [2]), 1)).toBeNull();
  });
});
