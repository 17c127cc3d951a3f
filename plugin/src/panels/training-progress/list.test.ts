/** From frames to rows, their order, their columns. */
import { describe, expect, test } from '@jest/globals';
import { createDataFrame, createTheme, FieldType, getPanelDataSummary } from '@grafana/data';
import { layoutColumns } from './columns';
import { isDashboard } from './compare';
import { COLUMN_SPECS } from './columnSpecs';
import { countStates, filterEntries, toggleState } from './filter';
import { NOW, sessions, sessionsFrame } from './fixtures';
import { migrateTrainingProgress } from './migrations';
import { buildModel } from './model';
import { DEFAULT_OPTIONS } from './options';
import { byAttention, nextSort, sortEntries } from './order';
import { countText } from './progressText';
import { readRow } from './session';
import { sparklineValues, sparkPath } from './sparkline';
import { suggestTrainingProgress } from './suggestions';
import { rowAfterKey, rowWindow, scrollToFirst, scrollToRow } from './windowing';

const theme = createTheme();
const modelOf = (fixtures: Parameters<typeof sessionsFrame>[0]) => buildModel([sessionsFrame(fixtures)], theme, NOW);
const rowsOf = (fixtures: Parameters<typeof sessionsFrame>[0]) => modelOf(fixtures).entries;
const row = (fixture: object) => readRow(rowsOf([{ session_id: 'a', state: 'running', ...fixture }])[0]!);
const twelve = rowsOf(sessions(12));

describe('the model', () => {
  test('needs a session and its state, nothing else', () => {
    expect(row({})).toMatchObject({ id: 'a', name: 'a', stateLabel: 'Running', progress: null, spark: [] });
  });
  test('names the field that is missing', () => {
    const frame = createDataFrame({ fields: [{ name: 'session_id', type: FieldType.string, values: ['a'] }] });
    expect(buildModel([frame], theme, NOW).problem).toBe('Needs the field "state", one row a session. Got: session_id');
  });
  test('no frames are no problem: there is only nothing yet', () =>
    expect(buildModel([], theme, NOW)).toMatchObject({ entries: [], notices: [], problem: null }));
  test('a session that comes twice is shown once and said', () => {
    const model = buildModel([sessionsFrame([...sessions(2), ...sessions(1)])], theme, NOW);
    expect([model.entries.length, model.notices[0]]).toEqual([2, '1 repeated sessions, the last row of each shown']);
  });
  test.each([
    [{ objective_value: 1.1, objective_best: 1 }, '+10%'],
    [{ objective_value: 1, objective_best: 1 }, 'at best'],
    [{ objective_value: 0.4, objective_best: 0.5, objective_direction: 'maximize' }, '−20%'],
    [{ objective_value: -1, objective_best: -2 }, '+1'],
    [{ objective_value: 'NaN', objective_best: 1 }, 'diverged'],
    [{ objective_value: 50, objective_best: 1 }, '+49×'],
    [{ objective_best: 1 }, ''],
  ])('%j is told as "%s"', (fixture, text) => expect(row(fixture).distance.text).toBe(text));
  test('steps lead, epochs help out', () => {
    expect(row({ current_step: 50, total_steps: 200, current_epoch: 1, total_epochs: 2 }).progress).toBe(0.25);
    expect(row({ current_epoch: 1, total_epochs: 2 })).toMatchObject({ progress: 0.5, epochs: '1 / 2', steps: null });
    // Steps that count from 0: the last of 100 is 99.
    expect(row({ state: 'completed', current_step: 99, total_steps: 100 }).progress).toBe(1);
    expect(row({ state: 'completed', current_step: 99 }).progress).toBeNull();
    expect(row({ state: 'completed', current_step: 25, total_steps: 100 }).progress).toBe(0.25);
    expect(row({ state: 'running', current_step: 99, total_steps: 100 }).progress).toBe(0.99);
  });
  test.each([
    [99, null, '99'],
    [999, 1_000, '999 / 1000'],
    [98, 247.5, '98 / 247.5'],
    [9_999, 9_999, '9999 / 9999'],
    [12_345, 50_000, '12.3k / 50k'],
    // Not 50k / 50k before all is done.
    [49_999, 50_000, '49.9k / 50k'],
    [12_345, 12_345, '12.3k / 12.3k'],
    [98, 50_000, '98 / 50k'],
    [0, 50_000, '0 / 50k'],
    [2.999, 10, '2.99 / 10'],
    [1_204_000, null, '1.2M'],
  ])('%p of %p is told as "%s"', (done, total, text) => expect(countText(done, total, null)).toBe(text));
  test('a count is written as its field says, both numbers alike', () => {
    const frame = sessionsFrame([{ session_id: 'a', state: 'running', current_step: 999, total_steps: 1_000 }]);
    frame.fields.find(({ name }) => name === 'current_step')!.config = { decimals: 1 };
    expect(readRow(buildModel([frame], theme, NOW).entries[0]!).steps).toBe('999.0 / 1000.0');
  });
  test('less than a cent is not told as nothing, as the datasource’s own field is written too', () => {
    const costOf = (training_cost_usd: number) => {
      const frame = sessionsFrame([{ session_id: 'a', state: 'running', training_cost_usd }]);
      return readRow(buildModel([frame], theme, NOW).entries[0]!).cost.text;
    };
    expect([0, 0.004, 0.005, 3, 1_234.5].map(costOf)).toEqual(['$0.00', '<$0.01', '<$0.01', '$3.00', '$1,235']);
  });
  test('units, decimals and mappings of the field go first', () => {
    const frame = sessionsFrame([{ session_id: 'a', state: 'running', training_cost_usd: 3 }]);
    frame.fields.find(({ name }) => name === 'training_cost_usd')!.config = { unit: 'currencyEUR', decimals: 1 };
    expect(readRow(buildModel([frame], theme, NOW).entries[0]!).cost.text).toBe('€3.0');
  });
  test('a score without a value keeps its reason', () =>
    expect(
      row({ overfitting_score: null, overfitting_score_n: 1, overfitting_score_reason: 'one value' }).scores
        .overfitting_score,
    ).toMatchObject({ value: null, n: 1, reason: 'one value' }));
  test('the signature changes with what is drawn and with nothing else', () => {
    expect(row({ values: 1 }).signature).toBe(row({ values: 2 }).signature);
    expect(row({ steps_since_best: 1 }).signature).not.toBe(row({ steps_since_best: 2 }).signature);
  });
});

describe('order', () => {
  test('critical, warning, running, then the newest', () => {
    const rows = rowsOf([
      { session_id: 'old', state: 'completed', started_at: 1 },
      { session_id: 'new', state: 'completed', started_at: 9 },
      { session_id: 'running', state: 'running', started_at: 2 },
      { session_id: 'warning', state: 'completed', attention: 'warning', started_at: 1 },
      { session_id: 'critical', state: 'failed', attention: 'critical', started_at: 1 },
      { session_id: 'hint', state: 'completed', attention: 'info', started_at: 0 },
    ]);
    expect(rows.sort(byAttention).map(({ id }) => id)).toEqual([
      'critical',
      'warning',
      'running',
      'new',
      'old',
      'hint',
    ]);
  });
  test('a failure of yesterday stands behind a warning of today, and behind what runs', () => {
    const failed = { state: 'failed', attention: 'critical', started_at: 1 };
    const rows = rowsOf([
      { session_id: 'last week', ...failed, completed_at: NOW - 7 * 86_400_000 },
      { session_id: 'running', state: 'running', started_at: 1 },
      { session_id: 'warning', state: 'running', attention: 'warning', started_at: 1, last_news_at: NOW },
      { session_id: 'this morning', ...failed, completed_at: NOW - 3_600_000 },
      { session_id: 'unknown when', ...failed },
    ]);
    expect(rows.sort(byAttention).map(({ id }) => id)).toEqual([
      'this morning',
      'unknown when',
      'warning',
      'running',
      'last week',
    ]);
  });
  test('empty cells stand last both ways', () => {
    const ids = (descending: boolean) =>
      sortEntries(twelve, { key: 'timeLeft', descending }).map((entry) => readRow(entry).timeLeft.value);
    expect(ids(true).findIndex((v) => v === null)).toBe(ids(false).findIndex((v) => v === null));
    expect(ids(true)[0]).toBeGreaterThan(ids(false)[0]!);
  });
  test('a header sorts one way, the other way, not at all', () => {
    const first = nextSort(null, 'cost');
    const second = nextSort(first, 'cost');
    expect([first, second, nextSort(second, 'cost')]).toEqual([
      { key: 'cost', descending: true },
      { key: 'cost', descending: false },
      null,
    ]);
  });
});

describe('filter', () => {
  test('every word must be found', () => {
    expect(filterEntries(twelve, { states: new Set(), text: 'GPT2 support' })).toHaveLength(2);
    expect(filterEntries(twelve, { states: new Set(), text: 'gpt2 nowhere' })).toHaveLength(0);
  });
  test('states are counted in the order of urgency and narrow the list', () => {
    expect(countStates(twelve).map(({ state }) => state)[0]).toBe('failed');
    expect(filterEntries(twelve, { states: toggleState(new Set(), 'hung'), text: '' })).toHaveLength(1);
  });
});

describe('columns', () => {
  const ids = (width: number, options = DEFAULT_OPTIONS) =>
    layoutColumns(width, modelOf(sessions(12)), options).map(({ id }) => id);
  test('fill the width exactly', () => {
    for (const width of [360, 500, 800, 1_234, 1_600]) {
      expect(layoutColumns(width, modelOf(sessions(12)), DEFAULT_OPTIONS).reduce((sum, c) => sum + c.width, 0)).toBe(
        width,
      );
    }
  });
  test('leave in the stated order', () => {
    expect(ids(1_700)).toEqual([...Object.keys(COLUMN_SPECS)]);
    expect(ids(1_600)).not.toContain('lastNews');
    expect(ids(1_600)).toContain('tags');
    expect(ids(345)).toEqual(['state', 'name', 'objective', 'progress']);
    expect(ids(800)).not.toContain('stability_score');
  });
  test('predictions can be switched off', () =>
    expect(ids(1_600, { ...DEFAULT_OPTIONS, showPredictions: false })).not.toContain('timeLeft'));
  test('without data for it a column has no place', () =>
    expect(
      layoutColumns(1_600, modelOf([{ session_id: 'a', state: 'running' }]), DEFAULT_OPTIONS).map(({ id }) => id),
    ).toEqual(['state', 'name']));
});

describe('sparkline', () => {
  test.each([
    ['[1, "NaN", null, 2]', [1, null, null, 2]],
    ['nonsense', []],
    ['{"a": 1}', []],
    [null, []],
    [createDataFrame({ fields: [{ name: 'l', type: FieldType.number, values: [1, NaN] }] }), [1, null]],
  ])('reads %p', (cell, values) => expect(sparklineValues(cell)).toEqual(values));
  test('does not bridge gaps', () => expect(sparkPath([1, null, 2, 3], 40, 20).line.match(/M/g)).toHaveLength(2));
  test('one value is a dot', () => expect(sparkPath([1], 40, 20).dots).toHaveLength(1));
});

test('of a thousand rows some thirty are drawn', () => {
  const { from, to } = rowWindow(20_000, 600, 46, 1_000);
  expect(to - from).toBeLessThan(30);
  expect(rowWindow(0, 600, 46, 3)).toEqual({ from: 0, to: 3 });
});

test('keys move within the list and the list follows', () => {
  expect([rowAfterKey('ArrowDown', -1, 5, 3), rowAfterKey('End', 0, 5, 3), rowAfterKey('PageUp', 2, 5, 3)]).toEqual([
    0, 4, 0,
  ]);
  expect(rowAfterKey('x', 0, 5, 3)).toBeNull();
  expect(rowAfterKey('ArrowDown', 0, 0, 3)).toBeNull();
  expect([scrollToRow(10, 0, 100, 20), scrollToRow(0, 50, 100, 20), scrollToRow(1, 0, 100, 20)]).toEqual([120, 0, 0]);
});

test('of chosen rows the first comes to the top, unless one is in view', () => {
  const list = { scrollTop: 0, height: 100, rowHeight: 20, rows: 40 };
  expect(scrollToFirst([20, 30], list)).toBe(400);
  expect(scrollToFirst([2, 30], list)).toBe(0);
  // Row 5 is cut in half.
  expect(scrollToFirst([5], { ...list, scrollTop: 10 })).toBe(100);
  expect(scrollToFirst([39], list)).toBe(700);
});

test.each([
  ['/d/compare/sessions-side-by-side', true],
  ['/d/compare', true],
  ['/d-solo/compare/x', true],
  ['/d/overview/compare', false],
  ['/explore', false],
])('%s is the dashboard that compares: %p', (pathname, is) => expect(isDashboard('compare', pathname)).toBe(is));

test('old dashboards get the defaults', () =>
  expect(migrateTrainingProgress({ options: { density: 'compact' } })).toEqual({
    ...DEFAULT_OPTIONS,
    density: 'compact',
  }));

test('the list offers itself for sessions only', () => {
  expect(suggestTrainingProgress(getPanelDataSummary([sessionsFrame(sessions(1))]))).toHaveLength(1);
  expect(suggestTrainingProgress(getPanelDataSummary([]))).toBeUndefined();
});
