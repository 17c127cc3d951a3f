import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { generalization } from './generalization.js';
import { curveOf, fallingLoss } from './simulated.test.data.js';
import { trainingLevel } from './training-level.js';

const error = (values: readonly number[], steps?: readonly number[]) => ({ ...curveOf(values, steps), ratios: true });

describe('the generalization score', () => {
  test.each([
    // (E_first - E_best) / (T_first - T_at_best)
    ['all of it shows: (2 - 1) / (2 - 1)', [2, 1.5, 1], [2, 1.4, 1], 1],
    ['half of it: (2 - 1.5) / (2 - 1)', [2, 1.5, 1.6], [2, 1, 0.5], 0.5],
    ['what training gained after the best does not count', [2, 1.5, 1.6], [2, 1.5, 0.1], 1],
    ['more than all is clipped: 1 / .5', [2, 1], [2, 1.5], 1],
  ])('%s', (_, validation, training, expected) => {
    expect(generalization(error(validation), curveOf(training)).value).toBeCloseTo(expected, 9);
  });

  test('is null when training loss never fell, or when a curve is missing', () => {
    expect(generalization(error([2, 1]), curveOf([2, 2]))).toMatchObject({
      value: null,
      reason: 'training loss had not fallen by the best validation step',
    });
    expect(generalization(error([2, 1]), curveOf([])).reason).toBe('no training loss');
    expect(generalization(error([2]), curveOf([2])).reason).toBe('needs two values of validation loss');
  });

  test('does not change with the unit and stays in 0..1', () => {
    const pair = fc.tuple(
      fc.double({ min: 0.01, max: 10, noNaN: true }),
      fc.double({ min: 0.01, max: 10, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 2, maxLength: 40 }),
        fc.integer({ min: -20, max: 20 }),
        (pairs, power) => {
          const scoreAt = (scale: number) =>
            generalization(error(pairs.map(([e]) => e * scale)), curveOf(pairs.map(([, t]) => t * scale))).value;
          const score = scoreAt(1);
          if (score !== null) expect(score >= 0 && score <= 1).toBe(true);
          expect(scoreAt(2 ** power)).toBe(score);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('changes little when both are logged half as often', () => {
    const validation = fallingLoss(200, { rise: 0.4, noise: 0.01 });
    const training = fallingLoss(200, { noise: 0.01, seed: 2 }).map((value) => value - 0.2);
    const half = (values: readonly number[]) => curveOf(values.filter((_, index) => index % 2 === 0));
    const whole = generalization(error(validation), curveOf(training)).value!;
    const sparse = generalization({ ...half(validation), ratios: true }, half(training)).value!;
    expect(Math.abs(whole - sparse)).toBeLessThan(0.03);
  });
});

describe('the training level of a validation step', () => {
  test('is the value of the same step where both are logged together', () => {
    expect([0, 1, 2].map((index) => trainingLevel(curveOf([3, 2, 1]), [1, 2, 3], index))).toEqual([3, 2, 1]);
  });

  test('is a median of the last values before it where training is logged more often', () => {
    // up to step 4, after step 1: values 9, 1, 2 -> 2
    expect(trainingLevel(curveOf([5, 9, 1, 2, 7]), [1, 4], 1)).toBe(2);
  });

  test('is the last one before when none is between, and the first when all come later', () => {
    expect(trainingLevel(curveOf([5, 4], [1, 2]), [2, 3, 4], 2)).toBe(4);
    expect(trainingLevel(curveOf([5, 4], [10, 20]), [0, 15], 0)).toBe(5);
  });
});
