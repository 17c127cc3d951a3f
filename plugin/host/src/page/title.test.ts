import { expect, test } from '@jest/globals';
import { FieldType, toDataFrame } from '@grafana/data';
import { sessionRows, type SessionRow } from '../data/rows';
import { titleOf } from './title';

const row = (change: Partial<SessionRow>): SessionRow => {
  const [empty] = sessionRows([
    toDataFrame({ name: 'sessions', fields: [{ name: 'session_id', type: FieldType.string, values: ['id'] }] }),
  ]);
  return { ...(empty as SessionRow), ...change };
};

test.each([
  [[], 'Shadower Training'],
  [[row({ name: 'spirals', state: 'failed' })], 'spirals · Failed · Shadower Training'],
  [[row({ state: 'running', currentStep: 426, totalSteps: 1000 })], 'id · Running 42 % · Shadower Training'],
  [[row({ state: 'running', currentEpoch: 3, totalEpochs: 2 })], 'id · Running 100 % · Shadower Training'],
  [[row({ state: 'running' })], 'id · Running · Shadower Training'],
  [[row({}), row({})], '2 sessions compared · Shadower Training'],
])('the title of %#', (rows, expected) => {
  expect(titleOf(rows)).toBe(expected);
});
