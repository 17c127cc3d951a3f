import { describe, expect, it } from '@jest/globals';
import { migrateQuery } from './migrate-query';
import { QUERY_VERSION, type TrainingQuery } from './query';

const migrate = (stored: object) => migrateQuery(stored as TrainingQuery);

describe('migrateQuery', () => {
  it('gives a query of today back as it is', () => {
    const query: TrainingQuery = { refId: 'A', version: QUERY_VERSION, kind: 'table' };
    expect(migrateQuery(query)).toBe(query);
  });

  it('understands the names of the API and single texts', () => {
    expect(migrate({ refId: 'A', kind: 'series', session_id: 'a', metric: ['loss'], x_metric: 'samples' })).toEqual({
      refId: 'A',
      version: QUERY_VERSION,
      kind: 'series',
      sessions: ['a'],
      metrics: ['loss'],
      xMetric: 'samples',
    });
  });

  it('takes a query without a kind for curves, and that of an annotation for events', () => {
    expect(migrate({ refId: 'A' }).kind).toBe('series');
    expect(migrate({ refId: 'Anno' }).kind).toBe('events');
    expect(migrate({ refId: 'A', queryType: 'sessions' }).kind).toBe('sessions');
    expect(migrate({ refId: 'A', kind: 'from the future' }).kind).toBe('series');
  });

  it('throws no list away that is not one', () => {
    expect(migrate({ refId: 'A', kind: 'sessions', agents: 7, tags: ['a=b', null] })).toMatchObject({
      agents: [],
      tags: ['a=b'],
    });
  });
});
