import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { overtraining } from './overtraining.js';
import { curveOf } from './simulated.test.data.js';

const none = { bestStep: null, lastStep: null, epochsAtSteps: null, totalEpochs: null, hours: null };
/** 100 steps an epoch, the epoch logged at its end. */
const epochs = (count: number) => {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return curveOf(
    numbers,
    numbers.map((epoch) => epoch * 100),
  );
};

describe('overtraining', () => {
  test('counts epochs from 1: the best in the 13th of 20 wastes 7, and 7/20 of the hours', () => {
    expect(overtraining({ ...none, bestStep: 1300, lastStep: 2000, epochsAtSteps: epochs(20), hours: 10 })).toEqual({
      flag: true,
      best_epoch: 13,
      total_epochs: 20,
      wasted_epochs: 7,
      wasted_compute_hours: 3.5,
      unit: 'epochs',
    });
  });

  test.each([
    ['at 70 % it is not early: 14 of 20', 14, 20, false],
    ['just before it is: 13 of 20', 13, 20, true],
    ['10 epochs are too few: 2 of 10', 2, 10, false],
    ['11 are enough: 2 of 11', 2, 11, true],
  ])('%s', (_, best, total, flag) => {
    const input = { ...none, bestStep: best * 100, lastStep: total * 100, epochsAtSteps: epochs(total) };
    expect(overtraining(input).flag).toBe(flag);
  });

  test('a fractional epoch is the one it lies in', () => {
    const fractional = curveOf([0.5, 1, 2.25, 12], [1, 2, 3, 4]);
    const at = (bestStep: number) =>
      overtraining({ ...none, bestStep, lastStep: 4, epochsAtSteps: fractional }).best_epoch;
    expect([1, 2, 3, 4].map(at)).toEqual([1, 1, 3, 12]);
  });

  test('without logged epochs, the known total is shared out over the steps', () => {
    const result = overtraining({ ...none, bestStep: 500, lastStep: 2000, totalEpochs: 20 });
    expect(result).toMatchObject({ flag: true, best_epoch: 5, total_epochs: 20, wasted_epochs: 15, unit: 'epochs' });
  });

  test('without epochs at all, steps are counted', () => {
    const result = overtraining({ ...none, bestStep: 500, lastStep: 2000 });
    expect(result).toMatchObject({
      flag: true,
      best_epoch: 500,
      total_epochs: 2000,
      wasted_epochs: 1500,
      unit: 'steps',
    });
  });

  test('without a best, nothing is known', () => {
    expect(overtraining(none)).toMatchObject({ flag: false, best_epoch: null, wasted_epochs: null });
  });
});

describe('properties of overtraining', () => {
  const runs = fc
    .record({ total: fc.integer({ min: 1, max: 200 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map(({ total, share }) => ({ total, best: 1 + Math.floor(share * (total - 1)) }));
  const judged = (best: number, total: number, hours: number | null = 10) =>
    overtraining({ ...none, bestStep: best * 100, lastStep: total * 100, epochsAtSteps: epochs(total), hours });

  test('best and wasted epochs make up the whole, and wasted hours are that share of the hours', () => {
    fc.assert(
      fc.property(runs, ({ best, total }) => {
        const found = judged(best, total);
        expect(found.best_epoch! + found.wasted_epochs!).toBe(found.total_epochs);
        expect(found.wasted_compute_hours).toBeCloseTo((10 * (total - best)) / total, 9);
      }),
    );
  });

  test('a later best never wastes more, and is never flagged where an earlier one was not', () => {
    fc.assert(
      fc.property(runs, ({ best, total }) => {
        if (best === total) return;
        const [earlier, later] = [judged(best, total), judged(best + 1, total)];
        expect(later.wasted_epochs!).toBeLessThan(earlier.wasted_epochs!);
        expect(Number(later.flag)).toBeLessThanOrEqual(Number(earlier.flag));
      }),
    );
  });

  test('the flag needs more than 10 epochs and a best before 70 % of them', () => {
    fc.assert(
      fc.property(runs, ({ best, total }) => expect(judged(best, total).flag).toBe(total > 10 && best < 0.7 * total)),
    );
  });

  test('steps shared out evenly over the epochs give the epochs that were logged', () => {
    fc.assert(
      fc.property(runs, ({ best, total }) => {
        const unlogged = { ...none, bestStep: best * 100, lastStep: total * 100, totalEpochs: total, hours: 10 };
        expect(overtraining(unlogged)).toEqual(judged(best, total));
      }),
    );
  });
});
