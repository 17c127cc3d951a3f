import { expect, test } from '@jest/globals';
import { render, screen } from '@testing-library/react';
import { dateTime, EventBusSrv, LoadingState, type PanelProps } from '@grafana/data';
import { LossPlotPanel } from './LossPlotPanel';

const now = dateTime(0);
const timeRange = { from: now, to: now, raw: { from: now, to: now } };
const props: PanelProps = {
  id: 1,
  title: '',
  transparent: false,
  renderCounter: 0,
  width: 400,
  height: 200,
  data: { state: LoadingState.Done, series: [], timeRange },
  timeRange,
  timeZone: 'browser',
  options: {},
  fieldConfig: { defaults: {}, overrides: [] },
  eventBus: new EventBusSrv(),
  replaceVariables: (text) => text,
  onOptionsChange: () => {},
  onFieldConfigChange: () => {},
  onChangeTimeRange: () => {},
};

test('without frames the panel says so instead of drawing', () => {
  render(<LossPlotPanel {...props} />);
  expect(screen.getByText(/unable to render data/i)).not.toBeNull();
});
