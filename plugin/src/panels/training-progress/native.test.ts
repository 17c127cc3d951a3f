/** The list as one of Grafana's own panels: any datasource's frames, field options, and words for what does not fit. */
import { describe, expect, test } from '@jest/globals';
import {
  createDataFrame,
  createTheme,
  FieldColorModeId,
  FieldType,
  MappingType,
  ThresholdsMode,
  toDataFrame,
  type DataFrame,
  type FieldConfig,
} from '@grafana/data';
import { layoutColumns } from './columns';
import { compareAddress } from './compare';
import { extraFields, patternOf } from './extraFields';
import { csvFrame, NOW, sessions, sessionsFrame } from './fixtures';
import { buildModel, MOST_SESSIONS } from './model';
import { DEFAULT_OPTIONS } from './options';
import { sortEntries } from './order';
import { readRow } from './session';
import { isSettled } from './settled';
import { tagsOf } from './tags';
import { toggled } from './useSelection';

const theme = createTheme();
const configured = (frame: DataFrame, configs: Record<string, FieldConfig>): DataFrame => ({
  ...frame,
  fields: frame.fields.map((field) => ({ ...field, config: { ...field.config, ...configs[field.name] } })),
});
const modelOf = (frame: DataFrame, asked: string[] = []) => buildModel([frame], theme, NOW, asked);
const rowOf = (frame: DataFrame, id: string, asked: string[] = []) => {
  const { entries, extra } = modelOf(frame, asked);
  return readRow(
    entries.find((entry) => entry.id === id)!,
    extra,
  );
};
const columnsOf = (frame: DataFrame, asked: string[] = []) =>
  layoutColumns(1_600, modelOf(frame, asked), DEFAULT_OPTIONS);

describe('a CSV', () => {
  test('is a list of sessions; unknown states keep their word', () => {
    expect(modelOf(csvFrame()).entries.map(({ id, stateLabel }) => `${id} ${stateLabel}`)).toEqual([
      'run-1 Running',
      'run-2 done',
      'run-3 Failed',
      'run-4 queued',
    ]);
    // The column is text, because of its NaN; its numbers are numbers all the same.
    expect(rowOf(csvFrame(), 'run-1').distance.text).toBe('+2.7%');
    expect(rowOf(csvFrame(), 'run-3').distance.text).toBe('diverged');
  });
  test('unit and decimals hold also where numbers are text', () => {
    const frame = configured(csvFrame('session_id,state,objective_value\na,running,0.123\nb,running,x'), {
      objective_value: { unit: 'percentunit', decimals: 2 },
    });
    expect(rowOf(frame, 'a').objective.text).toBe('12.30%');
    expect(modelOf(frame).notices).toEqual(['"objective_value" is no number in 1 row, such as "x"']);
  });
  test('its other columns are shown when asked for, as their fields say', () => {
    const frame = configured(csvFrame(), {
      learning_rate: { displayName: 'LR' },
      queue: { custom: { align: 'center' } },
    });
    const columns = columnsOf(frame, ['learning_rate', 'qu*']);
    expect(columns.filter(({ id }) => id.startsWith('field:')).map(({ label, align }) => [label, align])).toEqual([
      ['LR', 'right'],
      ['queue', 'center'],
    ]);
    expect(rowOf(frame, 'run-1', ['learning_rate', 'queue']).extra).toMatchObject({
      learning_rate: { text: '3e-4', value: 0.0003 },
      queue: { text: 'gpu-a' },
    });
    const sorted = sortEntries(modelOf(frame).entries, { key: 'field:queue', descending: true });
    expect(sorted.map(({ id }) => id)[0]).toBe('run-4');
  });
});

describe('field options', () => {
  const frame = csvFrame();
  const color = (config: FieldConfig) => rowOf(configured(frame, { objective_value: config }), 'run-1').objective.color;
  test('a fixed colour, thresholds, a scheme from minimum to maximum', () => {
    expect(color({ color: { mode: FieldColorModeId.Fixed, fixedColor: 'red' } })).toBe(
      theme.visualization.getColorByName('red'),
    );
    const steps = [
      { value: -Infinity, color: 'green' },
      { value: 0.4, color: 'orange' },
    ];
    expect(
      color({ color: { mode: FieldColorModeId.Thresholds }, thresholds: { mode: ThresholdsMode.Absolute, steps } }),
    ).toBe(theme.visualization.getColorByName('orange'));
    expect(color({ color: { mode: FieldColorModeId.ContinuousGrYlRd }, min: 0, max: 1 })).not.toBe(
      color({ color: { mode: FieldColorModeId.ContinuousGrYlRd }, min: 0, max: 10 }),
    );
  });
  test('the default, plain text, is no colour', () => {
    expect(color({ color: { mode: FieldColorModeId.Fixed, fixedColor: 'text' } })).toBeNull();
    expect(color({})).toBeNull();
  });
  test('value mappings name and colour a state', () => {
    const mappings = [
      { type: MappingType.ValueToText as const, options: { done: { text: 'Finished', color: 'purple', index: 0 } } },
    ];
    expect(rowOf(configured(frame, { state: { mappings } }), 'run-2')).toMatchObject({
      stateLabel: 'Finished',
      stateColor: theme.visualization.getColorByName('purple'),
    });
    expect(rowOf(configured(frame, { state: { mappings } }), 'run-1')).toMatchObject({
      stateLabel: 'Running',
      stateColor: null,
    });
  });
  test('headings, hidden columns and widths', () => {
    const columns = columnsOf(
      configured(frame, {
        objective_value: { displayName: 'Validation' },
        training_cost_usd: { custom: { hidden: true } },
        objective_best: { custom: { hideFrom: { viz: true } } },
        name: { custom: { width: 300 } },
        state: { custom: { width: 90, align: 'right' } },
      }),
    );
    expect(columns.map(({ label }) => label)).toEqual(['State', 'Session', 'Validation', 'vs best']);
    expect(columns[0]).toMatchObject({ width: 90, align: 'right' });
  });
  test('what a field says for no value stands in its empty cells', () => {
    const row = rowOf(configured(frame, { objective_value: { noValue: 'none yet' } }), 'run-4');
    expect(row.objective.text).toBe('none yet');
  });
});

describe('what does not fit is said', () => {
  test.each<[string, DataFrame[], RegExp]>([
    [
      'no state',
      [csvFrame('session_id,loss\na,1')],
      /^Needs the field "state", one row a session\. Got: session_id, loss$/,
    ],
    ['another spelling', [csvFrame('SessionId,state\na,running')], /Is it "SessionId"\? Rename it to "session_id"/],
    ['two frames', [csvFrame('session_id\na'), csvFrame('state\nrunning')], /in one frame; they are in different ones/],
    [
      'times for ids',
      [
        toDataFrame({
          fields: [
            { name: 'session_id', type: FieldType.time, values: [1] },
            { name: 'state', values: ['x'] },
          ],
        }),
      ],
      /"session_id" must be text, but is of type time/,
    ],
    ['no row with an id', [csvFrame('session_id,state\n,running\n,failed')], /^None of the 2 rows has a session_id/],
  ])('%s', (_name, frames, words) => expect(buildModel(frames, theme, NOW).problem).toMatch(words));
  test('no rows, and ids that are numbers, are no problem', () => {
    expect(modelOf(csvFrame('session_id,state')).problem).toBeNull();
    expect(modelOf(csvFrame('session_id,state\n7,1')).entries[0]).toMatchObject({ id: '7', stateLabel: '1' });
  });
  test('nulls in the middle leave out their row only', () => {
    const model = modelOf(csvFrame('session_id,state\na,running\n,running\nb,'));
    expect([model.entries.map(({ id }) => id), model.notices]).toEqual([
      ['a', 'b'],
      ['1 rows without session_id left out'],
    ]);
  });
  test('of a million rows ten thousand are read', () => {
    const ids = Array.from({ length: 1_000_000 }, (_, index) => `s${index}`);
    const frame = createDataFrame({
      fields: [
        { name: 'session_id', type: FieldType.string, values: ids },
        { name: 'state', type: FieldType.string, values: ids.map(() => 'running') },
      ],
    });
    const { entries, notices } = modelOf(frame);
    expect(entries).toHaveLength(MOST_SESSIONS);
    expect(notices).toEqual(['The first 10,000 of 1,000,000 rows: narrow the query to see others']);
  });
});

describe('further fields', () => {
  test.each([
    ['hyperparameters.*', 'hyperparameters.learning_rate', true],
    ['hyperparameters.*', 'xhyperparametersxlearning_rate', false],
    ['tags.team', 'tags.team', true],
    ['tags.team', 'tags.teams', false],
    ['a+b', 'a+b', true],
  ])('%s means %s: %p', (pattern, name, means) => expect(patternOf(pattern).test(name)).toBe(means));
  test('objects are unfolded as far as they are asked for', () => {
    const frame = sessionsFrame(sessions(9));
    const { frames, names } = extraFields([frame], ['tags.*', 'agent_id', 'session_id', 'nothing']);
    expect(names).toEqual(['tags.team', 'tags.data', 'agent_id']);
    expect(frames[0]?.fields.find(({ name }) => name === 'tags.team')?.values[1]).toBeNull();
    expect(extraFields([frame], []).frames[0]).toBe(frame);
  });
});

test.each([
  [{ team: 'search', n: 1 }, ['team=search', 'n=1']],
  ['{"team": "search"}', ['team=search']],
  ['team=search, fast; b=c=d', ['team=search', 'fast=', 'b=c=d']],
  [
    ['a', 'b'],
    ['a=', 'b='],
  ],
  ['{broken', ['{broken=']],
  [null, []],
])('tags in %j', (cell, tags) => expect(tagsOf(cell).map((pair) => pair.join('='))).toEqual(tags));

test.each<[string, number | null, number | null, boolean]>([
  ['failed', NOW - 86_400_000, null, true],
  ['failed', NOW - 86_399_000, null, false],
  ['failed', null, null, false],
  ['silent', null, NOW - 86_400_000, true],
  ['silent', null, NOW - 3_600_000, false],
  ['hung', null, NOW - 86_400_000, false],
  ['running', null, NOW - 86_400_000, false],
])('%s, ended %p, last news %p: settled %p', (state, ended, news, settled) =>
  expect(isSettled(state, ended, news, NOW)).toBe(settled),
);

test('the address of a comparison carries the range of its sessions', () => {
  const { entries } = modelOf(
    sessionsFrame([
      { session_id: 'a b', state: 'completed', workspace_id: 'w', started_at: 100_000, completed_at: 900_000 },
      { session_id: 'c', state: 'completed', workspace_id: 'w', started_at: 200_000, completed_at: 800_000 },
    ]),
  );
  expect(compareAddress('uid', entries, 'ds')).toBe(
    '/d/uid?var-session=a+b&var-session=c&var-datasource=ds&var-workspace=w&from=70000&to=930000',
  );
  expect(compareAddress('', entries, 'ds')).toBeNull();
  expect(compareAddress('uid', entries.slice(1), 'ds')).toBeNull();
});

test('adding and taking out', () => {
  const one = new Set(['a']);
  expect([...toggled(one, 'b')]).toEqual(['a', 'b']);
  expect([...toggled(new Set(['a', 'b']), 'a')]).toEqual(['b']);
  expect(toggled(one, 'a')).toBe(one);
});
