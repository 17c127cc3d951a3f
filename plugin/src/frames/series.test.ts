import { describe, expect, it } from '@jest/globals';
import { DataFrameType, FieldType } from '@grafana/data';
import type { Combination, Curve } from '@shadower-training/contract';
import { curveFrame, curveWithin, emptyCurveFrame } from './series';
import { exampleCurve, ORIGIN } from './testing';

describe('curveFrame', () => {
  it('has x, time and the value with its labels; NaN stays', () => {
    const frame = curveFrame(exampleCurve({ labels: { gpu: '0' }, attempt: 2 }), { axis: 'step' }, ORIGIN);
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
    const frame = curveFrame(exampleCurve(), { axis: 'time' }, ORIGIN);
    expect(frame.fields.map(({ name }) => name)).toEqual(['time', 'validation_loss']);
    expect(frame.meta).toMatchObject({ type: DataFrameType.TimeSeriesMulti, typeVersion: [0, 1] });
  });

  it('names x after the metric on it', () => {
    const frame = curveFrame(exampleCurve(), { axis: 'metric', axisMetric: 'samples' }, ORIGIN);
    expect(frame.fields[0]?.name).toBe('samples');
  });

  it('gives shares their ends and unknown units none', () => {
    const configOf = (unit: string) => curveFrame(exampleCurve({ unit }), { axis: 'step' }, ORIGIN).fields[2]?.config;
    expect(configOf('ratio')).toMatchObject({ unit: 'percentunit', min: 0, max: 1 });
    expect(configOf('parsecs')?.unit).toBeUndefined();
  });

  it('is typed when there is no curve', () => {
    const frame = emptyCurveFrame({ axis: 'step' }, 'training_loss', ORIGIN);
    expect(frame.fields.map(({ name, values }) => [name, values.length])).toEqual([
      ['step', 0],
      ['time', 0],
      ['training_loss', 0],
    ]);
  });
});

const GROUP: Combination = {
  by: 'group',
  group: 'sweep',
  session_ids: ['session-1', 'session-2'],
  ranks: [],
  slowest_rank: null,
};
const band = (changes: Partial<Curve> = {}) =>
  exampleCurve({
    combined: GROUP,
    minimum: [0.9, 0.4, 'NaN'],
    maximum: [1.1, 0.6, 'NaN'],
    count: [2, 2, 1],
    ...changes,
  });

describe('curveFrame of a combined curve', () => {
  it('has the mean, and minimum and maximum as a band that Grafana draws by itself', () => {
    const { fields, meta } = curveFrame(band(), { axis: 'step' }, ORIGIN);
    expect(fields.map(({ name }) => name)).toEqual([
      ...[
        'step',
        'time',
        'validation_loss',
        'validation_loss minimum',
        'validation_loss maximum',
        'validation_loss count',
      ],
    ]);
    const [, , middle, minimum, maximum] = fields;
    expect(middle).toMatchObject({
      labels: { session: 'sweep', group: 'sweep' },
      config: { displayNameFromDS: 'sweep validation_loss mean', description: expect.stringMatching(/2 sessions/) },
    });
    expect(minimum?.values).toEqual([0.9, 0.4, NaN]);
    expect(maximum?.config.custom).toMatchObject({
      fillBelowTo: minimum?.config.displayNameFromDS,
      lineWidth: 0,
      hideFrom: { legend: true, viz: false },
    });
    expect(meta?.custom).toEqual({ combined: GROUP });
  });

  it('names edges apart for each group, because Grafana looks for them in all frames', () => {
    const edges = ['sweep', 'other'].map((group) => {
      const { fields } = curveFrame(band({ combined: { ...GROUP, group } }), { axis: 'step' }, ORIGIN);
      return fields[4]?.config.custom as { fillBelowTo: string };
    });
    expect(new Set(edges.map(({ fillBelowTo }) => fillBelowTo)).size).toBe(2);
  });

  it('names the slowest rank', () => {
    const combined: Combination = { ...GROUP, by: 'rank', group: null, ranks: ['0', '1'], slowest_rank: '1' };
    const { fields } = curveFrame(band({ combined }), { axis: 'step' }, ORIGIN);
    expect(fields[2]?.config).toMatchObject({
      displayNameFromDS: 'first validation_loss median',
      description: expect.stringMatching(/2 ranks.*slowest: rank 1/),
    });
  });

  it('over time is no time series of the data plane, which has one value field a frame', () => {
    expect(curveFrame(band(), { axis: 'time' }, ORIGIN).meta?.type).toBeUndefined();
  });

  it('is cut with its band', () => {
    expect(curveWithin(band(), 1_500, Infinity)).toMatchObject({ minimum: [0.4, 'NaN'], count: [2, 1] });
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
