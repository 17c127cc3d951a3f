import { describe, expect, it } from '@jest/globals';
import { FieldType } from '@grafana/data';
import type { SessionsTable } from '@shadower-training/contract';
import { tableFrame } from './table';
import { ORIGIN } from './testing';

const TABLE: SessionsTable = {
  columns: [
    { name: 'session_id', kind: 'identity', type: 'string', unit: null, differs: false },
    { name: 'hyperparameters.learning_rate', kind: 'hyperparameter', type: 'number', unit: null, differs: true },
    { name: 'metrics.validation_accuracy', kind: 'metric', type: 'number', unit: 'ratio', differs: false },
    { name: 'started_at', kind: 'state', type: 'time', unit: null, differs: true },
  ],
  rows: [
    ['a', 0.1, 0.5, 1_000],
    ['b', null, 0.5, 2_000],
  ],
  next_cursor: null,
  total: 2,
};

describe('tableFrame', () => {
  it('has a typed column for each, with its unit and a short name', () => {
    const frame = tableFrame(TABLE, false, ORIGIN);
    expect(frame.fields.map(({ type }) => type)).toEqual([
      FieldType.string,
      FieldType.number,
      FieldType.number,
      FieldType.time,
    ]);
    expect(frame.fields[1]).toMatchObject({ values: [0.1, null], config: { displayNameFromDS: 'learning_rate' } });
    expect(frame.fields[2]?.config.unit).toBe('percentunit');
  });

  it('leaves out what is equal, but not who it is', () => {
    const names = tableFrame(TABLE, true, ORIGIN).fields.map(({ name }) => name);
    expect(names).toEqual(['session_id', 'hyperparameters.learning_rate', 'started_at']);
  });

  it('leaves out an agent that all sessions share', () => {
    const agent = { name: 'agent_id', kind: 'identity', type: 'string', unit: null, differs: false } as const;
    const table = { ...TABLE, columns: [...TABLE.columns, agent], rows: TABLE.rows.map((row) => [...row, 'router']) };
    expect(tableFrame(table, true, ORIGIN).fields.map(({ name }) => name)).not.toContain('agent_id');
    expect(tableFrame(table, false, ORIGIN).fields.map(({ name }) => name)).toContain('agent_id');
  });

  it('tells durations in seconds, under that name', () => {
    const duration = { name: 'duration_hours', kind: 'state', type: 'number', unit: 'hours', differs: true } as const;
    const frame = tableFrame({ ...TABLE, columns: [duration], rows: [[0.5], [null]] }, false, ORIGIN);
    expect(frame.fields).toMatchObject([{ name: 'duration_seconds', values: [1_800, null], config: { unit: 's' } }]);
  });

  it('says what a rate counts', () => {
    const rate = { name: 'metrics.tokens_per_second', kind: 'metric', type: 'number', differs: true } as const;
    const frame = tableFrame({ ...TABLE, columns: [{ ...rate, unit: 'per_second' }], rows: [[3_000]] }, false, ORIGIN);
    expect(frame.fields[0]?.config.unit).toBe('si: tokens/s');
  });
});
