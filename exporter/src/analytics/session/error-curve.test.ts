import { describe, expect, test } from '@jest/globals';
import { isAccuracy, isHeldOut, isLoss, toErrorCurve } from './error-curve.js';
import { curveOf } from './simulated.test.data.js';

describe('turning a metric into an error', () => {
  test.each([
    ['a loss stays', 'validation_loss', 'minimize', [2, 1], [2, 1], true],
    ['a loss that reached 0 has no ratios', 'validation_loss', 'minimize', [2, 0], [2, 0], false],
    [
      'an accuracy is turned into the share of errors',
      'validation_accuracy',
      'maximize',
      [0.25, 0.75],
      [0.75, 0.25],
      true,
    ],
    ['a perfect accuracy has no ratios', 'eval/acc', 'maximize', [0.5, 1], [0.5, 0], false],
    ['an accuracy in percent is negated', 'validation_accuracy', 'maximize', [50, 75], [-50, -75], false],
    [
      'a reward is negated, and has no ratios even when negative',
      'reward',
      'maximize',
      [-200, -100],
      [200, 100],
      false,
    ],
  ] as const)('%s', (_, metric, direction, values, expected, ratios) => {
    const error = toErrorCurve(curveOf(values), { metric, direction });
    expect([...Array.from(error.values)]).toEqual(expected);
    expect(error.ratios).toBe(ratios);
  });

  test('NaN stays NaN and is no reason to give up ratios', () => {
    const error = toErrorCurve(curveOf([0.5, Number.NaN]), { metric: 'val_accuracy', direction: 'maximize' });
    expect(Array.from(error.values)).toEqual([0.5, Number.NaN]);
    expect(error.ratios).toBe(true);
  });
});

describe('what a name says', () => {
  test.each(['validation_loss', 'val_loss', 'eval/loss', 'eval_reward', 'test_accuracy', 'held_out_score'])(
    '%s is held out of training',
    (metric) => expect(isHeldOut(metric)).toBe(true),
  );
  test.each(['reward', 'training_loss', 'loss', 'evaluations', 'latest_score', 'value'])('%s is not', (metric) =>
    expect(isHeldOut(metric)).toBe(false),
  );
  test('accuracies and losses are told by whole words', () => {
    expect(['accuracy', 'val_acc', 'eval/accuracy'].every(isAccuracy)).toBe(true);
    expect(['acceleration', 'accumulated_reward'].some(isAccuracy)).toBe(false);
    expect(isLoss('eval/loss') && !isLoss('reward')).toBe(true);
  });
});
