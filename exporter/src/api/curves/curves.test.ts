import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '@shadower-training/contract';
import fc from 'fast-check';
import { attemptLimits } from './attempt-limits.js';
import { inOrder, newestOfEach, type Points } from './points.js';
import { thin } from './thin.js';

const value = fc.oneof(
  { weight: 20, arbitrary: fc.double({ noNaN: true, min: -1e6, max: 1e6 }) },
  fc.constantFrom(NaN, Infinity, -Infinity),
);
const curve = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 500 }), value), { maxLength: 400 })
  .map((pairs): Points =>
    inOrder({ x: pairs.map(([x]) => x), y: pairs.map(([, y]) => y), time: pairs.map((_, index) => index) }),
  );

describe('curves', () => {
  it('are thinned to a maximum that keeps both ends, both extremes and a non-finite value', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 10, max: 100 }), (points, maximum) => {
        const kept = thin(points, maximum);
        expect(kept.x.length).toBeLessThanOrEqual(Math.max(maximum, 0));
        if (points.x.length === 0) return;
        const finite = points.y.filter(Number.isFinite);
        expect([kept.x[0], kept.x.at(-1)]).toEqual([points.x[0], points.x.at(-1)]);
        if (finite.length > 0) {
          expect(Math.min(...kept.y.filter(Number.isFinite))).toBe(Math.min(...finite));
          expect(Math.max(...kept.y.filter(Number.isFinite))).toBe(Math.max(...finite));
        }
        expect(kept.y.some((y) => !Number.isFinite(y))).toBe(finite.length < points.y.length);
        expect([...kept.x]).toEqual([...kept.x].sort((left, right) => left - right));
      }),
    );
  });

  it('ascend, leave out what has no x, and keep the order of arrival among equals', () => {
    const ordered = inOrder({ x: [3, NaN, 1, 3], y: [1, 2, 3, 4], time: [0, 1, 2, 3] });
    expect(ordered).toEqual({ x: [1, 3, 3], y: [3, 1, 4], time: [2, 0, 3] });
    expect(newestOfEach(ordered)).toEqual({ x: [1, 3], y: [3, 4], time: [2, 3] });
  });

  it('end where any later attempt begins', () => {
    const attempt = (number: number, first_step: number | null, last_step: number | null): Attempt => ({
      attempt: number,
      started_at: '',
      ended_at: null,
      first_step,
      last_step,
      active_hours: 0,
    });
    const below = (...attempts: Attempt[]): number[] => attemptLimits(attempts).map((limit) => limit.below);
    expect(below(attempt(1, 0, 9), attempt(2, 5, 12))).toEqual([5, Infinity]);
    expect(below(attempt(1, 0, 4), attempt(2, 5, 12))).toEqual([Infinity, Infinity]);
    expect(below(attempt(1, 0, 9), attempt(2, 8, 20), attempt(3, 3, 4))).toEqual([3, 3, Infinity]);
    expect(below(attempt(1, 0, 9), attempt(2, null, null))).toEqual([Infinity, Infinity]);
  });
});
