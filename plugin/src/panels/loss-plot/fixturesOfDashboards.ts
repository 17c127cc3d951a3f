/** Frames and field options as dashboards give them: overrides, bands, attempts, annotations, and what goes wrong. */
import { createDataFrame, FieldType, type DataFrame, type FieldConfigSource } from '@grafana/data';
import { randomOf } from '../../visual/fixtureRandom';
import { curveFrame, runFrames, stepsTo } from './fixtures';

const BEGIN = Date.UTC(2026, 10, 20, 8, 0, 0);
const STEP_MILLISECONDS = 900;

/** As TestData's "CSV content" gives it: one wide frame, plain names, no labels, no configuration. */
export function csvOfFour(): DataFrame {
  const steps = stepsTo(600, 6);
  const random = randomOf(3);
  const loss = (step: number) => 1.9 * Math.exp(-step / 140) + 0.2;
  const number = (name: string, value: (step: number) => number) => ({
    name,
    type: FieldType.number,
    values: steps.map((step) => Number(value(step).toFixed(5))),
  });
  return createDataFrame({
    refId: 'A',
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      number('train_loss', (step) => loss(step) * (1 + 0.1 * (random() - 0.5))),
      number('val_loss', (step) => loss(step) + 0.08),
      number('val_accuracy', (step) => 0.95 - 0.8 * Math.exp(-step / 160)),
      number('step_time', () => 0.21 + 0.02 * random()),
      number('debug_value', (step) => step / 100),
    ],
  });
}

/** Six overrides: unit, decimals, colour by regular expression, display name, hide, data link. */
export const SIX_OVERRIDES: FieldConfigSource = {
  defaults: {},
  overrides: [
    { matcher: { id: 'byName', options: 'val_accuracy' }, properties: [{ id: 'unit', value: 'percentunit' }] },
    { matcher: { id: 'byName', options: 'val_loss' }, properties: [{ id: 'decimals', value: 2 }] },
    {
      matcher: { id: 'byRegexp', options: '/^train/' },
      properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: '#ff00ff' } }],
    },
    {
      matcher: { id: 'byName', options: 'val_loss' },
      properties: [{ id: 'displayName', value: 'Held-out loss' }],
    },
    {
      matcher: { id: 'byRegexp', options: '/debug|step_time/' },
      properties: [{ id: 'custom.hideFrom', value: { viz: true, legend: true, tooltip: true } }],
    },
    {
      matcher: { id: 'byName', options: 'train_loss' },
      properties: [
        { id: 'links', value: [{ title: 'Logs of this run', url: 'https://logs.example/run', targetBlank: true }] },
      ],
    },
  ],
};

interface BandFixture {
  by: 'group' | 'rank';
  name: string;
  seed: number;
  floor: number;
}

/** A curve that stands for several, as frames/series.ts makes it. */
export function bandFrame({ by, name, seed, floor }: BandFixture): DataFrame {
  const steps = stepsTo(3_000, 30);
  const random = randomOf(seed);
  const middle = steps.map((step) => floor + 2 * Math.exp(-step / 700) + 0.03 * (random() - 0.5));
  const width = steps.map((step) => 0.05 + 0.25 * Math.exp(-step / 1_500) + 0.04 * random());
  const [word, metric] = [by === 'group' ? 'mean' : 'median', 'validation_loss'];
  const labels = { session_id: name, session: name, agent_id: 'agent-1' };
  const edge = { lineWidth: 0, showPoints: 'never', hideFrom: { legend: true, tooltip: false, viz: false } };
  const field = (part: string, values: number[], display: string, custom?: object) => ({
    name: `${metric}${part}`,
    type: FieldType.number,
    values,
    labels,
    config: { displayNameFromDS: `${name} ${metric} ${display}`, ...(custom ? { custom } : {}) },
  });
  const members = ['0', '1', '2', '3'];
  return createDataFrame({
    refId: 'A',
    name: `${name} ${metric} ${word}`,
    meta: {
      custom: {
        combined: {
          by,
          group: by === 'group' ? name : null,
          session_ids: by === 'group' ? members.map((member) => `${name}-${member}`) : [name],
          ranks: by === 'rank' ? members : [],
          slowest_rank: by === 'rank' ? '2' : null,
        },
      },
    },
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'time', type: FieldType.time, values: steps.map((step) => BEGIN + step * STEP_MILLISECONDS) },
      field('', middle, word),
      field(
        ' minimum',
        middle.map((value, at) => value - width[at]!),
        'minimum',
        edge,
      ),
      field(
        ' maximum',
        middle.map((value, at) => value + width[at]!),
        'maximum',
        { ...edge, fillBelowTo: `${name} ${metric} minimum`, fillOpacity: 15 },
      ),
    ],
  });
}

export const groupFrames = () => [
  bandFrame({ by: 'group', name: 'lr 1e-3', seed: 5, floor: 0.4 }),
  bandFrame({ by: 'group', name: 'lr 3e-4', seed: 6, floor: 0.75 }),
];

export const rankFrames = () => [bandFrame({ by: 'rank', name: 'pretrain-8b', seed: 7, floor: 0.5 })];

/** A band as anybody may configure it: two fields of a wide frame, no middle. */
export function plainBandFrame(): DataFrame {
  const steps = stepsTo(400, 10);
  const number = (name: string, value: (step: number) => number, custom?: object) => ({
    name,
    type: FieldType.number,
    values: steps.map(value),
    config: custom ? { custom } : {},
  });
  return createDataFrame({
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      number('p10', (step) => 1 + Math.exp(-step / 100)),
      number('p90', (step) => 1.5 + 2 * Math.exp(-step / 100), { fillBelowTo: 'p10', fillOpacity: 25 }),
    ],
  });
}

/** Three attempts apart; each later one resumed before the last one had ended. */
export function attemptFrames(): DataFrame[] {
  const spans: Array<[attempt: string, from: number, to: number]> = [
    ['1', 10, 2_400],
    ['2', 1_900, 4_300],
    ['3', 3_700, 6_000],
  ];
  const [training] = runFrames({ session: 'resumed', strips: false });
  const values: number[] = training?.fields[2]?.values ?? [];
  return spans.map(([attempt, from, to], index) => {
    const steps = stepsTo(6_000, 10).filter((step) => step >= from && step <= to);
    return curveFrame({
      session: 'resumed',
      metric: 'training_loss',
      attempt,
      steps,
      values: steps.map((step) => values[step / 10 - 1]! + 0.03 * index),
    });
  });
}

/** What a dashboard's annotation queries answer: a point, a region, and one that is about a session at a step. */
export function annotationFrames(): DataFrame[] {
  const at = (step: number) => BEGIN + step * STEP_MILLISECONDS;
  return [
    createDataFrame({
      fields: [
        { name: 'time', type: FieldType.time, values: [at(1_500), at(3_000), at(5_000), at(9_000_000)] },
        { name: 'timeEnd', type: FieldType.time, values: [null, at(3_600), null, null] },
        { name: 'title', type: FieldType.string, values: ['Deploy', 'Maintenance', 'Checkpoint', 'Next year'] },
        { name: 'text', type: FieldType.string, values: ['node pool 3', 'storage is slow', 'best so far', ''] },
        { name: 'tags', type: FieldType.other, values: [['infra'], ['infra', 'storage'], [], []] },
        { name: 'color', type: FieldType.string, values: ['purple', 'orange', 'green', 'red'] },
      ],
    }),
  ];
}

/** As SQL answers "as table": a row a step and rank. */
export function longFrame(): DataFrame {
  const steps = stepsTo(300, 10).flatMap((step) => [step, step, step]);
  const ranks = steps.map((_, row) => String(row % 3));
  return createDataFrame({
    refId: 'A',
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'rank', type: FieldType.string, values: ranks },
      {
        name: 'training_loss',
        type: FieldType.number,
        values: steps.map((step, row) => 2 * Math.exp(-step / 90) + 0.1 * Number(ranks[row])),
      },
    ],
  });
}

/** Numbers as text, some of them none. */
export function textFrame(): DataFrame {
  const steps = stepsTo(200, 10);
  return createDataFrame({
    fields: [
      { name: 'step', type: FieldType.string, values: steps.map(String) },
      {
        name: 'loss',
        type: FieldType.string,
        values: steps.map((step) => (step % 50 === 0 ? 'n/a' : String(2 * Math.exp(-step / 80)))),
      },
    ],
  });
}

export function emptyCellsFrame(): DataFrame {
  const steps = stepsTo(100, 10);
  return createDataFrame({
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'training_loss', type: FieldType.number, values: steps.map(() => null) },
    ],
  });
}

/** An x that holds nothing. */
export function withoutXFrame(): DataFrame {
  return createDataFrame({
    fields: [
      { name: 'step', type: FieldType.number, values: [null, null, null] },
      { name: 'training_loss', type: FieldType.number, values: [3, 2, 1] },
    ],
  });
}

/** Many curves of as many points as an answer has. */
export function manyFrames(curves: number, points = 1_000): DataFrame[] {
  return Array.from({ length: curves }, (_, index) => {
    const steps = stepsTo(points, 1);
    const random = randomOf(index + 1);
    return curveFrame({
      session: `run-${String(index).padStart(3, '0')}`,
      metric: 'training_loss',
      steps,
      values: steps.map((step) => 0.3 + 0.01 * index + 2 * Math.exp((-4 * step) / points) + 0.1 * random()),
    });
  });
}
