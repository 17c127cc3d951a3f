import { describe, expect, test } from '@jest/globals';
import { Pace } from './pace.js';

const paceOf = (logs: readonly (readonly [milliseconds: number, step: number])[]) => {
  const pace = new Pace();
  for (const [milliseconds, step] of logs) pace.add(milliseconds, step);
  return pace;
};

describe('pace', () => {
  test('is unknown before two logs', () => {
    expect(paceOf([[0, 1]]).stepSeconds).toBeNull();
  });

  test('is the median, so that one evaluation pause does not count', () => {
    const pace = paceOf([
      [0, 0],
      [1_000, 10],
      [2_000, 20],
      [600_000, 30],
      [601_000, 40],
    ]);
    expect(pace.stepSeconds).toBeCloseTo(0.1, 12);
    expect(pace.logSeconds).toBeCloseTo(1, 12);
  });

  test('looks at recent logs only', () => {
    const logs: [number, number][] = [];
    for (let step = 0; step < 100; step++) logs.push([step * 1_000, step]);
    for (let step = 100; step < 300; step++) logs.push([100_000 + (step - 100) * 50, step]);
    expect(paceOf(logs).stepSeconds).toBeCloseTo(0.05, 12);
  });

  test('a repeated or late step says nothing', () => {
    expect(
      paceOf([
        [0, 0],
        [1_000, 1],
        [1_500, 1],
        [1_600, 0],
        [2_000, 2],
      ]).stepSeconds,
    ).toBeCloseTo(1, 12);
  });
});

test('steps that share a millisecond have the mean pace, or none', () => {
  expect(
    paceOf([
      [0, 0],
      [0, 1],
      [0, 2],
      [3, 3],
    ]).stepSeconds,
  ).toBeCloseTo(0.001, 12);
  expect(
    paceOf([
      [5, 1],
      [5, 2],
    ]).stepSeconds,
  ).toBeNull();
});
