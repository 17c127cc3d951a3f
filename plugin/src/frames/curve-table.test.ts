import { describe, expect, it } from '@jest/globals';
import { FieldType } from '@grafana/data';
import { curvesTable } from './curve-table';
import { exampleCurve, ORIGIN } from './testing';

const table = (curves: Parameters<typeof curvesTable>[0], axis: 'step' | 'time' = 'step') => {
  const { fields } = curvesTable(curves, { axis }, ORIGIN);
  return Object.fromEntries(fields.map(({ name, values }) => [name, values]));
};

describe('curvesTable', () => {
  it('puts the metrics of a session at one step into one row', () => {
    const curves = [
      exampleCurve({ metric: 'training_loss', x: [0, 2], y: [3, 2], time: [1_000, 3_000] }),
      exampleCurve({ metric: 'validation_loss', x: [0, 1], y: [1, 0.5], time: [1_001, 2_000] }),
    ];
    expect(table(curves)).toEqual({
      session: ['first', 'first', 'first'],
      step: [0, 1, 2],
      time: [1_000, 2_000, 3_000],
      training_loss: [3, null, 2],
      validation_loss: [1, 0.5, null],
    });
  });

  it('keeps sessions and labels apart, also sessions of one name', () => {
    const curves = [
      exampleCurve({ x: [0], y: [1], time: [1], labels: { rank: '0' } }),
      exampleCurve({ x: [0], y: [2], time: [1], labels: { rank: '1' } }),
      exampleCurve({ x: [0], y: [3], time: [1], session_id: 'session-2' }),
    ];
    expect(table(curves)).toMatchObject({ rank: ['0', '1', null], validation_loss: [1, 2, 3] });
  });

  it('has one column of time where x is the time, and is typed when it is empty', () => {
    const curves = [exampleCurve({ x: [5], y: ['NaN'], time: [5] })];
    expect(Object.keys(table(curves, 'time'))).toEqual(['session', 'time', 'validation_loss']);
    expect(table(curves, 'time').validation_loss).toEqual([NaN]);
    const empty = curvesTable([], { axis: 'step' }, ORIGIN);
    expect(empty.fields.map(({ type }) => type)).toEqual([FieldType.number, FieldType.time]);
  });
});
