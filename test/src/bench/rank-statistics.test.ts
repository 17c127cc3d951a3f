import { describe, expect, test } from '@jest/globals';
import { areaUnderRoc, precisionRecall, ranks, spearman } from './rank-statistics.js';

describe('rank statistics', () => {
  test('ties share the mean of their ranks', () => {
    expect(ranks([10, 20, 20, 5])).toEqual([2, 3.5, 3.5, 1]);
    expect(ranks([7, 7, 7])).toEqual([2, 2, 2]);
    expect(ranks([])).toEqual([]);
  });

  test.each([
    // pairs of a positive and a negative: right ones + half the ties, of all
    ['all right', [1, 2, 3, 4], [false, false, true, true], 1],
    ['all wrong', [4, 3, 2, 1], [false, false, true, true], 0],
    ['3 of 4 pairs', [1, 3, 2, 4], [false, false, true, true], 0.75],
    ['ties count half: (1 + .5 + .5 + 0) / 4', [1, 2, 2, 1], [false, false, true, true], 0.5],
    ['one tie: (1 + 1 + .5 + 1) / 4', [1, 2, 2, 3], [false, false, true, true], 0.875],
  ])('area under ROC, %s', (_, scores, positive, expected) => {
    expect(areaUnderRoc(scores, positive)).toBeCloseTo(expected, 12);
  });

  test('area under ROC needs both kinds', () => {
    expect(areaUnderRoc([1, 2], [true, true])).toBeNaN();
  });

  test.each([
    ['rising', [1, 2, 3], [10, 20, 1000], 1],
    ['falling', [1, 2, 3], [3, 2, 1], -1],
    // ranks 1 2 3 4 and 2 1 4 3: 1 - 6 * 4 / (4 * 15) = .6
    ['two swaps', [1, 2, 3, 4], [2, 1, 4, 3], 0.6],
    // ranks 1 2.5 2.5 4 (deviations -1.5 0 0 1.5) and 1 2 3 4 (-1.5 -.5 .5 1.5): 4.5 / sqrt(4.5 * 5)
    ['a tie', [1, 2, 2, 3], [1, 2, 3, 4], 4.5 / Math.sqrt(22.5)],
  ])('Spearman, %s', (_, left, right, expected) => {
    expect(spearman(left, right)).toBeCloseTo(expected, 12);
  });

  test('Spearman of a constant is not a number', () => {
    expect(spearman([1, 1], [1, 2])).toBeNaN();
  });

  test('precision and recall', () => {
    expect(precisionRecall([true, true, false, false], [true, false, true, true])).toEqual({
      precision: 1 / 2,
      recall: 1 / 3,
    });
  });
});
