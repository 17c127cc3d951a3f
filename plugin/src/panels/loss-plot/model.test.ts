import { describe, expect, test } from '@jest/globals';
import { createDataFrame, FieldType } from '@grafana/data';
import { csvFrame, curveFrame, gapFrames, overfittingFrames, severalRuns, wideFrame, wordsFrame } from './fixtures';
import { buildModel, MAX_CURVES } from './model';
import { DEFAULT_STRIP_METRICS } from './options';

const strip = new RegExp(DEFAULT_STRIP_METRICS, 'i');

test('curves of one session are named by their metric, strips stand apart', () => {
  const model = buildModel(overfittingFrames(), 'auto', strip);
  expect(model.xKind).toBe('step');
  expect(model.curves.map(({ name, role }) => [name, role])).toEqual([
    ['training loss', 'training'],
    ['validation loss', 'validation'],
  ]);
  expect(model.strips.map(({ name }) => name)).toEqual(['learning rate', 'gradient norm']);
});

test('curves of several sessions carry the session in their name', () =>
  expect(buildModel(severalRuns(2), 'auto', strip).curves[0]?.name).toBe('aurora · training loss'));

test('the display name of an override stands as it is', () => {
  const frame = curveFrame({ metric: 'training_loss', steps: [1, 2], values: [2, 1], displayName: 'Mine' });
  expect(buildModel([frame], 'auto', null).curves[0]?.name).toBe('Mine');
});

test('a CSV of step and loss is one curve over steps', () => {
  const { curves, xKind } = buildModel([csvFrame()], 'auto', strip);
  expect([curves.length, curves[0]?.metric, curves[0]?.role, xKind]).toEqual([1, 'loss', 'training', 'step']);
});

describe('a wide frame with two x columns, a name twice and numbers as text', () => {
  const { curves, notices } = buildModel([wideFrame()], 'auto', strip);
  test('is drawn over steps', () => expect(curves[0]?.x[0]).toBe(10));
  test('has every number column once, told apart by name', () =>
    expect(curves.map(({ name }) => name)).toEqual(['train loss', 'val loss', 'train loss (2)']));
  test('has unique keys', () => expect(new Set(curves.map(({ key }) => key)).size).toBe(3));
  test('joins the validation values that stand alone', () => expect(curves[1]?.x.length).toBe(10));
  test('says that numbers came as text', () => expect(notices).toEqual(['train_loss holds its numbers as text']));
  test('is drawn over epochs when asked', () => expect(buildModel([wideFrame()], 'epoch', strip).xKind).toBe('epoch'));
});

test('gaps stay gaps and NaN is remembered', () => {
  const [curve] = buildModel(gapFrames(), 'auto', null).curves;
  expect(curve?.broken).toHaveLength(1);
  expect(curve?.x[curve.broken[0] ?? -1]).toBe(1_200);
  expect([...(curve?.y ?? [])].filter(Number.isNaN)).toHaveLength(20);
});

test('rows out of order are sorted, rows without x left out', () => {
  const frame = createDataFrame({
    fields: [
      { name: 'step', type: FieldType.number, values: [30, 10, null, 20] },
      { name: 'loss', type: FieldType.number, values: [3, 1, 9, 'NaN'] },
    ],
  });
  const [curve] = buildModel([frame], 'auto', null).curves;
  expect([...(curve?.x ?? [])]).toEqual([10, 20, 30]);
  expect([...(curve?.y ?? [])]).toEqual([1, NaN, 3]);
  expect(curve?.broken).toEqual([1]);
  expect([...(curve?.rows ?? [])]).toEqual([1, 3, 0]);
});

test('a table with a session column gives a curve a session', () => {
  const frame = createDataFrame({
    fields: [
      { name: 'session', type: FieldType.string, values: ['a', 'b', 'a', 'b'] },
      { name: 'step', type: FieldType.number, values: [1, 1, 2, 2] },
      { name: 'loss', type: FieldType.number, values: [4, 5, 3, 2] },
    ],
  });
  const { curves } = buildModel([frame], 'auto', null);
  expect(curves.map(({ session, y }) => [session, ...y])).toEqual([
    ['a', 4, 3],
    ['b', 5, 2],
  ]);
});

test('elapsed time is worked out from time', () => {
  const { curves, xKind } = buildModel(overfittingFrames(), 'relative_time', null);
  expect([xKind, curves[0]?.x[0], curves[0]?.x[1]]).toEqual(['relative_time', 0, 9]);
});

test('an x that the data lacks falls back and is said', () =>
  expect(buildModel([csvFrame()], 'tokens', null).notices).toEqual(['No tokens in the data, drawn over step']));

test('without a number there is a message that names what came', () =>
  expect(buildModel([wordsFrame()], 'auto', null).problem).toMatch(/number field.*message \(string\)/));

test('more curves than anybody can tell apart are cut and said', () => {
  const { curves, notices } = buildModel(severalRuns(60), 'auto', null);
  expect(curves).toHaveLength(MAX_CURVES);
  expect(notices).toEqual(['200 of 240 curves drawn']);
});

test('keys stay while data streams in', () => {
  const keys = () => buildModel(severalRuns(3), 'auto', strip).curves.map(({ key }) => key);
  expect(keys()).toEqual(keys());
});
