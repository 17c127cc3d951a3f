import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { epochAt, findBest } from './best.js';
import { toErrorCurve } from './error-curve.js';
import { curveOf } from './simulated.test.data.js';

const bestOf = (values: readonly number[], direction: 'minimize' | 'maximize') => {
  const curve = curveOf(values);
  return findBest('score', curve, toErrorCurve(curve, { metric: 'score', direction }), curveOf([1, 2], [2, 4]));
};

describe('the best of a session', () => {
  test('follows the direction, skips NaN and infinities, and takes the earliest of equals', () => {
    const values = [3, Number.NaN, 1, 5, 1, 5, Number.POSITIVE_INFINITY];
    expect(bestOf(values, 'minimize')).toEqual({ step: 3, value: 1, epoch: 1, metric: 'score' });
    expect(bestOf(values, 'maximize')).toEqual({ step: 4, value: 5, epoch: 2, metric: 'score' });
    expect(bestOf([Number.NaN], 'minimize')).toBeNull();
  });

  test('has the epoch last logged at or before its step', () => {
    expect(epochAt(curveOf([1, Number.NaN, 2], [2, 3, 4]), 3)).toBe(1);
    expect(epochAt(curveOf([1], [2]), 1)).toBeNull();
  });
});

describe('properties of the best', () => {
  const values = fc.array(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(NaN, Infinity, -Infinity)), {
    maxLength: 60,
  });
  const direction = fc.constantFrom('minimize' as const, 'maximize' as const);

  test('nothing finite is better, and nothing as good came earlier', () => {
    fc.assert(
      fc.property(values, direction, (values, direction) => {
        const best = bestOf(values, direction);
        const sign = direction === 'minimize' ? 1 : -1;
        const finite = values.filter(Number.isFinite);
        if (best === null) return finite.length === 0;
        const earlier = values.slice(0, best.step - 1).filter(Number.isFinite);
        return (
          Object.is(values[best.step - 1], best.value) &&
          finite.every((value) => sign * value >= sign * best.value) &&
          earlier.every((value) => sign * value > sign * best.value)
        );
      }),
    );
  });

  test('what comes later moves it only by being better', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: -60, max: 60 }), direction, (values, next, direction) => {
        const [before, after] = [bestOf(values, direction), bestOf([...values, next], direction)];
        const isBetter = before === null || (direction === 'minimize' ? next < before.value : next > before.value);
        expect(after?.step).toBe(isBetter ? values.length + 1 : before.step);
      }),
    );
  });

  test('the direction turned around with the values changes nothing but the sign', () => {
    fc.assert(
      fc.property(values, (values) => {
        const [lowest, highest] = [
          bestOf(values, 'minimize'),
          bestOf(
            values.map((value) => -value),
            'maximize',
          ),
        ];
        expect(highest?.step).toBe(lowest?.step);
      }),
    );
  });
});
