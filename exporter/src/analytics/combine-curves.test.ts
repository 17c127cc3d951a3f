import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CurveAverager } from './average-curve.js';
import { combineCurves, type CombinedPart } from './combine-curves.js';
import { gridOf } from './grid.js';

const curve = (x: number[], y: number[], time = x.map((place) => place * 1_000)): CombinedPart => ({ x, y, time });
const averaged = ({ x, y, time }: CombinedPart, width: number): CombinedPart => {
  const averager = new CurveAverager({ width, origin: 0 });
  averager.add(Float64Array.from(x), Float64Array.from(y), Float64Array.from(time));
  return averager.averages();
};

const value = fc.oneof(
  { weight: 20, arbitrary: fc.double({ noNaN: true, min: -1e9, max: 1e9 }).map((y) => y + 0) },
  fc.constantFrom(NaN, Infinity, -Infinity),
);
const anyCurve = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 200 }), value), { maxLength: 60, selector: ([x]) => x })
  .map((pairs) => pairs.sort(([a], [b]) => a - b))
  .map((pairs) =>
    curve(
      pairs.map(([x]) => x),
      pairs.map(([, y]) => y),
    ),
  );

describe('curves combined by hand', () => {
  it('meet at the places of all of them: the line between a curve`s points, nothing beyond its ends', () => {
    const combined = combineCurves([curve([0, 10, 20], [0, 10, 0]), curve([5, 15], [1, 3])], 'mean');
    expect(combined).toEqual({
      x: [0, 5, 10, 15, 20],
      y: [0, 3, 6, 4, 0],
      minimum: [0, 1, 2, 3, 0],
      maximum: [0, 5, 10, 5, 0],
      count: [1, 2, 2, 2, 1],
      time: [0, 5_000, 10_000, 15_000, 20_000],
    });
  });

  it('have a median between two middle values, the latest time, and lowest and highest', () => {
    const steps = [1, 2];
    const ranks = [
      curve(steps, [1, 5], [10, 20]),
      curve(steps, [2, 6], [11, 22]),
      curve(steps, [9, 7], [12, 21]),
      curve(steps, [4, 8]),
    ];
    expect(combineCurves(ranks, 'median')).toMatchObject({
      y: [3, 6.5],
      minimum: [1, 5],
      maximum: [9, 8],
      count: [4, 4],
      time: [1_000, 2_000],
    });
    expect(combineCurves(ranks.slice(0, 3), 'median')).toMatchObject({ y: [2, 6], time: [12, 22] });
  });

  it('do without a curve where it is not finite, and on the lines from there', () => {
    const combined = combineCurves([curve([0, 1, 2, 3, 4], [1, 1, 1, 1, 1]), curve([0, 2, 4], [3, NaN, 3])], 'mean');
    expect(combined).toMatchObject({ y: [2, 1, 1, 1, 2], count: [2, 1, 1, 1, 2] });
    expect(combineCurves([curve([0, 1], [NaN, Infinity])], 'mean')).toEqual({
      x: [0, 1],
      y: [NaN, NaN],
      minimum: [NaN, NaN],
      maximum: [NaN, NaN],
      count: [0, 0],
      time: [0, 1_000],
    });
  });

  it('count several values at one place as their mean', () => {
    expect(combineCurves([curve([1, 1, 1], [1, NaN, 3]), curve([1], [4])], 'mean')).toMatchObject({
      x: [1],
      y: [3],
      count: [2],
    });
  });

  it('meet in the parts of a grid, each curve with its mean there, however often it logs', () => {
    const often = curve([0, 1, 2, 3, 4, 5, 6, 7], [0, 2, 4, 6, 10, 10, 10, 10]);
    const seldom = curve([2, 10], [9, 1]);
    const combined = combineCurves([averaged(often, 4), averaged(seldom, 4)], 'mean', { width: 4 });
    // Parts 0..4, 4..8 and 8..12; the second curve has no point in the middle one: the line from (2, 9) to (10, 1).
    expect(combined).toMatchObject({
      x: [1.75, 5.5, 10],
      y: [6, 7.75, 1],
      count: [2, 2, 1],
      minimum: [3, 5.5, 1],
      maximum: [9, 10, 1],
    });
  });

  it('are nothing when there are none', () => {
    expect(combineCurves([], 'mean').x).toEqual([]);
  });
});

describe('combined curves', () => {
  it('of one curve are that curve', () => {
    fc.assert(
      fc.property(anyCurve, fc.constantFrom('mean' as const, 'median' as const), (one, middle) => {
        const combined = combineCurves([one], middle);
        const finite = Array.from(one.y, (y) => (Number.isFinite(y) ? y : NaN));
        expect(combined.x).toEqual(one.x);
        for (const line of [combined.y, combined.minimum, combined.maximum]) expect(line).toEqual(finite);
        expect(combined.time).toEqual(one.time);
      }),
    );
  });

  it('keep the middle between minimum and maximum, within what was logged, and count each curve at most once', () => {
    const middle = fc.constantFrom('mean' as const, 'median' as const);
    fc.assert(
      fc.property(fc.array(anyCurve, { maxLength: 6 }), middle, fc.boolean(), (curves, middle, isBucketed) => {
        const grid = isBucketed ? gridOf(0, 200, 12) : null;
        const given = grid ? curves.map((one) => averaged(one, grid.width)) : curves;
        const combined = combineCurves(given, middle, grid);
        const logged = curves.flatMap(({ y }) => Array.from(y)).filter(Number.isFinite);
        const tiny = 1e-5;
        combined.x.forEach((x, index) => {
          if (index > 0) expect(x).toBeGreaterThan(combined.x[index - 1]!);
          const [y, low, high, count] = (['y', 'minimum', 'maximum', 'count'] as const).map(
            (name) => combined[name][index]!,
          );
          expect(count).toBeLessThanOrEqual(curves.length);
          if (count === 0) return expect([y, low, high]).toEqual([NaN, NaN, NaN]);
          expect(low).toBeLessThanOrEqual(y!);
          expect(high).toBeGreaterThanOrEqual(y!);
          expect(low).toBeGreaterThanOrEqual(Math.min(...logged) - tiny);
          return expect(high).toBeLessThanOrEqual(Math.max(...logged) + tiny);
        });
        if (grid) expect(combined.x.length).toBeLessThanOrEqual(12);
      }),
    );
  });

  it('do not depend on the order of the curves', () => {
    fc.assert(
      fc.property(fc.array(anyCurve, { maxLength: 5 }), (curves) => {
        expect(combineCurves(curves.toReversed(), 'median')).toEqual(combineCurves(curves, 'median'));
      }),
    );
  });
});

describe('averages over a grid', () => {
  it('are the same whether points come at once, in pieces, packed or averaged before', () => {
    fc.assert(
      fc.property(fc.array(anyCurve, { minLength: 1, maxLength: 5 }), fc.constantFrom(1, 7, 40), (pieces, width) => {
        const grid = { width, origin: 3 };
        const columns = ({ x, y, time }: CombinedPart) =>
          [Float64Array.from(x), Float64Array.from(y), Float64Array.from(time)] as const;
        const whole = new CurveAverager(grid);
        const [merged, again] = [new CurveAverager(grid), new CurveAverager(grid)];
        for (const piece of pieces) {
          whole.add(...columns(piece));
          const one = new CurveAverager(grid);
          one.add(...columns(piece));
          merged.merge(one.pack());
          const { x, y, time, counts } = one.averages();
          again.add(x, y, time, counts);
        }
        const expected = whole.averages();
        expect(merged.averages().counts).toEqual(expected.counts);
        for (const other of [merged.averages(), again.averages()]) {
          expect(other.x).toHaveLength(expected.x.length);
          other.y.forEach((y, index) => {
            if (Number.isNaN(expected.y[index]!)) expect(y).toBeNaN();
            else expect(y).toBeCloseTo(expected.y[index]!, 3);
            expect(other.x[index]).toBeCloseTo(expected.x[index]!, 6);
          });
        }
      }),
    );
  });
});
