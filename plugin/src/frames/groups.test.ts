import { describe, expect, it } from '@jest/globals';
import { DataFrameType } from '@grafana/data';
import type { SessionsTable, TableColumn } from '@shadower-training/contract';
import { groupsFrame, unknownColumns } from './groups';
import { ORIGIN } from './testing';

const column = (name: string, kind: TableColumn['kind'], type: TableColumn['type'], differs = true): TableColumn => ({
  ...{ name, kind, type, differs },
  unit: name === 'metrics.accuracy' ? 'ratio' : null,
});

const table: SessionsTable = {
  columns: [
    column('session_id', 'identity', 'string'),
    column('tags.team', 'tag', 'string'),
    column('hyperparameters.layers', 'hyperparameter', 'number'),
    column('metrics.accuracy', 'metric', 'number'),
    column('metrics.loss', 'metric', 'number'),
    column('training_cost_usd', 'state', 'number', false),
    column('total_epochs', 'state', 'number'),
  ],
  rows: [
    ['a', 'search', 2, 0.5, 1, 10, 3],
    ['b', 'search', 4, 0.7, 'NaN', 10, 4],
    ['c', null, 2, 0.9, null, 10, 5],
  ],
  next_cursor: null,
  total: 3,
};

const columns = (by: string[], onlyDiffering = true) =>
  Object.fromEntries(
    groupsFrame(table, by, onlyDiffering, ORIGIN).fields.map(({ name, values }) => [name, [...values] as unknown[]]),
  );

describe('groupsFrame', () => {
  it('gives a row a group with the statistics of what sessions came to', () => {
    const found = columns(['tags.team']);
    expect(found).toMatchObject({ 'tags.team': ['search', null], sessions: [2, 1] });
    expect(found['metrics.accuracy mean']?.[0]).toBeCloseTo(0.6);
    expect(found['metrics.accuracy minimum']).toEqual([0.5, 0.9]);
    expect(found['metrics.accuracy maximum']).toEqual([0.7, 0.9]);
    expect(found['metrics.accuracy count']).toBeUndefined();
  });

  it('leaves out what is missing or not finite, and says how many are left', () => {
    expect(columns(['tags.team'])).toMatchObject({
      'metrics.loss mean': [1, null],
      'metrics.loss count': [1, 0],
    });
  });

  it('tells nothing of how far sessions came: a mean of steps says nothing', () => {
    expect(columns(['tags.team'], false)['total_epochs mean']).toBeUndefined();
  });

  it('groups by several columns, also by what they are shown as', () => {
    expect(columns(['team', 'hyperparameters.layers'])).toMatchObject({
      'hyperparameters.layers': [2, 4, 2],
      sessions: [1, 1, 1],
    });
  });

  it('is one group without columns to group by, and tells names that no session has', () => {
    expect(columns([]).sessions).toEqual([3]);
    expect(unknownColumns(table, ['tags.team', 'tags.nobody'])).toEqual(['tags.nobody']);
  });

  it('leaves out numbers in which all agree when only what differs is wanted', () => {
    expect(columns(['tags.team'])['training_cost_usd mean']).toBeUndefined();
    expect(columns(['tags.team'], false)['training_cost_usd mean']).toEqual([10, 10]);
  });

  it('keeps units, and is a long table of the data plane where all keys are texts', () => {
    const frame = groupsFrame(table, ['tags.team'], true, ORIGIN);
    expect(frame.fields.find(({ name }) => name === 'metrics.accuracy mean')?.config.unit).toBe('percentunit');
    expect(frame.meta?.type).toBe(DataFrameType.NumericLong);
    expect(groupsFrame(table, ['hyperparameters.layers'], true, ORIGIN).meta?.type).toBeUndefined();
  });

  it('is typed without sessions', () => {
    expect(groupsFrame({ ...table, rows: [] }, ['tags.team'], false, ORIGIN).length).toBe(0);
  });
});
