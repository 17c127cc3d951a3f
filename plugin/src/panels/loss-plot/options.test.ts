import { expect, test } from '@jest/globals';
import { getPanelDataSummary } from '@grafana/data';
import { csvFrame, runFrames, wordsFrame } from './fixtures';
import { migrateLossPlot } from './migrations';
import { completeOptions, DEFAULT_OPTIONS, DEFAULT_STRIP_METRICS, stripPattern } from './options';
import { suggestLossPlot } from './suggestions';

test('options that an old dashboard lacks are filled in, those that it has are kept', () =>
  expect(migrateLossPlot({ options: { logScale: true } })).toEqual({ ...DEFAULT_OPTIONS, logScale: true }));

test('smoothing stays within its range', () =>
  expect([7, -1, NaN].map((smoothing) => migrateLossPlot({ options: { smoothing } }).smoothing)).toEqual([0.99, 0, 0]));

test('a way to read values that nobody knows is as logged', () =>
  expect(migrateLossPlot({ options: { yTransform: 'log' as never } }).yTransform).toBe('none'));

test('no options at all are the defaults', () => expect(completeOptions(undefined)).toEqual(DEFAULT_OPTIONS));

test.each(['learning_rate', 'lr', 'train/learning_rate', 'grad_norm', 'gradient_norm', 'grad_2.0_norm_total'])(
  '%s is drawn in a strip',
  (name) => expect(stripPattern(DEFAULT_STRIP_METRICS).pattern?.test(name)).toBe(true),
);

test('a broken pattern is said and matches nothing', () =>
  expect(stripPattern('(')).toEqual({ pattern: null, problem: 'Strip metrics: "(" is not a valid pattern' }));

test('the plot offers itself for losses over steps only', () => {
  expect(suggestLossPlot(getPanelDataSummary(runFrames()))).toHaveLength(1);
  expect(suggestLossPlot(getPanelDataSummary([csvFrame()]))).toHaveLength(1);
  expect(suggestLossPlot(getPanelDataSummary([wordsFrame()]))).toBeUndefined();
});
