import { expect, test } from '@jest/globals';
import { FieldType, toDataFrame } from '@grafana/data';
import { configurationFrame, configurationValue, nameOf, sessionRows } from './rows';

const frame = toDataFrame({
  name: 'sessions',
  fields: [
    { name: 'session_id', type: FieldType.string, values: ['a', 'b'] },
    { name: 'name', type: FieldType.string, values: ['first', null] },
    { name: 'state', type: FieldType.string, values: ['running', 'failed'] },
    { name: 'objective_best', type: FieldType.number, values: [0.25, null] },
    { name: 'stability_score', type: FieldType.number, values: [null, 0.5] },
    { name: 'stability_score_reason', type: FieldType.string, values: ['fewer than two values', null] },
  ],
});

test('rows say what the frame says, and null for what it does not', () => {
  const [first, second] = sessionRows([frame]);
  expect(first).toMatchObject({ sessionId: 'a', state: 'running', objectiveBest: 0.25, costUsd: null });
  expect(first?.scores[2]).toMatchObject({ name: 'stability_score', value: null, reason: 'fewer than two values' });
  expect(second && nameOf(second)).toBe('b');
});

test('frames of another kind hold no sessions', () => {
  expect(sessionRows([toDataFrame({ name: 'x', fields: [{ name: 'step', values: [1] }] })])).toEqual([]);
});

test('the configuration is read by section and key', () => {
  const configuration = toDataFrame({
    refId: 'configuration',
    name: 'a',
    fields: [
      { name: 'section', values: ['tags', 'environment'] },
      { name: 'key', values: ['host', 'host'] },
      { name: 'value', values: ['tag', 'gpu-7'] },
    ],
  });
  const frame = configurationFrame([configuration], 'a');
  expect(configurationValue(frame, 'environment', 'host')).toBe('gpu-7');
  expect(configurationValue(frame, 'environment', 'pod')).toBeNull();
  expect(configurationValue(configurationFrame([configuration], 'b'), 'environment', 'host')).toBeNull();
});
