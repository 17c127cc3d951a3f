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
});
