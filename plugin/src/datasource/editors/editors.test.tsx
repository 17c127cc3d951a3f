import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { DataSourceSettings } from '@grafana/data';
import { cleanup, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { exampleSession } from '../../frames/testing';
import type { TrainingOptions, TrainingSecrets } from '../options';
import type { TrainingQuery } from '../query';
import { exampleDatasource, playedExporter, type Answers } from '../testing';
import { ConfigEditor } from './ConfigEditor';
import { optionLists } from './option-lists';
import { QueryEditor } from './QueryEditor';
import { VariableQueryEditor } from './VariableQueryEditor';

const ANSWERS = {
  '/analytics/status': {
    name: 'shadower-training-exporter',
    version: '1',
    schema_version: 1,
    store: 'embedded',
    workspace_id: 'w',
    scopes: ['read'],
  },
  '/analytics/agents': { items: [{ agent_id: 'agent-1', sessions: 2, last_started_at: '' }] },
  '/analytics/sessions': { items: [exampleSession()], next_cursor: null, total: 1 },
  '/analytics/metrics': {
    items: [
      { name: 'training_loss', kind: 'values', unit: null, sessions: 1 },
      { name: 'cpu_percent', kind: 'resources', unit: 'percent', sessions: 1 },
    ],
  },
  '/analytics/tags': { items: [{ name: 'team', values: ['search'] }] },
};

function renderQueryEditor(query: Partial<TrainingQuery>, answers: Answers = ANSWERS) {
  playedExporter(answers, { session: 'session-1' });
  const onChange = jest.fn<(query: TrainingQuery) => void>();
  const onRunQuery = jest.fn();
  render(
    <QueryEditor
      datasource={exampleDatasource()}
      query={{ refId: 'A', kind: 'series', version: 1, ...query }}
      onChange={onChange}
      onRunQuery={onRunQuery}
    />,
  );
  return { onChange, onRunQuery };
}

// Comboboxes measure their text, which jsdom can't draw.
const letters = { measureText: (text: string) => ({ width: 8 * text.length }) };
HTMLCanvasElement.prototype.getContext = (() => letters) as unknown as typeof HTMLCanvasElement.prototype.getContext;

afterEach(cleanup);

describe('QueryEditor', () => {
  it('shows what a curve query needs, and sessions by name', async () => {
    renderQueryEditor({ sessions: ['session-1', '$session'], metrics: ['training_loss'] });
    for (const label of ['Show', 'Agents', 'Sessions', 'Metrics', 'X-axis', 'Attempts', 'Range', 'Live']) {
      expect(screen.getByLabelText(label)).toBeTruthy();
    }
    expect(await screen.findByText('first')).toBeTruthy();
    expect(screen.queryByLabelText('Workspace')).toBeNull();
  });

  it('shows other fields for other kinds', () => {
    renderQueryEditor({ kind: 'table' });
    expect(screen.getByLabelText('Sort')).toBeTruthy();
    expect(screen.getByLabelText('Only what differs')).toBeTruthy();
    expect(screen.queryByLabelText('X-axis')).toBeNull();
  });

  it('shows what to group by when sessions are grouped, and what differs by default in a diff', () => {
    renderQueryEditor({ kind: 'table', view: 'groups', groupBy: ['tags.team'] });
    expect(screen.getByLabelText('Group by')).toBeTruthy();
    expect(screen.getByText('tags.team')).toBeTruthy();
    cleanup();
    renderQueryEditor({ kind: 'table', view: 'diff' });
    expect(screen.queryByLabelText('Group by')).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>('Only what differs').checked).toBe(true);
  });

  it('keeps the fields of two queries of a panel apart', () => {
    renderQueryEditor({ refId: 'A' });
    renderQueryEditor({ refId: 'B' });
    const ids = screen.getAllByLabelText('X-axis').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
  });

  it('says what is wrong with a condition, and waits for a variable', () => {
    renderQueryEditor({ kind: 'sessions', where: ['learning rate is low'] });
    expect(screen.getByText(/is no condition/)).toBeTruthy();
    cleanup();
    renderQueryEditor({ kind: 'sessions', where: ['$condition'] });
    expect(screen.queryByText(/is no condition/)).toBeNull();
  });

  it.each<[string, unknown, RegExp]>([
    ['is away', 502, /does not answer/],
    ['speaks another schema', { ...ANSWERS['/analytics/status'], schema_version: 9 }, /Update the plugin/],
    ['wants another token', 401, /wants a token/],
  ])('says what to do when the exporter %s', async (_, status, message) => {
    renderQueryEditor({}, { ...ANSWERS, '/analytics/status': status });
    expect(await screen.findByText(message)).toBeTruthy();
  });

  it('runs the query when a switch is turned', async () => {
    const { onChange, onRunQuery } = renderQueryEditor({ kind: 'sessions' });
    await userEvent.click(screen.getByLabelText('Live'));
    expect(onChange.mock.calls[0]?.[0]).toMatchObject({ kind: 'sessions', live: false });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });
});

describe('option lists', () => {
  const lists = (query: Partial<TrainingQuery>, variables = {}) => {
    const exporter = playedExporter(ANSWERS, variables);
    const { client, replace } = exampleDatasource();
    return { exporter, lists: optionLists(client, replace, { kind: 'series', ...query }) };
  };

  it('come from the exporter, narrowed by what was chosen before, variables first', async () => {
    const { exporter, lists: of } = lists({ agents: ['$agent'] }, { agent: 'agent-1' });
    expect((await of.sessions('')).map(({ value, label }) => [value, label])).toEqual([
      ['$agent', '$agent'],
      ['session-1', 'first'],
    ]);
    expect(exporter.requests[0]?.url).toContain('agent_id=agent-1');
    await of.sessions('fir');
    expect(exporter.requests[1]?.url).toContain('text=fir');
  });

  it('hold only metrics of the kind', async () => {
    expect((await lists({ kind: 'series' }).lists.metrics('')).map(({ value }) => value)).toEqual(['training_loss']);
    expect((await lists({ kind: 'resources' }).lists.metrics('')).map(({ value }) => value)).toEqual(['cpu_percent']);
  });

  it('offer the values of a field once a condition has an operator', async () => {
    const answers = {
      '/analytics/field-values': {
        items: [
          { value: 'adam', sessions: 2 },
          { value: 'sgd', sessions: 1 },
        ],
      },
    };
    const exporter = playedExporter(answers);
    const { client, replace } = exampleDatasource();
    const of = optionLists(client, replace, { kind: 'sessions' });
    expect(await of.conditions('hyperparameters.opt')).toEqual([]);
    expect((await of.conditions('hyperparameters.optimizer!=ad')).map(({ value }) => value)).toEqual([
      'hyperparameters.optimizer!=adam',
    ]);
    expect(exporter.requests[0]?.url).toContain('field=hyperparameters.optimizer');
  });

  it('are filtered by what is typed', async () => {
    const { lists: of } = lists({});
    expect(await of.tags('ads')).toEqual([]);
    expect((await of.states('stopped')).map(({ value }) => value)).toEqual(['stopped']);
  });
});

describe('ConfigEditor', () => {
  const options = (jsonData: TrainingOptions) =>
    ({ jsonData, secureJsonFields: {}, readOnly: false }) as unknown as DataSourceSettings<
      TrainingOptions,
      TrainingSecrets
    >;

  it('says what is wrong with an address', () => {
    render(<ConfigEditor options={options({ url: 'localhost:4319' })} onOptionsChange={() => {}} />);
    expect(screen.getByText(/Begin the address with http/)).toBeTruthy();
  });

  it('keeps the token apart as a secret', async () => {
    const onOptionsChange = jest.fn<(settings: DataSourceSettings<TrainingOptions, TrainingSecrets>) => void>();
    render(<ConfigEditor options={options({ url: 'http://a' })} onOptionsChange={onOptionsChange} />);
    await userEvent.type(screen.getByPlaceholderText('40 letters and digits'), 'x');
    expect(onOptionsChange.mock.calls[0]?.[0]).toMatchObject({
      jsonData: { url: 'http://a' },
      secureJsonData: { token: 'x' },
    });
  });
});

describe('VariableQueryEditor', () => {
  it('starts with sessions and offers what narrows them', async () => {
    playedExporter(ANSWERS);
    const onChange = jest.fn();
    render(
      <VariableQueryEditor
        datasource={exampleDatasource()}
        query={'' as unknown as Parameters<typeof VariableQueryEditor>[0]['query']}
        onChange={onChange}
        onRunQuery={() => {}}
      />,
    );
    await waitFor(() => expect(screen.getByLabelText('Agents')).toBeTruthy());
    expect(screen.getByLabelText('States')).toBeTruthy();
    expect(onChange).toHaveBeenCalledWith({ refId: 'variable', kind: 'sessions' });
  });

  it('asks which field where its values are wanted', () => {
    playedExporter(ANSWERS);
    const query = { refId: 'variable', kind: 'values' as const, field: 'group' };
    render(
      <VariableQueryEditor datasource={exampleDatasource()} query={query} onChange={() => {}} onRunQuery={() => {}} />,
    );
    expect(screen.getByLabelText('Field')).toBeTruthy();
    expect(screen.getByText('group')).toBeTruthy();
  });
});
