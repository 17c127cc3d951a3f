import { expect, test } from '@jest/globals';
import { scoreLines, scoreText } from './scoreText';

test('a score is whole percent, a missing one a dash', () => {
  expect(scoreText({ value: 0.9091 })).toBe('91 %');
  expect(scoreText({ value: null })).toBe('–');
});

test('the tooltip has formula, what it rests on and why it is missing', () => {
  const lines = scoreLines({
    name: 'overfitting_score',
    value: null,
    count: 1,
    reason: 'fewer than two values on held-out data',
    isLowConfidence: true,
  });
  expect(lines[1]).toContain('GL / (GL + 0.05)');
  expect(lines.slice(2)).toEqual(['From 1 value: low confidence', 'fewer than two values on held-out data']);
});
