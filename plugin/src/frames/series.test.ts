import { describe, expect, it } from '@jest/globals';
import { DataFrameType, FieldType } from '@grafana/data';
import { curveFrame, curveWithin, emptyCurveFrame } from './series';
import { exampleCurve, ORIGIN } from './testing';

describe('curveFrame', () => {
  it('has x, time and the value with its labels; NaN stays', () => {
    const frame = curveFrame(exampleCurve({ labels: { gpu: '0' }, attempt: 2 }), 'step', undefined, undefined, ORIGIN);
    expect(frame.fields.map(({ name, type }) => [name, type])).toEqual([
      ['step', FieldType.number],
      ['time', FieldType.time],
      ['validation_loss', FieldType.number],
    ]);
    const value = frame.fields[2];
    expect(value?.values).toEqual([1, 0.5, NaN]);
    expect(value?.labels).toEqual({
      gpu: '0',
      session_id: 'session-1',
      session: 'first',
      agent_id: 'agent-1',
      attempt: '2',
    });
    expect(value?.config.displayNameFromDS).toBe('first validation_loss #2 {gpu=0}');
    expect(frame.meta).toMatchObject({
      executedQueryString: ORIGIN.executed,
      preferredVisualisationPluginId: 'shadower-lossplot-panel',
    });
    expect(frame.meta?.type).toBeUndefined();
  });

  it('over time is a time series of the data plane and has no field for x', () => {
    const frame = curveFrame(exampleCurve(), 'time', undefined, undefined, ORIGIN);
    expect(frame.fields.map(({ name }) => name)).toEqual(['time', 'validation_loss']);
    expect(frame.meta).toMatchObject({ type: DataFrameType.TimeSeriesMulti, typeVersion: [0, 1] });
  });

  it('names x after the metric on it', () => {
    const frame = curveFrame(exampleCurve(), 'metric', 'samples', undefined, ORIGIN);
    expect(frame.fields[0]?.name).toBe('samples');
  });

  it('gives shares their ends and unknown units none', () => {
    const configOf = (unit: string) =>
      curveFrame(exampleCurve({ unit }), 'step', undefined, undefined, ORIGIN).fields[2]?.config;
    expect(configOf('ratio')).toMatchObject({ unit: 'percentunit', min: 0, max: 1 });
    expect(configOf('parsecs')?.unit).toBeUndefined();
  });

  it('is typed when there is no curve', () => {
    const frame = emptyCurveFrame('step', undefined, 'training_loss', ORIGIN);
    expect(frame.fields.map(({ name, values }) => [name, values.length])).toEqual([
      ['step', 0],
      ['time', 0],
      ['training_loss', 0],
    ]);
  });
});

describe('curveWithin', () => {
  it('keeps only points logged in the range', () => {
    expect(curveWithin(exampleCurve(), 1_500, Infinity)).toMatchObject({
      x: [1, 2],
      y: [0.5, 'NaN'],
      time: [2_000, 3_000],
    });
  });
  it('gives the same curve back when all are in it', () => {
    const curve = exampleCurve();
    expect(curveWithin(curve, 0, 9_000)).toBe(curve);
  });
});
