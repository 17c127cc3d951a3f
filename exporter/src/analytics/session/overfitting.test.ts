import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ErrorCurve } from './error-curve.js';
import { overfitting, trainingFellAfterBest } from './overfitting.js';
import { curveOf, fallingLoss } from './simulated.test.data.js';

const error = (values: readonly number[], ratios = true): ErrorCurve => ({ ...curveOf(values), ratios });

describe('the overfitting score', () => {
  test.each([
    // GL = last / best - 1; score = GL / (GL + .05)
    ['at the best', [2, 1.5, 1], true, 0],
    ['5 % worse than the best: .05 / .10', [2, 1, 1.05], true, 0.5],
    ['50 % worse: .5 / .55', [1, 0.8, 0.6, 0.7, 0.9], true, 0.5 / 0.55],
    ['best at the start, twice as bad: 1 / 1.05', [1, 1.5, 2], true, 1 / 1.05],
    ['below 0, by the range: (-.9 + 1) / (1 + 1) = .05', [1, -1, -0.9], false, 0.5],
    ['constant', [1, 1, 1], true, 0],
    ['constant 0', [0, 0, 0], false, 0],
  ])('%s', (_, values, ratios, expected) => {
    expect(overfitting(error(values, ratios)).value).toBeCloseTo(expected, 9);
  });

  test('is null for one value, none, or a first value that a range would be needed from', () => {
    expect(overfitting(error([]))).toMatchObject({ value: null, n: 0, step: null });
    expect(overfitting(error([1]))).toMatchObject({ value: null, n: 1, reason: 'needs two values on held-out data' });
    expect(overfitting(error([-2, -1], false))).toMatchObject({
      value: null,
      reason: 'never improved on the first value',
    });
  });

  test('uses the finite values of a run that diverged, and says so', () => {
    expect(overfitting(error([2, 1, 1.05, Number.NaN]))).toEqual({
      value: expect.closeTo(0.5, 9),
      n: 3,
      reason: 'diverged at step 4: from the finite values',
      low_confidence: true,
      step: 4,
    });
    expect(overfitting(error([Number.NaN, Number.NaN])).reason).toBe('diverged at step 1');
  });

  test('lies in 0..1, does not change with the unit, and never falls when the last value gets worse', () => {
    const losses = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(
        losses,
        fc.integer({ min: -20, max: 20 }),
        fc.double({ min: 0, max: 10, noNaN: true }),
        (values, power, more) => {
          const score = overfitting(error(values)).value!;
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(1);
          expect(overfitting(error(values.map((value) => value * 2 ** power))).value).toBe(score);
          const worse = [...values.slice(0, -1), values.at(-1)! + more];
          // Unless the last value was itself the best: then there is no rise to compare with.
          if (Math.min(...values) < values.at(-1)!)
            expect(overfitting(error(worse)).value!).toBeGreaterThanOrEqual(score);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('rises with injected overfitting', () => {
    const scores = [0, 0.05, 0.2, 0.5, 2].map((rise) => overfitting(error(fallingLoss(100, { rise }))).value!);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
    expect(scores[0]).toBe(0);
    expect(scores.at(-1)).toBeGreaterThan(0.9);
  });
});

describe('whether training loss fell on after the best', () => {
  const validation = error([2, 1, 1.2, 1.4]);
  test.each([
    ['it did', [2, 1, 0.8, 0.6], true],
    ['it stayed', [2, 1, 1, 1], false],
    ['it rose', [2, 1, 1.5, 2], false],
  ])('%s', (_, training, expected) => {
    expect(trainingFellAfterBest(validation, curveOf(training))).toBe(expected);
  });

  test('is unknown without training loss, or when the best is the last', () => {
    expect(trainingFellAfterBest(validation, null)).toBeNull();
    expect(trainingFellAfterBest(error([2, 1]), curveOf([2, 1]))).toBeNull();
  });
});
