import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Curve } from './curve.js';
import { CAPACITY, ExtremeSample } from './extreme-sample.js';
import { computeSessionScores } from './session-scores.js';
import { curveOf, fallingLoss, uniformNumbers } from './simulated.test.data.js';

type Point = readonly [step: number, value: number, ordinal: number];

function sampleOf(points: readonly Point[]): ExtremeSample {
  const sample = new ExtremeSample();
  for (const [step, value, ordinal] of points) sample.push(step, value, ordinal);
  return sample;
}

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const uniform = uniformNumbers(seed);
  return items
    .map((item) => [uniform(), item] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, item]) => item);
}

const pairs = (curve: Curve) => Array.from(curve.steps, (step, index) => [step, curve.values[index]] as const);

describe('a sample within its capacity', () => {
  test('keeps every point, late ones in their place, and the newest of a step', () => {
    const sample = sampleOf([
      [3, 30, 1],
      [1, 10, 2],
      [2, Number.NaN, 3],
      [1, 11, 4],
      [3, 29, 0],
    ]);
    expect(sample.isExact).toBe(true);
    expect(sample.toCurve()).toEqual(curveOf([11, Number.NaN, 30], [1, 2, 3]));
    expect(sample.toCurve(2).steps).toEqual([1, 2]);
  });

  test('refuses a step that is not a number', () => {
    expect(() => new ExtremeSample().push(Number.NaN, 1, 1)).toThrow(RangeError);
  });
});

describe('a sample beyond its capacity', () => {
  const count = 20_000;
  const values = fallingLoss(count, { noise: 0.1 });
  const points = values.map((value, index): Point => [
    index,
    index === 7777 || index === 7778 ? Number.NaN : value,
    index,
  ]);
  const sample = sampleOf(points);

  test('stays bounded and keeps the first, last, lowest and highest values and the first NaN', () => {
    const curve = sample.toCurve();
    expect(curve.steps.length).toBeLessThanOrEqual(CAPACITY);
    const finite = points.map(([, value]) => value).filter(Number.isFinite);
    const kept = Array.from(curve.values).filter(Number.isFinite);
    expect(Math.min(...kept)).toBe(Math.min(...finite));
    expect(Math.max(...kept)).toBe(Math.max(...finite));
    expect(pairs(curve)).toEqual(
      expect.arrayContaining([
        [0, values[0]],
        [count - 1, values[count - 1]],
        [7777, Number.NaN],
      ]),
    );
    expect(Array.from(curve.steps)).not.toContain(7778);
  });

  test('holds for each bucket its lowest and highest value', () => {
    const { bucketWidth } = sample;
    const kept = new Map(pairs(sample.toCurve()));
    for (let start = 0; start < count; start += bucketWidth) {
      const bucket = points.slice(start, start + bucketWidth).filter(([, value]) => Number.isFinite(value));
      const lowest = bucket.reduce((best, point) => (point[1] < best[1] ? point : best));
      const highest = bucket.reduce((best, point) => (point[1] > best[1] ? point : best));
      expect([kept.get(lowest[0]), kept.get(highest[0])]).toEqual([lowest[1], highest[1]]);
    }
  });

  test('shows at an earlier step only points up to it', () => {
    const curve = sample.toCurve(5000);
    expect(curve.steps.length).toBeGreaterThan(100);
    expect(Math.max(...Array.from(curve.steps))).toBeLessThanOrEqual(5000);
  });

  test('takes steps of any size: milliseconds since 1970, thousandths of an epoch, negative ones', () => {
    for (const [start, width] of [
      [1.7e12, 1000],
      [0, 0.001],
      [-5000, 1],
      [0, 1e60],
    ] as const) {
      const curve = sampleOf(
        values.slice(0, 5000).map((value, index): Point => [start + index * width, value, index]),
      ).toCurve();
      expect(curve.steps.length).toBeGreaterThan(500);
      expect(curve.steps.length).toBeLessThanOrEqual(CAPACITY);
    }
  });
});

describe('the order of arrival', () => {
  test('changes nothing: late points, repeated steps, retries and rebuilds end in one sample', () => {
    const point = fc.tuple(
      fc.oneof(fc.integer({ min: 0, max: 6000 }), fc.double({ min: -50, max: 9000, noNaN: true })),
      fc.oneof(
        { weight: 20, arbitrary: fc.integer({ min: -5, max: 5 }) },
        { weight: 1, arbitrary: fc.constant(Number.NaN) },
      ),
    );
    fc.assert(
      fc.property(
        fc.array(point, { minLength: 10, maxLength: 900, size: 'max' }),
        fc.integer(),
        fc.boolean(),
        (drawn, seed, dense) => {
          const grid: Point[] = dense
            ? Array.from({ length: 3000 }, (_, index) => [index, (index * 7919) % 101, -1])
            : [];
          const points = [...grid, ...drawn.map(([step, value], index): Point => [step, value, index])];
          const inOrder = [...points].sort((a, b) => a[0] - b[0] || a[2] - b[2]);
          const expected = sampleOf(inOrder).toCurve();
          expect(sampleOf(shuffled(points, seed)).toCurve()).toEqual(expected);
          const twice = [...shuffled(points, seed + 1), ...points.slice(0, 50)];
          expect(sampleOf(twice).toCurve()).toEqual(expected);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('changes nothing either when points are pushed while the width still grows', () => {
    const points = Array.from({ length: 9000 }, (_, index): Point => [index * 3, Math.sin(index), index]);
    const expected = sampleOf(points).toCurve();
    for (const seed of [1, 2, 3]) expect(sampleOf(shuffled(points, seed)).toCurve()).toEqual(expected);
  });
});

describe('scores from a sample of 100,000 noisy points', () => {
  // Noise as a share of the drop of 2; the errors stated in docs/metrics.md.
  const scoresOf = (validation: Curve, training: Curve) =>
    computeSessionScores({
      objective: { metric: 'validation_loss', direction: 'minimize' },
      objectiveCurve: validation,
      validationLoss: null,
      trainingLoss: training,
      trainingLossKind: 'loss',
    });

  test.each([0.01, 0.1])('differ little from the scores of all points, noise %d', (noise) => {
    for (const rise of [0, 0.8]) {
      const validation = fallingLoss(100_000, { rise, noise });
      const training = fallingLoss(100_000, { noise, seed: 2 });
      const sampled = (values: readonly number[]) =>
        sampleOf(values.map((value, index): Point => [index + 1, value, index])).toCurve();
      const exact = scoresOf(curveOf(validation), curveOf(training));
      const estimate = scoresOf(sampled(validation), sampled(training));
      const error = (name: 'overfitting_score' | 'generalization_score' | 'convergence_rate' | 'stability_score') =>
        Math.abs(exact[name].value! - estimate[name].value!);
      expect(estimate.best).toEqual(exact.best);
      expect(error('overfitting_score')).toBe(0);
      expect(error('generalization_score')).toBeLessThan(0.03);
      expect(error('convergence_rate')).toBeLessThan(0.04);
      expect(error('stability_score')).toBeLessThan(0.05);
    }
  });
});
