import { describe, expect, test } from '@jest/globals';
import { median, medianSpread, runningMedian } from './robust-statistics.js';

describe('robust statistics', () => {
  test('median of an odd and an even number of values, and of none', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 10])).toBe(3);
    expect(median([])).toBeNaN();
  });

  test('the spread is the median distance from the median', () => {
    // median 3; distances 2, 1, 0, 1, 97; their median 1
    expect(medianSpread([1, 2, 3, 4, 100])).toEqual({ centre: 3, deviation: 1 });
  });

  test('the running median keeps both ends and drops single outliers', () => {
    expect([...runningMedian([9, 1, 5, 100, 6, 7], 3)]).toEqual([9, 5, 5, 6, 7, 7]);
    // window 5: index 1 and 4 have room for 3 values only
    expect([...runningMedian([9, 1, 5, 100, 6, 7], 5)]).toEqual([9, 5, 6, 6, 7, 7]);
    expect([...runningMedian([1, Number.POSITIVE_INFINITY, 2], 3)]).toEqual([1, 2, 2]);
  });

  test('a straight line comes out unchanged', () => {
    expect([...runningMedian([1, 2, 3, 4, 5, 6], 5)]).toEqual([1, 2, 3, 4, 5, 6]);
  });
});
