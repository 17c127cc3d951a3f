import { describe, expect, it } from '@jest/globals';
import { Histogram } from './histogram.js';

describe('a histogram', () => {
  it('counts a value in the first bucket whose bound it does not pass', () => {
    const histogram = new Histogram([1, 2, 5]);
    for (const value of [0, 1, 1.5, 2, 5, 5.1, 100]) histogram.observe(value);
    expect(histogram.counts()).toEqual({ bounds: [1, 2, 5], counts: [2, 2, 1, 2], sum: 114.6 });
  });

  it('gives counts that do not change afterwards', () => {
    const histogram = new Histogram([1]);
    const before = histogram.counts();
    histogram.observe(0.5);
    expect(before.counts).toEqual([0, 0]);
    expect(histogram.counts().counts).toEqual([1, 0]);
  });
});
