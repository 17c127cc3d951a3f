import { describe, expect, test } from '@jest/globals';
import { createDataFrame, createTheme, FieldType } from '@grafana/data';
import { alignedDataOf, plotConfiguration } from './plot';

const frame = createDataFrame({
  fields: [
    { name: 'step', type: FieldType.number, values: [0, 1, 2] },
    { name: 'phase', type: FieldType.string, values: ['a', 'a', 'b'] },
    { name: 'loss', type: FieldType.number, values: [3, 2, 1] },
  ],
});

describe('the loss plot', () => {
  test('draws the numeric fields over the first one', () => {
    expect(alignedDataOf(frame)).toEqual([
      [0, 1, 2],
      [3, 2, 1],
    ]);
  });

  test('has one line a numeric field', () => {
    expect(plotConfiguration(frame, createTheme()).getSeries()).toHaveLength(1);
  });
});
