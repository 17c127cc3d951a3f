import { describe, expect, test } from '@jest/globals';
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
