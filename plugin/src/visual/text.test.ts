import { describe, expect, test } from '@jest/globals';
import { createTheme, FieldType, type Field } from '@grafana/data';
import { clockText, durationText } from './durationText';
import { finiteOf, numberOf, textOf } from './fieldValue';
import { isMaximized, metricRole } from './metricRole';
import { compactNumber, metricText, significantNumber } from './numberText';

const theme = createTheme();
const field = (config: Field['config']): Field => ({ name: 'loss', type: FieldType.number, values: [], config });

test.each([
  [0, '0 s'],
  [0.25, '250 ms'],
  [59, '59 s'],
  [200, '3 min 20 s'],
  [3_599, '60 min'],
  [7_500, '2 h 05 min'],
  [273_600, '3 d 4 h'],
  [-1, ''],
  [NaN, ''],
])('%p seconds are told as "%s"', (seconds, text) => expect(durationText(seconds)).toBe(text));

test.each([
  [45, '0:45'],
  [3_900, '1:05:00'],
  [200_000, '2d 7h'],
  [-60, '-1:00'],
])('%p seconds stand on an axis as "%s"', (seconds, text) => expect(clockText(seconds)).toBe(text));

test.each([
  [950, '950'],
  [12_540, '12.5k'],
  [3_204_000_000, '3.2B'],
  [-2_000_000, '-2M'],
])('%p is compact as "%s"', (value, text) => expect(compactNumber(value)).toBe(text));

test.each([
  [0.231449, '0.2314'],
  [2.5e-5, '2.5e-5'],
  [0, '0'],
  [1_254, '1,254'],
  [NaN, 'NaN'],
  [-Infinity, '−∞'],
])('%p has four digits that count: "%s"', (value, text) => expect(significantNumber(value)).toBe(text));

describe('the text of a metric', () => {
  test('follows unit and decimals where they are set', () =>
    expect(metricText(field({ unit: 'percentunit', decimals: 1 }), 0.256, theme)).toBe('25.6%'));
  test('keeps small numbers legible where nothing is set', () =>
    expect(metricText(field({}), 3e-5, theme)).toBe('3e-5'));
  test('says NaN whatever the unit', () => expect(metricText(field({ unit: 'percentunit' }), NaN, theme)).toBe('NaN'));
});

test.each([
  ['1.5', 1.5],
  [' NaN ', NaN],
  ['-inf', -Infinity],
  ['', null],
  ['fast', null],
  [true, null],
  [undefined, null],
  [0, 0],
])('the number in the cell %p is %p', (cell, number) => expect(numberOf(cell)).toEqual(number));

test('a cell that is not finite holds no finite number', () => expect(finiteOf('NaN')).toBeNull());
test('an empty cell holds no text', () => expect([textOf(''), textOf(null), textOf(0)]).toEqual([null, null, '0']));

test.each([
  ['validation_loss', 'validation'],
  ['eval/loss', 'validation'],
  ['val_acc', 'validation'],
  ['training_loss', 'training'],
  ['train/loss', 'training'],
  ['loss', 'training'],
  ['value', 'other'],
  ['reward', 'other'],
  ['trainable_parameters', 'other'],
])('%s is a metric of the kind %s', (name, role) => expect(metricRole(name)).toBe(role));

test('of accuracy and reward more is better, of loss less', () =>
  expect(['val_accuracy', 'reward', 'train/f1', 'validation_loss'].map(isMaximized)).toEqual([
    true,
    true,
    true,
    false,
  ]));
