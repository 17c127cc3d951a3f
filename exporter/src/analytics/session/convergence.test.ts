import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { convergence } from './convergence.js';
import { curveOf, fallingLoss } from './simulated.test.data.js';

const error = (values: readonly number[], steps?: readonly number[]) => ({ ...curveOf(values, steps), ratios: true });
const rate = (values: readonly number[], steps?: readonly number[]) => convergence(error(values, steps)).rate.value;

describe('the convergence rate', () => {
  test.each([
    // s = running median of 3, ends kept; share to go = (s - 1) / 4; 1 - trapezoid area / span
    ['a straight line: shares 1 .75 .5 .25 0, area 2 of 4', [5, 4, 3, 2, 1], undefined, 0.5],
    ['an early drop: s 5 1 1 1 1, area .5 of 4', [5, 1, 1, 1, 1], undefined, 1 - 0.5 / 4],
    ['a late drop: s 5 5 5 5 1, area 3.5 of 4', [5, 5, 5, 5, 1], undefined, 1 - 3.5 / 4],
    [
      'a dip of one value is smoothed away: s 5 4 2 2 1, shares 1 .75 .25 .25 0, area 1.75',
      [5, 0, 4, 2, 1],
      undefined,
      1 - 1.75 / 4,
    ],
    ['time counts, not points: shares 1 .5 0 over 1 + 9 steps, area .75 + 2.25', [5, 3, 1], [0, 1, 10], 0.7],
    [
      'worse than the start counts as all to go: s 5 5 3 1, shares 1 1 .5 0, area 2 of 3',
      [5, 9, 3, 1],
      undefined,
      1 - 2 / 3,
    ],
  ])('%s', (_, values, steps, expected) => {
    expect(rate(values, steps)).toBeCloseTo(expected, 9);
  });

  test('is 0 without a drop, and null under two values', () => {
    for (const values of [
      [1, 1, 1, 1],
      [1, 2, 3],
    ]) {
      expect(convergence(error(values))).toMatchObject({
        rate: { value: 0, reason: 'did not learn' },
        step: null,
        achieved: false,
      });
    }
    expect(rate([1])).toBeNull();
    expect(convergence(error([Number.NaN, Number.NaN])).rate.reason).toBe('diverged at step 1');
  });

  test('steps after a divergence have all of the drop still to go', () => {
    // s 5 1 1 NaN.. -> shares 1 0 0 1 1: areas .5 0 .5 1 of 4
    expect(rate([5, 1, 1, Number.NaN, Number.NaN])).toBeCloseTo(1 - 2 / 4, 9);
  });

  test('lies in 0..1 and does not change with unit or offset', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: -10, max: 10 }),
        fc.integer({ min: -1000, max: 1000 }),
        (losses, power, offset) => {
          const value = rate(losses)!;
          expect(value >= 0 && value <= 1).toBe(true);
          expect(rate(losses.map((loss) => (loss + offset) * 2 ** power))).toBeCloseTo(value, 9);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('changes little when logged half as often', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const values = fallingLoss(300, { noise: 0.02, seed });
        const steps = values.map((_, index) => index);
        const even = (_: number, index: number) => index % 2 === 0;
        expect(Math.abs(rate(values, steps)! - rate(values.filter(even), steps.filter(even))!)).toBeLessThan(0.02);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the end of the drop', () => {
  test('its step is the first with 90 % done', () => {
    // shares done: 0 .5 .9 .95 1 1
    expect(convergence(error([10, 5, 1, 0.5, 0, 0])).step).toBe(3);
  });

  test.each([
    ['a flat last fifth has converged', [5, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1], true],
    ['a run still falling has not', [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], false],
    ['a run that got worse after its best has', [5, 3, 2, 1, 1, 1, 1, 2, 2, 2, 2], true],
    ['four values are too few to say', [5, 1, 1, 1], false],
    ['a run that diverged has not', [5, 3, 2, 1, 1, 1, 1, 1, 1, 1, Number.NaN], false],
  ])('%s', (_, values, achieved) => {
    expect(convergence(error(values)).achieved).toBe(achieved);
  });
});
