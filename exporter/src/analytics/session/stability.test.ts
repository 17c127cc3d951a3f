import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stability } from './stability.js';
import { curveOf, fallingLoss } from './simulated.test.data.js';

const error = (values: readonly number[]) => ({ ...curveOf(values), ratios: true });
const value = (values: readonly number[]) => stability(error(values)).value;

describe('the stability score', () => {
  test('of smooth curves is 1: a constant, a straight line, a bend', () => {
    expect(value([1, 1, 1, 1, 1, 1])).toBe(1);
    expect(value([6, 5, 4, 3, 2, 1])).toBe(1);
    expect(value(fallingLoss(50, { rise: 0.5 }))).toBe(1);
  });

  test('of a noisy curve, by hand', () => {
    // E          10  8  9  6  7  4  5  2
    // median 5   10  9  8  7  6  5  4  2   (3 values at the second and the last but one)
    // residual    0 -1  1 -1  1 -1  1  0   median 0, distances 0 0 1 1 1 1 1 1 -> MAD 1
    // drop 10 - 2 = 8; nu = 1.4826 / 8 = .185325; no residual beyond 6
    expect(value([10, 8, 9, 6, 7, 4, 5, 2])).toBeCloseTo(1 / (1 + 0.185325 / 0.05), 9);
  });

  test('loses three times the share of spikes', () => {
    // A straight line 20, 19, ... 1 with the 11th value 10 too high: 14 13 12 11 20 9 8 7 6 around it.
    // Medians of 5 at 12 11 20 9 8: 13 12 11 9 8; residuals -1 -1 9 0 0; all others 0, so the deviation is 0
    // and a spike is more than 1 % of the drop of 19: the value itself and the two whose medians it moved, 3 of 20.
    const line = Array.from({ length: 20 }, (_, index) => 20 - index + (index === 10 ? 10 : 0));
    expect(value(line)).toBeCloseTo(1 - (3 * 3) / 20, 9);
  });

  test('of a curve that met NaN or an infinity is 0, with the step', () => {
    expect(stability(error([2, 1, Number.NaN, 1]))).toMatchObject({ value: 0, reason: 'diverged at step 3' });
    expect(stability(error([Number.POSITIVE_INFINITY, 1, 1]))).toMatchObject({
      value: 0,
      reason: 'diverged at step 1',
    });
    expect(stability(error([2, 1, 1, 1]), 2)).toMatchObject({ value: 0, reason: 'diverged at step 2' });
  });

  test('is null under two values', () => {
    expect(stability(error([1]))).toMatchObject({ value: null, n: 1, low_confidence: true });
  });

  test('of a curve that never improved compares its noise with its range', () => {
    expect(value([1, 2, 3, 4, 5, 6])).toBe(1);
    expect(value([1, 3, 2, 4, 3, 5, 4, 6])).toBeLessThan(0.5);
  });

  test('lies in 0..1 and does not change with unit or offset', () => {
    const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(
        values,
        fc.integer({ min: -10, max: 10 }),
        fc.integer({ min: -1000, max: 1000 }),
        (losses, power, offset) => {
          const score = value(losses)!;
          expect(score >= 0 && score <= 1).toBe(true);
          expect(value(losses.map((loss) => (loss + offset) * 2 ** power))).toBe(score);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('falls with injected noise: always in the mean, nearly always in each run', () => {
    const levels = [0, 0.01, 0.05, 0.2, 1];
    const scoresOf = (seed: number) => levels.map((noise) => value(fallingLoss(200, { noise, seed }))!);
    const runs = Array.from({ length: 50 }, (_, seed) => scoresOf(seed));
    const means = levels.map((_, level) => runs.reduce((sum, scores) => sum + scores[level]!, 0) / runs.length);
    means.slice(1).forEach((mean, level) => expect(mean).toBeLessThan(means[level]! - 0.05));
    // The spikes of 200 values are few: their share is itself noisy.
    const risen = runs.flatMap((scores) => scores.slice(1).filter((score, level) => score > scores[level]!));
    expect(risen.length).toBeLessThanOrEqual(2);
  });

  test('changes little when logged half as often', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const values = fallingLoss(600, { noise: 0.05, seed });
        expect(Math.abs(value(values)! - value(values.filter((_, index) => index % 2 === 0))!)).toBeLessThan(0.12);
      }),
      { numRuns: 30 },
    );
  });
});
