import { describe, expect, it } from '@jest/globals';
import type { Curve, LivePointsOfSeries, SeriesAxis } from '@shadower-training/contract';
import { exampleCurve, examplePoints } from '../../frames/testing';
import { appendPoints, curveName } from './append-points';

function append(curve: Curve, points: LivePointsOfSeries[], axis: SeriesAxis = 'step', budget = 100) {
  return appendPoints([{ curve, added: 0, attempt: null }], points, { axis, metrics: [curve.metric], budget });
}

describe('appendPoints', () => {
  it('adds a point at the end and leaves the old curve as it was', () => {
    const curve = exampleCurve();
    const { curves, again, matched } = append(curve, [examplePoints({ value: ['Infinity'] })]);
    expect(curves[0]?.curve).toMatchObject({
      x: [0, 1, 2, 3],
      y: [1, 0.5, 'NaN', 'Infinity'],
      time: [1e3, 2e3, 3e3, 4e3],
      total: 4,
    });
    expect(curve.x).toEqual([0, 1, 2]);
    expect(again).toBe(false);
    expect(matched.has(curveName('session-1', 'validation_loss'))).toBe(true);
  });

  it('gives a curve without news back as the same object', () => {
    const growing = { curve: exampleCurve(), added: 0, attempt: null };
    const other = examplePoints({ metric: 'something_else' });
    expect(appendPoints([growing], [other], { axis: 'step', metrics: ['validation_loss'], budget: 9 }).curves[0]).toBe(
      growing,
    );
  });

  it('takes the newest value of a step, and puts a late step in its place', () => {
    const { curves } = append(exampleCurve({ x: [0, 2, 4] }), [
      examplePoints({ step: [4, 3], value: [9, 8], time: [5, 6], epoch: [null, null] }),
    ]);
    expect(curves[0]?.curve).toMatchObject({ x: [0, 2, 3, 4], y: [1, 0.5, 8, 9], total: 4 });
  });

  it.each<[SeriesAxis, number]>([
    ['epoch', 2.3],
    ['time', 4_000],
    ['relative_time', 3.5],
  ])('knows the x of a point over %s', (axis, expected) => {
    const x = axis === 'time' ? [1_000, 2_000, 3_000] : [0.5, 1.5, 2];
    const { curves } = append(exampleCurve({ x }), [examplePoints({ epoch: [2.3] })], axis);
    expect(curves[0]?.curve.x.at(-1)).toBe(expected);
  });

  it('does not repeat what the answer already had', () => {
    const curve = exampleCurve({ x: [1_000, 2_000, 3_000] });
    const { curves } = append(
      curve,
      [examplePoints({ step: [1, 2], epoch: [0, 0], time: [2_000, 3_000], value: [0.5, 'NaN'] })],
      'time',
    );
    expect(curves[0]?.curve.x).toEqual([1_000, 2_000, 3_000]);
  });

  it.each<[string, Partial<LivePointsOfSeries>]>([
    ['an unknown session', { session_id: 'session-9' }],
    ['other labels', { labels: { rank: '1' } }],
    ['a point without a step', { step: [null] }],
  ])('asks again for %s', (_, changes) => {
    expect(append(exampleCurve(), [examplePoints(changes)]).again).toBe(true);
  });

  it.each<SeriesAxis>(['tokens', 'metric'])('asks again over %s, which no point carries', (axis) => {
    const { curves, again } = append(exampleCurve(), [examplePoints()], axis);
    expect(again).toBe(true);
    expect(curves[0]?.curve.x).toHaveLength(3);
  });

  it('keeps separate attempts apart and asks for one that is new', () => {
    const first = exampleCurve({ attempt: 1 });
    expect(append(first, [examplePoints()])).toMatchObject({ again: false });
    expect(append(first, [examplePoints({ attempt: 2 })])).toMatchObject({ again: true });
  });

  it('lets the exporter decide which attempt counts where a later one goes back', () => {
    const context = { axis: 'step' as const, metrics: ['validation_loss'], budget: 100 };
    const once = appendPoints([{ curve: exampleCurve(), added: 0, attempt: null }], [examplePoints()], context);
    const twice = appendPoints(once.curves, [examplePoints({ attempt: 2, step: [1] })], context);
    expect(twice.again).toBe(true);
  });

  it('asks again once a downsampled curve grew by a tenth, and never changes its middle', () => {
    const curve = exampleCurve({ downsampled: true, total: 20 });
    const grow = (steps: number[]) =>
      append(curve, [examplePoints({ step: steps, epoch: steps, time: steps, value: steps })]);
    expect(grow([3, 4]).again).toBe(false);
    expect(grow([3, 4, 5]).again).toBe(true);
    const middle = grow([1]);
    expect(middle.again).toBe(true);
    expect(middle.curves[0]?.curve.y).toEqual([1, 0.5, 'NaN']);
  });

  it('asks again when a curve outgrows what was asked for', () => {
    expect(append(exampleCurve(), [examplePoints()], 'step', 4).again).toBe(false);
    expect(append(exampleCurve(), [examplePoints()], 'step', 3).again).toBe(true);
  });
});
