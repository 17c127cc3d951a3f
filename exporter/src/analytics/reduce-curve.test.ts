import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { gridOf, partOf, type Grid } from './grid.js';
import { reduceCurve } from './reduce-curve.js';

const points = fc.array(
  fc.record({
    x: fc.oneof(fc.integer({ min: -20, max: 50 }), fc.constant(NaN)),
    y: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.double()),
  }),
);
type Points = { x: number; y: number }[];
const width = fc.constantFrom(0.75, 1, 7, 10, 28, 640);
const xOf = (all: Points): Float64Array => Float64Array.from(all, ({ x }) => x);
const yOf = (all: Points): Float64Array => Float64Array.from(all, ({ y }) => y);

/** The definition, without care for speed. */
function expected(all: Points, grid: Grid): number[] {
  const kept = new Set<number>();
  const parts = new Set(all.filter(({ x }) => !Number.isNaN(x)).map(({ x }) => partOf(grid, x)));
  for (const part of parts) {
    const inside = all
      .map((point, index) => ({ ...point, index }))
      .filter(({ x }) => !Number.isNaN(x) && partOf(grid, x) === part)
      .sort((a, b) => a.x - b.x || a.index - b.index);
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
      fc.property(points, width, (all, width) => {
        expect(Array.from(reduceCurve(xOf(all), yOf(all), { width }))).toEqual(expected(all, { width }));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps of reduced pieces what it keeps of the whole', () => {
    fc.assert(
      fc.property(fc.array(points, { maxLength: 4 }), width, (pieces, width) => {
        const reduced = (all: Points): Points =>
          Array.from(reduceCurve(xOf(all), yOf(all), { width }), (index) => all[index]!);
        expect(reduced(pieces.flatMap(reduced))).toEqual(reduced(pieces.flat()));
      }),
      { numRuns: 500 },
    );
  });

  it('puts all points into one bucket where they share one place', () => {
    const x = Float64Array.of(3, 3, 3, 3, 3);
    const kept = reduceCurve(x, Float32Array.of(1, 9, 2, 0, 1), gridOf(3, 3, 10));
    expect(Array.from(kept)).toEqual([0, 1, 3, 4]);
  });

  it('answers nothing to nothing', () => {
    expect(reduceCurve(new Float64Array(0), new Float64Array(0), { width: 1 })).toHaveLength(0);
  });
});

describe('a grid', () => {
  const place = fc.oneof(
    fc.integer({ min: 0, max: 1e9 }),
    fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );

  it('is touched in at most the parts asked for, and not in far fewer', () => {
    fc.assert(
      fc.property(place, place, fc.integer({ min: 2, max: 500 }), (a, b, parts) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const grid = gridOf(from, to, parts);
        const touched = partOf(grid, to) - partOf(grid, from) + 1;
        expect(touched).toBeLessThanOrEqual(parts);
        // Where the extent is no rounding error of its place.
        if (to - from > 1e-6 * Math.max(Math.abs(from), Math.abs(to)) && to - from < 1e300 && to - from > 1e-290)
          expect(touched).toBeGreaterThanOrEqual(Math.floor((parts - 1) / 1.25) - 1);
      }),
      { numRuns: 2_000 },
    );
  });

  it('has parts without gaps and overlaps', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e9 }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 2, max: 300 }),
        (from, extent, parts) => {
          const grid = gridOf(from, from + extent, parts);
          for (const place of [from, from + extent, from + extent / 3, (partOf(grid, from) + 1) * grid.width]) {
            const part = partOf(grid, place);
            expect(part * grid.width).toBeLessThanOrEqual(place);
            expect((part + 1) * grid.width).toBeGreaterThan(place);
          }
        },
      ),
    );
  });

  it('keeps its edges while a curve grows, up to the next width', () => {
    const widths = Array.from({ length: 1_000 }, (_, step) => gridOf(0, 1_000 + step, 250).width);
    expect(new Set(widths)).toEqual(new Set([5, 6, 7, 8]));
  });
});
