import { describe, expect, it } from '@jest/globals';
import type { Curve, LivePointsOfSeries, SeriesAxis } from '@shadower-training/contract';
import { exampleCurve, examplePoints, exampleSession } from '../../frames/testing';
import { appendPoints, attemptEnds, growingFrom } from './append-points';

function append(curve: Curve, points: LivePointsOfSeries[], axis: SeriesAxis = 'step', budget = 100) {
  return appendPoints([growingFrom(curve)], points, { axis, metrics: [curve.metric], budget, below: () => Infinity });
}

describe('appendPoints', () => {
  it('adds a point at the end and leaves the old curve as it was', () => {
    const curve = exampleCurve();
    const { curves, again, changed } = append(curve, [examplePoints({ value: ['Infinity'] })]);
    expect(curves[0]?.curve).toMatchObject({
      x: [0, 1, 2, 3],
      y: [1, 0.5, 'NaN', 'Infinity'],
      time: [1e3, 2e3, 3e3, 4e3],
      total: 4,
    });
    expect(curve.x).toEqual([0, 1, 2]);
    expect(again).toBe(false);
    expect(changed).toBe(true);
  });

  it('gives a curve without news back as the same object', () => {
    const growing = growingFrom(exampleCurve());
    const other = examplePoints({ metric: 'something_else' });
    expect(
      appendPoints([growing], [other], { axis: 'step', metrics: ['validation_loss'], budget: 9, below: () => Infinity })
        .curves[0],
    ).toBe(growing);
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

  it('finds the curve by the names under which it was logged, and by no other', () => {
    const curve = exampleCurve({ metric: 'training_loss', logged_as: ['train/loss'] });
    const grown = append(curve, [examplePoints({ metric: 'train/loss' })]);
    expect(grown).toMatchObject({ changed: true, again: false, foreign: [] });
    const other = append(curve, [examplePoints({ metric: 'loss' })]);
    expect(other).toMatchObject({ changed: false, again: false, foreign: [{ metric: 'loss' }] });
  });

  it('takes the name of the curve where an older exporter does not tell others', () => {
    expect(append(exampleCurve({ logged_as: [] }), [examplePoints()])).toMatchObject({ changed: true, again: false });
  });

  it('puts a late point in its place on every axis, and keeps equal ones apart by their time', () => {
    const curve = exampleCurve({ x: [1, 2, 2], time: [1_000, 2_000, 3_000] });
    const late = { step: [9, 9], epoch: [1.5, 2], time: [1_500, 2_500], value: [7, 8] };
    expect(append(curve, [examplePoints(late)], 'epoch').curves[0]?.curve).toMatchObject({
      x: [1, 1.5, 2, 2, 2],
      y: [1, 7, 0.5, 'NaN', 8],
    });
  });

  it('counts seconds since the start without an error in the last digit', () => {
    const start = 1_700_000_000_123;
    const times = [start + 100, start + 300, start + 700];
    const curve = exampleCurve({ x: times.map((time) => (time - start) / 1_000), time: times });
    const again = { step: [1, 2], epoch: [0, 0], time: [times[1]!, start + 900], value: [0.5, 4] };
    expect(append(curve, [examplePoints(again)], 'relative_time').curves[0]?.curve.x).toEqual([0.1, 0.3, 0.7, 0.9]);
  });

  it('asks now and then for a curve that stands for several', () => {
    const combined = {
      by: 'group' as const,
      group: 'g',
      session_ids: ['session-1', 'session-2'],
      ranks: [],
      slowest_rank: null,
    };
    const curve = exampleCurve({ combined, session_id: 'session-2' });
    expect(append(curve, [examplePoints()])).toMatchObject({ again: 'seldom', changed: false });
  });

  it.each<[string, Partial<LivePointsOfSeries>, boolean | 'seldom']>([
    ['an unknown session', { session_id: 'session-9' }, true],
    ['other labels', { labels: { rank: '1' } }, true],
    ['a point without a step', { step: [null] }, 'seldom'],
  ])('asks again for %s', (_, changes, again) => {
    expect(append(exampleCurve(), [examplePoints(changes)]).again).toBe(again);
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
    const context = { axis: 'step' as const, metrics: ['validation_loss'], budget: 100, below: () => Infinity };
    const once = appendPoints([growingFrom(exampleCurve())], [examplePoints()], context);
    const twice = appendPoints(once.curves, [examplePoints({ attempt: 2, step: [1] })], context);
    expect(twice.again).toBe(true);
  });

  it('leaves out what an earlier attempt logged beyond the beginning of a later one', () => {
    const attempt = (number: number, first_step: number) => ({
      ...exampleSession().attempts[0]!,
      attempt: number,
      first_step,
    });
    const session = exampleSession({ attempts: [attempt(1, 0), attempt(2, 4)] });
    const context = { axis: 'step' as const, metrics: [], budget: 100, below: attemptEnds([session]) };
    const points = examplePoints({ step: [3, 5], epoch: [0, 0], time: [4, 5], value: [7, 8] });
    expect(appendPoints([growingFrom(exampleCurve())], [points], context).curves[0]?.curve.x).toEqual([0, 1, 2, 3]);
  });

  it('asks again once a downsampled curve grew by a tenth, and never changes its middle', () => {
    const curve = exampleCurve({ downsampled: true, total: 20 });
    const grow = (steps: number[]) =>
      append(curve, [examplePoints({ step: steps, epoch: steps, time: steps, value: steps })]);
    expect(grow([3, 4]).again).toBe(false);
    expect(grow([3, 4, 5]).again).toBe(true);
    const middle = grow([1]);
    expect(middle.curves[0]?.curve).toBe(curve);
  });

  it('takes what the stream brings first as answered already, and asks for what comes behind it', () => {
    const curve = exampleCurve({ downsampled: true, total: 100 });
    const grow = (steps: number[]) =>
      append(curve, [examplePoints({ step: steps, epoch: steps, time: steps, value: steps })]).again;
    expect(grow([1, 2, 3])).toBe(false);
    expect(grow([3, 1])).toBe('seldom');
  });

  it('asks again when a curve outgrows what was asked for', () => {
    expect(append(exampleCurve(), [examplePoints()], 'step', 4).again).toBe(false);
    expect(append(exampleCurve(), [examplePoints()], 'step', 3).again).toBe(true);
  });
});
