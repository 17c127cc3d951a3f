import { expect, test } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import { dateTime, EventBusSrv, LoadingState, type PanelProps } from '@grafana/data';
import { wordsFrame } from './fixtures';
import { LossPlotPanel } from './LossPlotPanel';
import { DEFAULT_OPTIONS, type LossPlotOptions } from './options';

const now = dateTime(0);
const timeRange = { from: now, to: now, raw: { from: now, to: now } };
const props: PanelProps<LossPlotOptions> = {
  id: 1,
  title: '',
  transparent: false,
  renderCounter: 0,
  width: 400,
  height: 200,
  data: { state: LoadingState.Done, series: [], timeRange },
  timeRange,
  timeZone: 'browser',
  options: DEFAULT_OPTIONS,
  fieldConfig: { defaults: {}, overrides: [] },
  eventBus: new EventBusSrv(),
  replaceVariables: (text) => text,
  onOptionsChange: () => {},
  onFieldConfigChange: () => {},
  onChangeTimeRange: () => {},
};

const draw = (series: PanelProps['data']['series']) =>
  render(<LossPlotPanel {...props} data={{ ...props.data, series }} />);

test('without frames the panel says what to do', () => {
  draw([]);
  expect(screen.getByRole('status').textContent).toMatch(/No curves yet/);
});

test('a query that failed is told in the words of its datasource', () => {
  const error = { message: 'The exporter does not answer. Check its address' };
  render(<LossPlotPanel {...props} data={{ ...props.data, state: LoadingState.Error, error, errors: [error] }} />);
  expect(screen.getByRole('status').textContent).toBe(`The query failed${error.message}`);
});

test('while it loads for the first time nothing is said yet', () => {
  render(<LossPlotPanel {...props} data={{ ...props.data, state: LoadingState.Loading }} />);
  expect(screen.queryByRole('status')).toBeNull();
});

test('frames without numbers are told what is missing', () => {
  draw([wordsFrame()]);
  expect(screen.getByText(/needs a number field/i)).not.toBeNull();
});
