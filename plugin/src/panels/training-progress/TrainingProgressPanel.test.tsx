import { afterEach, expect, jest, test } from '@jest/globals';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import {
  dateTime,
  EventBusSrv,
  LoadingState,
  type DataFrame,
  type DataQueryRequest,
  type PanelProps,
} from '@grafana/data';
import { locationService, setDataSourceSrv } from '@grafana/runtime';
import type { SessionChange, SessionEditing } from '../../frames/session-editing';
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
afterEach(() => locationService.push('/'));
const bodyRows = () => screen.getAllByRole('row').filter((element) => element.hasAttribute('data-session'));

test('without sessions the panel says what to do', () => {
  render(<TrainingProgressPanel {...props([])} />);
  expect(screen.getByRole('status').textContent).toMatch(/No sessions to show/);
});

test('a failed query is told in the words of its datasource, and invites nobody', () => {
  const message = 'The exporter does not answer. Check that it runs at http://127.0.0.1:4319.';
  const failed = { ...props([]).data, state: LoadingState.Error, errors: [{ message }] };
  const { rerender } = render(<TrainingProgressPanel {...props([])} data={failed} />);
  expect(screen.getByRole('status').textContent).toBe(`The query failed${message}`);
  // What an earlier answer brought stays: the panel's frame tells of the error.
  rerender(<TrainingProgressPanel {...props([])} data={{ ...failed, series: [sessionsFrame(sessions(2))] }} />);
  expect(bodyRows()).toHaveLength(2);
});

test('while the first answer is awaited nothing is claimed', () => {
  render(<TrainingProgressPanel {...props([])} data={{ ...props([]).data, state: LoadingState.Loading }} />);
  expect(screen.queryByText(/No training sessions/)).toBeNull();
});

test('progress is told with or without a total', () => {
  const fixture = { state: 'completed', current_epoch: 5, total_epochs: 10 };
  const rows = [
    { ...fixture, session_id: 'open', current_step: 99 },
    { ...fixture, session_id: 'stated', current_step: 1_000, total_steps: 1_000 },
  ];
  render(<TrainingProgressPanel {...props([sessionsFrame(rows)])} />);
  expect(screen.getByText('epoch 5 / 10 · 99 steps')).toBeTruthy();
  expect(screen.getByText('epoch 5 / 10 · step 1000 / 1000')).toBeTruthy();
  cleanup();
  // In little room the words are about what the bar shows.
  const open = { session_id: 'no total', state: 'running', current_step: 7 };
  render(<TrainingProgressPanel {...props([sessionsFrame([...rows, open])], 480)} />);
  expect(['epoch 5 / 10', '1000 / 1000', '7 steps'].map((text) => screen.queryByText(text) !== null)).toEqual([
    true,
    true,
    true,
  ]);
});

test('a grid with headings that sort', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} />);
  expect(bodyRows()).toHaveLength(5);
  const heading = screen.getByRole('columnheader', { name: 'Cost' });
  expect(heading.getAttribute('aria-sort')).toBe('none');
  fireEvent.click(screen.getByRole('button', { name: 'Sort by Cost' }));
  expect(heading.getAttribute('aria-sort')).toBe('descending');
});

/** A dashboard with a variable `session`, which says what the address says, else nothing. */
const onDashboard = { replaceVariables: () => '' };

test('arrow keys and Enter set the dashboard variable', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} {...onDashboard} />);
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
  const variable = { replaceVariables: () => JSON.stringify(chosen) };
  locationService.partial({ 'var-session': chosen });
  const { rerender } = render(<TrainingProgressPanel {...props([sessionsFrame(rows)])} {...variable} />);
  const grid = screen.getByRole('grid');
  const place = bodyRows().find((row) => row.getAttribute('data-session') === chosen)!.style.top;
  expect(`${grid.scrollTop}px`).toBe(place);
  grid.scrollTop = 0;
  fireEvent.scroll(grid);
  rerender(<TrainingProgressPanel {...props([sessionsFrame(rows)])} {...variable} />);
  expect(grid.scrollTop).toBe(0);
});

test('ctrl+click adds to the variable, and takes out again; the last one stays', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} {...onDashboard} />);
  const [first, second] = bodyRows();
  fireEvent.click(first!);
  fireEvent.click(second!, { ctrlKey: true });
  const ids = [first, second].map((row) => row?.getAttribute('data-session'));
  expect(locationService.getSearchObject()['var-session']).toEqual(ids);
  const link = screen.getByRole('link', { name: 'Compare 2 sessions' });
  const address = new URL(link.getAttribute('href')!, 'http://grafana');
  expect(address.pathname).toBe('/d/shadower-training-compare');
  expect(address.searchParams.getAll('var-session').sort()).toEqual([...ids].sort());
  fireEvent.click(second!, { metaKey: true });
  fireEvent.click(first!, { metaKey: true });
  expect(locationService.getSearchObject()['var-session']).toBe(ids[0]);
});

test.each([
  ['*', []],
  ['$__all', []],
  ['["a, b","c"]', ['a, b', 'c']],
  ['"a, b"', ['a, b']],
])('the variable says %s: %j is selected', (value, selected) => {
  const rows = ['a, b', 'c', 'd'].map((session_id) => ({ session_id, state: 'running' }));
  render(<TrainingProgressPanel {...props([sessionsFrame(rows)])} replaceVariables={() => value} />);
  const shown = bodyRows().filter((row) => row.getAttribute('aria-selected') === 'true');
  expect(shown.map((row) => row.getAttribute('data-session')).sort()).toEqual(selected);
});

test('after All, ctrl+click selects what was clicked', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} replaceVariables={() => '*'} />);
  const [first] = bodyRows();
  fireEvent.click(first!, { ctrlKey: true });
  expect(locationService.getSearchObject()['var-session']).toBe(first?.getAttribute('data-session'));
});

test('the dashboard that compares does not lead to itself', () => {
  locationService.push('/d/shadower-training-compare/x');
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} {...onDashboard} />);
  const [first, second] = bodyRows();
  fireEvent.click(first!);
  fireEvent.click(second!, { ctrlKey: true });
  expect(screen.queryByRole('link', { name: /Compare/ })).toBeNull();
});

test('where the dashboard has no such variable, sessions are selected and nothing is written', () => {
  render(<TrainingProgressPanel {...props([sessionsFrame(sessions(5))])} />);
  fireEvent.click(bodyRows()[0]!);
  expect(bodyRows()[0]?.getAttribute('aria-selected')).toBe('true');
  expect(locationService.getSearchObject()).toEqual({});
});

test('duration and last news go on without new data', () => {
  jest.useFakeTimers({ now: 1_000_000_000 });
  try {
    const frame = sessionsFrame([
      { session_id: 'a', state: 'running', started_at: 1_000_000_000 - 50_000, last_news_at: 1_000_000_000 - 10_000 },
    ]);
    render(<TrainingProgressPanel {...props([frame])} />);
    expect(screen.getByText('10 s ago')).toBeTruthy();
    expect(screen.getByText('50 s')).toBeTruthy();
    act(() => {
      jest.advanceTimersByTime(5_000);
    });
    expect(screen.getByText('15 s ago')).toBeTruthy();
    expect(screen.getByText('55 s')).toBeTruthy();
  } finally {
    jest.useRealTimers();
  }
});

const request = {
  targets: [{ refId: 'A', datasource: { uid: 'ours', type: 'shadower-training-datasource' } }],
} as DataQueryRequest;
const edited = (series: DataFrame[]) => ({ ...props(series), data: { ...props(series).data, request } });
const datasource = (parts: Partial<SessionEditing> = {}): SessionEditing => ({
  canEdit: () => Promise.resolve({ allowed: true }),
  readSession: () => Promise.resolve({ name: 'baseline', notes: '', tags: { team: 'search' } }),
  updateSession: () => Promise.resolve(),
  ...parts,
});
/** Opens the menu of the first row, over a datasource. */
async function openMenu(answering: unknown): Promise<HTMLElement> {
  setDataSourceSrv({ get: () => Promise.resolve(answering) } as unknown as Parameters<typeof setDataSourceSrv>[0]);
  render(
    <TrainingProgressPanel {...edited([sessionsFrame([{ session_id: 'a', name: 'baseline', state: 'running' }])])} />,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Actions for baseline' }));
  await act(() => Promise.resolve());
  return screen.findByRole('menu');
}

test('tags and notes are edited, and only what changed is sent', async () => {
  const changes: SessionChange[] = [];
  const menu = await openMenu(
    datasource({
      updateSession: (_session, change) => {
        changes.push(change);
        return Promise.resolve();
      },
    }),
  );
  fireEvent.click(await within(menu).findByText('Edit tags and notes'));
  const notes = await screen.findByLabelText('Notes');
  fireEvent.change(notes, { target: { value: 'better' } });
  fireEvent.click(screen.getByRole('button', { name: 'Remove team' }));
  fireEvent.click(screen.getByRole('button', { name: 'Add tag' }));
  fireEvent.change(screen.getByLabelText('Tag name'), { target: { value: 'gpu' } });
  fireEvent.change(screen.getByLabelText('Value of gpu'), { target: { value: 'a100' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await act(() => Promise.resolve());
  expect(changes).toEqual([{ notes: 'better', tags: { team: null, gpu: 'a100' } }]);
  expect(screen.queryByRole('dialog')).toBeNull();
});

test('a refusal is shown in the words of the exporter, and nothing typed is lost', async () => {
  const menu = await openMenu(
    datasource({ updateSession: () => Promise.reject(new Error('tags: must have at most 16 entries')) }),
  );
  fireEvent.click(await within(menu).findByText('Edit tags and notes'));
  fireEvent.change(await screen.findByLabelText('Notes'), { target: { value: 'better' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  expect(await screen.findByText('tags: must have at most 16 entries')).toBeTruthy();
  expect(screen.getByDisplayValue('better')).toBeTruthy();
});

test('who may not edit is told why', async () => {
  const reason = 'The token of the data source has no scope "ingest".';
  const menu = await openMenu(datasource({ canEdit: () => Promise.resolve({ allowed: false, reason }) }));
  expect(await within(menu).findByText(reason)).toBeTruthy();
  const entry = within(menu).getByText('Edit tags and notes').closest('[role="menuitem"]');
  expect(entry?.hasAttribute('disabled')).toBe(true);
});
