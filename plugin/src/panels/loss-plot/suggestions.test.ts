import { expect, test } from '@jest/globals';
import { createDataFrame, FieldType, type DataFrame, type PanelDataSummary } from '@grafana/data';
import { csvFrame, runFrames } from './fixtures';
import { suggestLossPlot } from './suggestions';

const suggested = (...rawFrames: DataFrame[]) => suggestLossPlot({ rawFrames } as PanelDataSummary)?.[0]?.name;
const numbers = (name: string, values: number[]) => ({ name, type: FieldType.number, values });

test('a loss over steps is offered a loss plot', () => {
  expect(suggested(csvFrame())).toBe('Loss plot');
  expect(suggested(...runFrames())).toBe('Loss plot');
});

test('a list of sessions is not', () =>
  expect(
    suggested(
      createDataFrame({
        fields: [
          { name: 'session_id', type: FieldType.string, values: ['a', 'b'] },
          { name: 'state', type: FieldType.string, values: ['running', 'failed'] },
          numbers('current_step', [1, 2]),
          numbers('training_loss', [1, 2]),
          { name: 'started_at', type: FieldType.time, values: [1, 2] },
        ],
      }),
    ),
  ).toBeUndefined());

test('nor what does not run along anything, or is of something else', () => {
  expect(suggested(createDataFrame({ fields: [numbers('step', [7]), numbers('loss', [1])] }))).toBeUndefined();
  expect(suggested(createDataFrame({ fields: [numbers('step', [7, 7]), numbers('loss', [1, 2])] }))).toBeUndefined();
  expect(
    suggested(
      createDataFrame({ fields: [{ name: 'time', type: FieldType.time, values: [1, 2] }, numbers('cpu', [1, 2])] }),
    ),
  ).toBeUndefined();
});
