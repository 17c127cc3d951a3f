import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketOf, reduceCurve, type Buckets } from './reduce-curve.js';

const points = fc.array(
  fc.record({
    x: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.constant(NaN)),
    y: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double()),
  }),
);

/** The definition, without care for speed. */
function expected(all: { x: number; y: number }[], buckets: Buckets): number[] {
  const kept = new Set<number>();
  for (let bucket = 0; bucket < buckets.count; bucket++) {
    const inside = all
      .map((point, index) => ({ ...point, index }))
      .filter(({ x }) => !Number.isNaN(x) && bucketOf(buckets, x) === bucket)
      .sort((a, b) => a.x - b.x || a.index - b.index);
    if (inside.length === 0) continue;
    const finite = inside.filter(({ y }) => Number.isFinite(y));
    const lowest = Math.min(...finite.map(({ y }) => y));
    const highest = Math.max(...finite.map(({ y }) => y));
    for (const found of [
      inside[0],
      inside.at(-1),
      finite.find(({ y }) => y === lowest),
      finite.find(({ y }) => y === highest),
      inside.find(({ y }) => !Number.isFinite(y)),
    ]) {
      if (found) kept.add(found.index);
    }
  }
  return [...kept].sort((a, b) => all[a]!.x - all[b]!.x || a - b);
}

describe('reduceCurve', () => {
  it('keeps first, minimum, maximum, last and the first non-finite value of each bucket, in order of the axis', () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 8 }), (all, count) => {
        const buckets = { from: 0, to: 50, count };
        const kept = reduceCurve(
          Float64Array.from(all, ({ x }) => x),
          Float64Array.from(all, ({ y }) => y),
          buckets,
        );
        expect(Array.from(kept)).toEqual(expected(all, buckets));
      }),
      { numRuns: 500 },
    );
  });

  it('puts all points into one bucket where they share one place', () => {
    const kept = reduceCurve(Float64Array.of(3, 3, 3, 3, 3), Float64Array.of(1, 9, 2, 0, 1), {
      from: 3,
      to: 3,
      count: 10,
    });
    expect(Array.from(kept)).toEqual([0, 1, 3, 4]);
  });

  it('answers nothing to nothing', () => {
    expect(reduceCurve(new Float64Array(0), new Float64Array(0), { from: 0, to: 1, count: 3 })).toHaveLength(0);
  });
});
