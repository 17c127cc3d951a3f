import { describe, expect, test } from '@jest/globals';
import {
  countFinite,
  countUpTo,
  EMPTY_CURVE,
  firstFinite,
  firstNonFiniteStep,
  joinAttempts,
  lastFinite,
  lowestFinite,
  truncate,
} from './curve.js';
import { curveOf } from './simulated.test.data.js';

const gappy = curveOf([Number.NaN, 3, 1, 1, Number.POSITIVE_INFINITY, 2, Number.NaN], [0, 10, 20, 30, 40, 50, 60]);

describe('reading a curve', () => {
  test('finds the first, last and earliest lowest finite values, past NaN and infinities', () => {
    expect(firstFinite(gappy)).toEqual({ index: 1, step: 10, value: 3 });
    expect(lastFinite(gappy)).toEqual({ index: 5, step: 50, value: 2 });
    expect(lowestFinite(gappy)).toEqual({ index: 2, step: 20, value: 1 });
    expect(countFinite(gappy)).toBe(4);
    expect(firstNonFiniteStep(gappy)).toBe(0);
  });

  test('answers null for a curve without points', () => {
    for (const read of [firstFinite, lastFinite, lowestFinite, firstNonFiniteStep])
      expect(read(EMPTY_CURVE)).toBeNull();
  });

  test.each([
    [-1, 0],
    [0, 1],
    [9, 1],
    [10, 2],
    [60, 7],
    [99, 7],
  ])('at step %d, %d points are known', (step, count) => {
    expect(countUpTo(gappy, step)).toBe(count);
    expect(truncate(gappy, step).steps.length).toBe(count);
  });
});

describe('joining attempts', () => {
  test('a resumed attempt replaces what was logged since its checkpoint', () => {
    const first = curveOf([5, 4, 9, 9], [1, 2, 3, 4]);
    const resumed = curveOf([3, 2, 1], [3, 4, 5]);
    expect(joinAttempts([first, resumed])).toEqual(curveOf([5, 4, 3, 2, 1], [1, 2, 3, 4, 5]));
  });

  test('an earlier attempt that got further keeps its end, and sampled curves keep their marks', () => {
    const first = { ...curveOf([5, 4, 3], [1, 2, 9]), chosen: [0, 1, 0] };
    const joined = joinAttempts([first, EMPTY_CURVE, curveOf([7], [2])]);
    expect(joined).toEqual({ ...curveOf([5, 7, 3], [1, 2, 9]), chosen: [0, 0, 0] });
  });
});
