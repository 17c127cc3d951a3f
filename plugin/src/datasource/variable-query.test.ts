import { describe, expect, it, jest } from '@jest/globals';
import { firstValueFrom, of } from 'rxjs';
import { exampleSession } from '../frames/testing';
import type { ExporterClient } from './client/client';
import { findVariableValues, migrateVariableQuery, type VariableQuery } from './variable-query';

const sessions = jest.fn((_question: object) =>
  of({ items: [exampleSession(), exampleSession({ session_id: 's2', name: undefined })] }),
);
const fieldValues = jest.fn((_question: object) =>
  of(['node-1', '', 'node-2'].map((value) => ({ value, sessions: 1 }))),
);
const client = {
  sessions,
  fieldValues,
  workspaces: () => of([{ workspace_id: 'default', sessions: 3 }]),
  agents: () => of([{ agent_id: 'agent-1', sessions: 3 }]),
  tags: () => of([{ name: 'team', values: ['search', 'ads'] }]),
} as unknown as ExporterClient;

const find = (query: Partial<VariableQuery>) =>
  firstValueFrom(
    findVariableValues(
      client,
      { refId: 'V', kind: 'sessions', ...query },
      (text = '') => text.replace('$agent', 'agent-1'),
      {},
    ),
  );

describe('variables', () => {
  it('offers sessions by name, narrowed by the agent that another variable holds', async () => {
    expect(await find({ agents: ['$agent'] })).toEqual([
      { text: 'first', value: 'session-1' },
      { text: 's2', value: 's2' },
    ]);
    expect(sessions.mock.calls.at(-1)?.[0]).toMatchObject({ agent_id: ['agent-1'] });
  });
  it('offers workspaces, agents, tags and the values of a tag', async () => {
    expect(await find({ kind: 'workspaces' })).toEqual([{ text: 'default', value: 'default' }]);
    expect(await find({ kind: 'agents' })).toEqual([{ text: 'agent-1', value: 'agent-1' }]);
    expect(await find({ kind: 'tags' })).toEqual([{ text: 'team', value: 'team' }]);
    expect(await find({ kind: 'tags', tag: 'team' })).toHaveLength(2);
    expect(await find({ kind: 'states' })).toHaveLength(7);
  });
  it('offers the values of a field, also by the short form for the environment', async () => {
    const nodes = [
      { text: 'node-1', value: 'node-1' },
      { text: 'node-2', value: 'node-2' },
    ];
    expect(await find({ kind: 'values', field: 'environment.host', sessions: ['session-1'] })).toEqual(nodes);
    expect(fieldValues.mock.calls.at(-1)?.[0]).toMatchObject({ field: 'environment.host', session_id: ['session-1'] });
    expect(migrateVariableQuery({ kind: 'environment', key: 'host' })).toMatchObject({
      kind: 'values',
      field: 'environment.host',
    });
    expect(await find({ kind: 'values' })).toEqual([]);
  });
  it('tells sessions of one name apart by their ids', async () => {
    const twins = ['a', 'b'].map((session_id) => exampleSession({ session_id, name: 'twin' }));
    sessions.mockImplementationOnce(() => of({ items: twins }));
    expect(await find({})).toEqual([
      { text: 'twin (a)', value: 'a' },
      { text: 'twin (b)', value: 'b' },
    ]);
  });
  it('understands a kind as a text, and nothing', () => {
    expect(migrateVariableQuery('agents').kind).toBe('agents');
    expect(migrateVariableQuery('').kind).toBe('sessions');
    expect(migrateVariableQuery(undefined).kind).toBe('sessions');
  });
});
