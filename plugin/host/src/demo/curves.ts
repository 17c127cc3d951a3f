/** A made-up training run: proves that a built panel draws on this page without any server. */
import { createDataFrame, dateTime, FieldType, LoadingState, type PanelData } from '@grafana/data';

const steps = Array.from({ length: 400 }, (_, index) => index * 10);

/** A loss that falls and flattens; `rise` bends it up again, as an overfitting validation loss does. */
const lossAt = (step: number, floor: number, rise: number) =>
  floor + 2.4 * Math.exp(-step / 700) + rise * Math.max(0, step - 2_000) ** 2 + 0.03 * Math.sin(step / 37);

export const demoData = (): PanelData => {
  const to = dateTime();
  const from = dateTime(to).subtract(1, 'hour');
  const frame = createDataFrame({
    name: 'demo',
    fields: [
      { name: 'step', type: FieldType.number, values: steps },
      { name: 'training_loss', type: FieldType.number, values: steps.map((step) => lossAt(step, 0.3, 0)) },
      { name: 'validation_loss', type: FieldType.number, values: steps.map((step) => lossAt(step, 0.5, 1.2e-7)) },
    ],
  });
  return { state: LoadingState.Done, series: [frame], timeRange: { from, to, raw: { from, to } } };
};
