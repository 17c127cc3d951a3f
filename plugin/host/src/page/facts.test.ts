import { expect, test } from '@jest/globals';
import { FieldType, toDataFrame } from '@grafana/data';
import { sessionRows, type SessionRow } from '../data/rows';
import { factsOf } from './facts';

const row = (change: Partial<SessionRow>): SessionRow => {
  const [empty] = sessionRows([
    toDataFrame({ name: 'sessions', fields: [{ name: 'session_id', type: FieldType.string, values: ['id'] }] }),
  ]);
  return { ...(empty as SessionRow), ...change };
};

const textsOf = (change: Partial<SessionRow>) =>
  Object.fromEntries(factsOf(row(change)).map(({ label, text }) => [label, text]));

test('a running session says where it is and how long it still takes', () => {
  expect(
    textsOf({
      state: 'running',
      objectiveMetric: 'validation_loss',
      objectiveBest: 0.23456,
      bestStep: 1200,
      currentEpoch: 2.5,
      totalEpochs: 10,
      currentStep: 1500,
      timeLeftSeconds: 200,
      costUsd: 0.0042,
      attempts: 2,
    }),
  ).toEqual({
    'Best validation loss': '0.2346 @ step 1,200',
    Epoch: '2.5 of 10',
    Step: '1,500',
    'Time left': '3 min 20 s',
    Cost: '$0.0042',
    Attempts: '2',
  });
});

test('an ended one says how long it took, and dashes for what nobody knows', () => {
  expect(textsOf({ state: 'failed', startedAt: 0, completedAt: 45_000 })).toEqual({
    'Best objective': '–',
    Step: '–',
    Took: '45 s',
    Cost: '–',
    Attempts: '–',
  });
});

test('where the objective was never logged, the best is that of the training loss, and called so', () => {
  const change = { objectiveMetric: 'validation_loss', objectiveValues: 0, objectiveBest: 0.5, bestStep: 3 };
  expect(textsOf(change)).toMatchObject({ 'Best training loss': '0.5 @ step 3' });
});
