import { describe, expect, test } from '@jest/globals';
import { isLearning, parseRuns } from './curve-file.js';

describe('a file of finished runs', () => {
  test('is read with its task, and null, NaN and infinities of a diverged run', () => {
    const text = '[{"task": "a", "runs": [{"train": [1, null], "valid": [NaN, -Infinity], "test": [2,Infinity]}]}]';
    expect(parseRuns(text)).toEqual([{ task: 'a', train: [1, NaN], valid: [NaN, -Infinity], test: [2, Infinity] }]);
  });

  test('is refused when the curves of a run differ in length', () => {
    expect(() => parseRuns('[{"task": "a", "runs": [{"train": [1], "valid": [1, 2], "test": [1, 2]}]}]')).toThrow(
      /one length/,
    );
  });

  test.each([
    ['learns', [0.69, 0.5], true],
    ['never gets below .66', [0.69, 0.67], false],
    ['went above 2 once', [2.1, 0.5], false],
    ['diverged', [0.69, 0.5, NaN], false],
  ])('a run that %s', (_, valid, expected) => {
    expect(isLearning({ task: 'a', train: valid, valid, test: valid })).toBe(expected);
  });
});
