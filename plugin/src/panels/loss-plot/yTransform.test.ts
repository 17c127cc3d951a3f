import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { csvFrame, curveFrame, runFrames } from './fixtures';
import { buildModel } from './model';
import { bestIndex, overfittingScore } from './overfitting';
import { appliesTo, isLoss, transformColumn, transformValue, type YTransform } from './yTransform';

test.each<[YTransform, value: number, first: number, expected: number]>([
  ['none', 3, 4, 3],
  ['perplexity', 0, 4, 1],
  ['perplexity', Math.log(20), 4, 20],
  ['bits_per_token', Math.LN2, 4, 1],
  ['change', 3, 4, -1],
  ['percent_change', 3, 4, -0.25],
  ['percent_change', -3, -4, 0.25],
  ['perplexity', Infinity, 4, Infinity],
])('%s of %p after %p is %p', (transform, value, first, expected) =>
  expect(transformValue(transform, value, first)).toBeCloseTo(expected, 12),
);

test('percent of a first value of 0 does not exist, and NaN stays NaN', () =>
  expect([transformValue('percent_change', 3, 0), transformValue('perplexity', NaN, 4)]).toEqual([NaN, NaN]));

test.each([
  ['training_loss', true],
  ['eval/loss', true],
  ['val_nll', true],
  ['loss', true],
  ['cross_entropy', true],
  ['accuracy', false],
  ['glossary_size', false],
  ['learning_rate', false],
])('%s is a loss: %p', (metric, expected) => expect(isLoss(metric)).toBe(expected));

test('changes are told of every metric, perplexity of losses only', () => {
  expect(appliesTo('change', 'accuracy')).toBe(true);
  expect(appliesTo('perplexity', 'accuracy')).toBe(false);
});

test('no transform is the very same column, and a transform is made once', () => {
  const y = Float64Array.from([2, 1]);
  expect(transformColumn('none', y, 2)).toBe(y);
  expect(transformColumn('change', y, 2)).toBe(transformColumn('change', y, 2));
  expect([...transformColumn('change', y, 1)]).toEqual([1, 0]);
});

test('what is off every scale becomes a break', () =>
  expect([...transformColumn('perplexity', Float64Array.from([0, 1_000]), 0)]).toEqual([1, NaN]));

test('all transforms keep the order of values', () =>
  fc.assert(
    fc.property(
      fc.constantFrom<YTransform>('perplexity', 'bits_per_token', 'change', 'percent_change'),
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: -20, max: 20, noNaN: true }),
      fc.double({ min: 0.1, max: 20, noNaN: true }),
      (transform, a, b, first) =>
        a <= b ? transformValue(transform, a, first) <= transformValue(transform, b, first) : true,
    ),
  ));

describe('a plot of perplexity', () => {
  const frames = [...runFrames(), curveFrame({ metric: 'accuracy', steps: [1, 2], values: [0.5, 0.6] })];
  const model = buildModel(frames, 'auto', /rate|norm/, { transform: 'perplexity' });
  const of = (metric: string) => [...model.curves, ...model.strips].find((curve) => curve.metric === metric)!;
  test('transforms losses', () => {
    const { y, logged } = of('validation_loss');
    expect(y[3]).toBeCloseTo(Math.exp(logged[3]!), 12);
  });
  test('leaves other metrics and strips as they are, and says so', () => {
    expect(of('accuracy').transform).toBe('none');
    expect(of('learning_rate').transform).toBe('none');
    expect(model.notices).toEqual(['Perplexity is of losses only: accuracy as logged']);
  });
  test('judges overfitting by the values as logged', () => {
    const plain = buildModel(frames, 'auto', /rate|norm/).curves.find(({ metric }) => metric === 'validation_loss')!;
    expect(overfittingScore(of('validation_loss'))).toBe(overfittingScore(plain));
    expect(bestIndex(of('validation_loss'))).toBe(bestIndex(plain));
  });
  test('drops a unit and limits that are about losses', () => {
    const frame = csvFrame();
    frame.fields[1]!.config = { unit: 'kbytes', min: 0, max: 3, decimals: 1 };
    const [curve] = buildModel([frame], 'auto', null, { transform: 'perplexity' }).curves;
    expect(curve?.format.config).toEqual({ unit: 'none' });
  });
});
