import { describe, expect, test } from '@jest/globals';
import { ScoreCurves } from './score-curves.js';

const objective = { metric: 'validation_loss', direction: 'minimize' } as const;

describe('curves of a session', () => {
  test('a later attempt replaces what an earlier one logged from its first step on, the abandoned tail included', () => {
    const curves = new ScoreCurves(objective);
    for (const step of [1, 2, 3, 4, 5]) curves.add('training_loss', 1, step, step);
    for (const step of [3, 4]) curves.add('training_loss', 2, step, step * 10);
    const { steps, values } = curves.curve('training_loss')!;
    expect(Array.from(steps)).toEqual([1, 2, 3, 4]);
    expect(Array.from(values)).toEqual([1, 2, 30, 40]);
  });

  test('are found under the names that frameworks use', () => {
    const curves = new ScoreCurves(objective);
    curves.add('eval_loss', 1, 1, 0.5);
    expect(curves.wants('eval_loss')).toBe(true);
    expect(Array.from(curves.curve('validation_loss')!.values)).toEqual([0.5]);
    expect(curves.curve('training_loss')).toBeNull();
  });

  test.each([
    ['whole epochs from 0', [0, 1, 2], [1, 2, 3]],
    ['whole epochs from 1', [1, 2, 3], [1, 2, 3]],
    ['fractional epochs', [0, 0.5, 1], [0, 0.5, 1]],
  ])('%s are counted from 1', (_name, logged, counted) => {
    const curves = new ScoreCurves(objective);
    logged.forEach((epoch, step) => curves.addEpoch(1, step, epoch));
    expect(Array.from(curves.epochs()!.values)).toEqual(counted);
  });

  test('an epoch is kept once, at its first step', () => {
    const curves = new ScoreCurves(objective);
    for (let step = 0; step < 10; step++) curves.addEpoch(1, step, step < 5 ? 1 : 2);
    expect(Array.from(curves.epochs()!.steps)).toEqual([0, 5]);
  });
});
