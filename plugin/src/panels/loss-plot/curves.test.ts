/** From curves to marks, ranges and pixels. */
import { describe, expect, test } from '@jest/globals';
import { createTheme } from '@grafana/data';
import fc from 'fast-check';
import { readMarks } from './curveMarks';
import { decimate } from './decimate';
import {
  allNaNFrame,
  curveFrame,
  divergedFrames,
  millionFrame,
  onePointFrames,
  overfittingFrames,
  resumedFrames,
  runFrames,
  severalRuns,
} from './fixtures';
import { closestRow, hoverAt, sortRows } from './hover';
import { LabelPlacer } from './labels';
import { groupStrips, shareHeight } from './layout';
import { buildLines } from './lines';
import { buildMarks } from './marks';
import { buildModel } from './model';
import { bestIndex, overfittingScore } from './overfitting';
import { countNonPositive, xExtent, yRange } from './ranges';
import { smooth } from './smoothing';
import { nextHidden } from './visibility';

const theme = createTheme();
const all = { showBest: true, showEarlyStop: true, showOverfitting: true, showAttempts: true };
const curvesOf = (frames: Parameters<typeof buildModel>[0]) => buildModel(frames, 'auto', /rate|norm/).curves;
const marksOf = (frames: Parameters<typeof buildModel>[0]) => buildMarks(curvesOf(frames), 'step', 'utc', all);
const kinds = (frames: Parameters<typeof buildModel>[0]) => marksOf(frames).map(({ kind }) => kind);
const columns = (values: number[]) => Float64Array.from(values);

describe('smoothing', () => {
  test('is off at 0: the very same values', () => {
    const y = columns([1, 2]);
    expect(smooth(y, 0)).toBe(y);
  });
  test('is debiased: a constant stays what it is', () =>
    smooth(columns([3, 3, 3]), 0.9).forEach((value) => expect(value).toBeCloseTo(3, 12)));
  test('weighs as TensorBoard does', () => expect(smooth(columns([1, 2]), 0.5)[1]).toBeCloseTo(5 / 3, 12));
  test('a NaN leaves a break and swallows nothing behind it', () => {
    const out = smooth(columns([1, NaN, 1]), 0.9);
    expect([Number.isNaN(out[1]), out[2]]).toEqual([true, 1]);
  });
  test('never leaves the range of the values', () =>
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1 }),
        fc.double({ min: 0, max: 0.99, noNaN: true }),
        (values, weight) => {
          const out = smooth(columns(values), weight);
          return out.every((v) => v >= Math.min(...values) - 1e-9 && v <= Math.max(...values) + 1e-9);
        },
      ),
    ));
});

describe('overfitting', () => {
  const curve = (values: number[], metric = 'validation_loss') =>
    curvesOf([curveFrame({ metric, steps: values.map((_, i) => i), values })])[0]!;
  test('5 % above the best scores .5', () => expect(overfittingScore(curve([2, 1, 1.05]))).toBeCloseTo(0.5, 9));
  test('at the best it scores 0', () => expect(overfittingScore(curve([3, 2, 1]))).toBe(0));
  test('values below zero are scored by the share of the improvement that was lost', () =>
    expect(overfittingScore(curve([1, -1, 0]))).toBeCloseTo(0.5, 9));
  test('one value has no score', () => expect(overfittingScore(curve([1]))).toBeNull());
  test('of accuracy the highest is best', () => expect(bestIndex(curve([0.1, 0.9, 0.5], 'val_accuracy'))).toBe(1));
});

describe('marks', () => {
  test('an overfitting run has its region, its early stop and its best', () => {
    const marks = marksOf(overfittingFrames());
    expect(marks.map(({ kind }) => kind)).toEqual(['region', 'line', 'point']);
    expect(marks[0]).toMatchObject({ from: marks[2]?.kind === 'point' ? marks[2].x : NaN, to: 6_000 });
  });
  test('a run that is worse at its end but whose training failed too is not called overfitting', () => {
    const steps = [0, 1, 2, 3, 4];
    const values = [3, 2, 1, 2, 3];
    expect(
      kinds([
        curveFrame({ metric: 'training_loss', steps, values }),
        curveFrame({ metric: 'validation_loss', steps, values }),
      ]),
    ).not.toContain('region');
  });
  test('a healthy run has no region', () => expect(kinds(runFrames())).not.toContain('region'));
  test('a diverged run says so once', () => {
    const labels = marksOf(divergedFrames()).flatMap((mark) => (mark.kind === 'break' ? [mark.label] : []));
    expect(labels).toEqual(['diverged at step 2,250', null]);
  });
  test('attempts after the first are marked', () =>
    expect(marksOf(resumedFrames()).flatMap((m) => (m.kind === 'line' && m.look === 'attempt' ? [m.x] : []))).toEqual([
      2_100, 4_500,
    ]));
  test('many sessions keep their best points only', () =>
    expect(new Set(kinds(severalRuns(10)))).toEqual(new Set(['point'])));
  test('nothing at all is marked where nothing is finite but the break', () =>
    expect(kinds([allNaNFrame()])).toEqual(['break']));
  test('the word of the datasource goes first', () => {
    const custom = {
      objective: { metric: 'validation_loss', direction: 'minimize' as const },
      best: { x: 2, step: 2, value: 2 },
      early_stop: { x: 3, step: 3, value: null },
    };
    const frame = curveFrame({ metric: 'validation_loss', steps: [1, 2, 3], values: [3, 2, 1], custom });
    expect(marksOf([frame]).map((mark) => ('x' in mark ? [mark.x, mark.label] : []))).toEqual([
      [3, 'stopped early'],
      [2, 'best 2 · step 2'],
    ]);
  });
  describe('a best that was told', () => {
    const steps = [50, 60, 70];
    const marksWith = (best: object | null, values = [3, 2.5, 2.8]) =>
      marksOf([
        curveFrame({
          metric: 'validation_loss',
          steps,
          values,
          custom: { objective: { metric: 'validation_loss', direction: 'minimize' as const }, best: best as never },
        }),
      ]).map((mark) => [mark.kind, 'x' in mark ? mark.x : NaN]);
    test('outside of the values at hand is not drawn, and no other is called best', () => {
      expect(marksWith({ x: 20, step: 20, value: 1 })).toEqual([]);
      expect(marksWith({ x: 90, step: 90, value: 1 })).toEqual([]);
    });
    test('without a place is found by its value', () => {
      expect(marksWith({ x: null, step: null, value: 2.5 })).toContainEqual(['point', 60]);
      expect(marksWith({ x: null, step: null, value: 1 })).toEqual([]);
    });
    test('as null leaves it to the curve', () => expect(marksWith(null)).toContainEqual(['point', 60]));
  });
  test.each([[undefined], [null], [7], [{ attempts: 'x', best: [], overfitting: 'NaN' }]])(
    'custom data of %p is read without complaint',
    (custom) => expect(readMarks({ fields: [], length: 0, meta: { custom: custom as never } }).best).toBeNull(),
  );
});

describe('ranges', () => {
  const lines = (frames: Parameters<typeof buildModel>[0]) => buildLines(curvesOf(frames), ['run-a'], 0, theme);
  test('one point has room on both sides', () => {
    expect(xExtent(curvesOf(onePointFrames()))).toEqual([9, 11]);
    const [low, high] = yRange(lines(onePointFrames()), [9, 11], false, {});
    expect(low < 2.31 && high > 2.44).toBe(true);
  });
  test('only NaN has a range too', () =>
    expect(yRange(lines([allNaNFrame()]), [0, 100], false, {})).toEqual([0, 1.06]));
  test('limits of an override count, on a log scale only above zero', () => {
    expect(yRange(lines(runFrames()), [0, 6_000], false, { min: -1, max: 9 })).toEqual([-1, 9]);
    expect(yRange(lines(runFrames()), [0, 6_000], true, { min: -1 })[0]).toBeGreaterThan(0);
  });
  test('a log range ends at numbers of one digit', () => {
    const frame = curveFrame({ metric: 'loss', steps: [1, 2], values: [0.0234, 1.7] });
    expect(yRange(lines([frame]), [1, 2], true, {})).toEqual([0.02, 2]);
  });
  test('values that a log scale leaves out are counted', () =>
    expect(countNonPositive(curvesOf([curveFrame({ metric: 'loss', steps: [1, 2, 3], values: [0, -1, 2] })]))).toBe(2));
});

describe('decimation', () => {
  test('a million points become at most four a pixel, extremes kept', () => {
    const curve = curvesOf([millionFrame(100_000)])[0]!;
    const spike = 77_777;
    curve.y[spike] = 50;
    const { length, points } = decimate(curve.x, curve.y, 0, 100_000, { offset: 0, factor: 0.01 }, (v) => v);
    expect(length).toBeLessThanOrEqual(4 * 1_001);
    expect(Math.max(...points.filter((_, i) => i % 2 === 1 && i < length * 2))).toBe(50);
  });
  test('breaks lift the pen and lone points get a dot', () => {
    const { points, length, alone } = decimate(
      columns([0, 1, 2, 3, 4]),
      columns([1, NaN, 2, 3, NaN]),
      0,
      5,
      { offset: 0, factor: 10 },
      (v) => v,
    );
    expect([...points.slice(0, length * 2)]).toEqual([0, 1, NaN, NaN, 20, 2, 30, 3, NaN, NaN]);
    expect(alone).toEqual([0]);
  });
});

describe('hover', () => {
  const lines = buildLines(curvesOf(divergedFrames()), ['lr-too-high'], 0.5, theme);
  test('names every curve, each at its nearest point', () => {
    const hover = hoverAt(lines, 1_004, 10)!;
    expect(hover.x).toBe(1_000);
    expect(hover.rows.map(({ x }) => x)).toEqual([1_000, 1_000]);
    expect(hover.time).toBeGreaterThan(0);
  });
  test('tells NaN as it was logged', () => expect(hoverAt(lines, 2_600, 10)?.rows[0]?.raw).toBeNaN());
  test('sees nothing far outside', () => expect(hoverAt(lines, 99_999, 10)).toBeNull());
  test('the closest row is the one whose point is drawn nearest', () => {
    const hover = hoverAt(lines, 500, 10)!;
    const target = hover.rows[1]!;
    expect(closestRow(hover, target.smoothed!, (_, value) => value)).toBe(target);
  });
  test('values are sorted, NaN last', () => {
    const rows = [3, NaN, 1].map((raw) => ({ raw }) as never);
    expect(sortRows(rows, 'asc').map(({ raw }) => raw)).toEqual([1, 3, NaN]);
    expect(sortRows(rows, 'desc').map(({ raw }) => raw)).toEqual([3, 1, NaN]);
  });
});

test('labels avoid each other and the edge', () => {
  const placer = new LabelPlacer({ left: 0, top: 0, width: 100, height: 40 });
  expect(placer.place(60, 10, [[80, 0]])).toMatchObject({ left: 40, top: 0 });
  expect(
    placer.place(60, 10, [
      [40, 5],
      [40, 12],
    ]),
  ).toMatchObject({ top: 12 });
  expect(placer.place(200, 10, [[0, 0]])).toBeNull();
});

describe('layout', () => {
  test('low panels give strips up, the last first', () => {
    expect(shareHeight(480, 2, true).strips).toHaveLength(2);
    expect(shareHeight(260, 2, true).strips).toHaveLength(1);
    expect(shareHeight(160, 2, true)).toEqual({ main: 160, strips: [] });
  });
  test('strips without curves above share the height', () => {
    const { main, strips } = shareHeight(300, 2, false);
    expect([main, strips.length]).toEqual([0, 2]);
  });
  test('a strip holds all curves of its metric', () => {
    const { strips, sessions } = buildModel(severalRuns(3), 'auto', /rate|norm/);
    const groups = groupStrips(buildLines(strips, sessions, 0, theme, true));
    expect(groups.map(({ label, lines }) => [label, lines.length])).toEqual([
      ['learning rate', 3],
      ['gradient norm', 3],
    ]);
  });
});

test('a click shows one curve alone, again all; with a modifier it toggles', () => {
  const keys = ['a', 'b', 'c'];
  const alone = nextHidden(keys, new Set(), 'a', false);
  expect([...alone]).toEqual(['b', 'c']);
  expect([...nextHidden(keys, alone, 'a', false)]).toEqual([]);
  expect([...nextHidden(keys, alone, 'b', true)]).toEqual(['c']);
});
