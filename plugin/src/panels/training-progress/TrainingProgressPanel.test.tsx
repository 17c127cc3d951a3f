import { expect, test } from '@jest/globals';
import { fireEvent, render, screen } from '@testing-library/react';
import { dateTime, EventBusSrv, LoadingState, type DataFrame, type PanelProps } from '@grafana/data';
import { locationService } from '@grafana/runtime';
import { sessions, sessionsFrame } from './fixtures';
import { DEFAULT_OPTIONS, type TrainingProgressOptions } from './options';
import { TrainingProgressPanel } from './TrainingProgressPanel';

const now = dateTime(0);
const timeRange = { from: now, to: now, raw: { from: now, to: now } };
const props = (series: DataFrame[], width = 1_600): PanelProps<TrainingProgressOptions> => ({
  id: 1,
  title: '',
  transparent: false,
  renderCounter: 0,
  width,
  height: 600,
  data: { state: LoadingState.Done, series, timeRange },
  timeRange,
  timeZone: 'browser',
  options: DEFAULT_OPTIONS,
  fieldConfig: { defaults: {}, overrides: [] },
  eventBus: new EventBusSrv(),
  replaceVariables: (text) => text,
  onOptionsChange: () => {},
  onFieldConfigChange: () => {},
  onChangeTimeRange: () => {},
});
const bodyRows = () => screen.getAllByRole('row').filter((element) => element.hasAttribute('data-session'));

test('without sessions the panel says what to do', () => {
  render(<TrainingProgressPanel {...props([])} />);
  expect(screen.getByRole('status').textContent).toMatch(/No training sessions yet/);
});

test('a grid with headings that sort', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} />);
  expect(bodyRows()).toHaveLength(5);
  const heading = screen.getByRole('columnheader', { name: 'Cost' });
  expect(heading.getAttribute('aria-sort')).toBe('none');
  fireEvent.click(screen.getByRole('button', { name: 'Sort by Cost' }));
  expect(heading.getAttribute('aria-sort')).toBe('descending');
});

test('arrow keys and Enter set the dashboard variable', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} />);
  const grid = screen.getByRole('grid');
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'ArrowDown' });
  fireEvent.keyDown(grid, { key: 'Enter' });
  const chosen = bodyRows()[1];
  expect(chosen?.getAttribute('aria-selected')).toBe('true');
  expect(locationService.getSearchObject()['var-session']).toBe(chosen?.getAttribute('data-session'));
});

test('chips narrow the list to a state', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(10))])} />);
  fireEvent.click(screen.getByTitle('Show only: Hung'));
  expect(bodyRows()).toHaveLength(1);
});

test('of two hundred sessions only those in view are drawn', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(200))])} />);
  expect(bodyRows().length).toBeLessThan(30);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('201');
});

test('a very small panel shows cards', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(3))], 300)} />);
  expect(bodyRows()).toHaveLength(3);
  expect(screen.queryByRole('columnheader')).toBeNull();
});

test('what the dashboard chose is scrolled to, once', () => {
  const rows = sessions(200);
  const chosen = String(rows[150]?.session_id);
  const variable = { replaceVariables: () => chosen };
  locationService.partial({ 'var-session': chosen });
  const { rerender } = render(<TrainingProgressPanel {...props([sessionsFrame(rows)])} {...variable} />);
  const grid = screen.getByRole('grid');
  expect(grid.scrollTop).toBeGreaterThan(0);
  grid.scrollTop = 0;
  fireEvent.scroll(grid);
  rerender(<TrainingProgressPanel {...props([sessionsFrame(rows)])} {...variable} />);
  expect(grid.scrollTop).toBe(0);
});
