import { describe, expect, test } from '@jest/globals';
import { calculate } from './formula.js';

const one = (session: string, value: number) => ({ labels: { session }, value });
const vectors = new Map([
  ['A', [one('x', 6), one('y', -2)]],
  ['B', [one('x', 3), one('z', 1)]],
  ['C', [one('y', 4)]],
  ['D', [one('x', 9)]],
  ['N', null],
]);

describe('a formula over vectors', () => {
  test.each([
    ['${A} / ${B}', [one('x', 2)]],
    ['(${A} - 1.5 * abs(${A})) * (${A} > 1)', [one('x', -3), one('y', -0)]],
    ['1 - ${A} == 3', [one('x', 0), one('y', 1)]],
    ['${A} * ${N}', null],
    // As Grafana does: two sessions become a value of none.
    ['${C} + ${D}', [{ labels: {}, value: 13 }]],
  ])('%s', (expression, value) => expect(calculate(expression, vectors)).toEqual(value));

  test.each(['${A} +', '${X}', '1 + 2', '(${A}', '${A} % 2'])('%s is refused', (expression) => {
    expect(() => calculate(expression, vectors)).toThrow();
  });
});
