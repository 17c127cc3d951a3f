import { describe, expect, it } from '@jest/globals';
import { curveMarks } from './curve-marks';
import { exampleCurve, exampleSession } from './testing';

describe('curveMarks', () => {
  it('places the best on a step and an epoch axis by the session', () => {
    expect(curveMarks(exampleSession(), 'step', undefined).best).toEqual({ x: 60, step: 60, value: 0.5 });
    expect(curveMarks(exampleSession(), 'epoch', undefined).best?.x).toBe(6);
  });

  it('reads the place of the best from the objective curve on other axes, and admits when it can not', () => {
    const curve = exampleCurve({ x: [10, 20, 30] });
    expect(curveMarks(exampleSession(), 'relative_time', curve).best?.x).toBe(20);
    expect(curveMarks(exampleSession(), 'relative_time', undefined).best).toEqual({ x: null, step: 60, value: 0.5 });
  });

  it('has no best before there is one', () => {
    const session = exampleSession({
      best_step: null,
      objective_best: null,
      best_epoch: null,
      overfitting_detected: null,
    });
    expect(curveMarks(session, 'step', undefined)).toMatchObject({ best: null, overfitting: null });
  });

  it('tells overfitting, none, and unknown apart', () => {
    expect(curveMarks(exampleSession(), 'step', undefined).overfitting).toMatchObject({ from: { x: 60 }, score: 0.8 });
    expect(curveMarks(exampleSession({ overfitting_detected: false }), 'step', undefined).overfitting).toBe(false);
  });

  it('places attempts on steps, time and relative time', () => {
    const session = exampleSession();
    session.attempts.push({
      ...session.attempts[0]!,
      attempt: 2,
      started_at: '2026-09-01T10:02:00.000Z',
      first_step: 50,
    });
    const xs = (axis: 'step' | 'time' | 'relative_time' | 'tokens') =>
      curveMarks(session, axis, undefined).attempts.map(({ x }) => x);
    expect(xs('step')).toEqual([0, 50]);
    expect(xs('relative_time')).toEqual([0, 120]);
    expect(xs('time')[1]).toBe(Date.parse('2026-09-01T10:02:00.000Z'));
    expect(xs('tokens')).toEqual([null, null]);
  });
});
