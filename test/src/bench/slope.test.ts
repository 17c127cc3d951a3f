import { describe, expect, test } from '@jest/globals';
import { slope } from './slope.js';

describe('the slope of a line through points', () => {
  test('is exact for a line, and outliers do not move it', () => {
    const xs = Array.from({ length: 50 }, (_, index) => index);
    const ys = xs.map((x) => 3 + 2 * x);
    ys[10] = 1_000;
    ys[40] = -500;
    expect(slope(xs, ys)).toBeCloseTo(2, 9);
  });

  test('is 0 without two different x', () => {
    expect([slope([], []), slope([1], [5]), slope([2, 2], [1, 9])]).toEqual([0, 0, 0]);
  });

  test('of many points takes a draw of them', () => {
    const xs = Array.from({ length: 5_000 }, (_, index) => index / 10);
    expect(
      slope(
        xs,
        xs.map((x) => -x),
      ),
    ).toBeCloseTo(-1, 9);
  });
});
