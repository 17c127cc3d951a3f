import { describe, expect, test } from '@jest/globals';
import { migrateQuery } from '../../../src/datasource/migrate-query';
import type { TrainingQuery } from '../../../src/datasource/query';
import { migrateVariableQuery } from '../../../src/datasource/variable-query';
import { askingPanels, DASHBOARDS, firstValue, type DashboardVariable } from './dashboards';

const variable = (part: Partial<DashboardVariable>): DashboardVariable => ({
  ...{ name: 'session', type: 'query', multi: true },
  ...part,
});

describe('what a variable holds at first', () => {
  test.each([
    ['the first of several', variable({}), ['a']],
    ['the first, for one value', variable({ multi: false }), 'a'],
    ['All, as it is sent', variable({ current: { value: ['$__all'] }, allValue: '*' }), '*'],
    ['All, value by value', variable({ current: { value: ['$__all'] } }), ['a', 'b']],
    ['All that the pattern lets through', variable({ current: { value: ['$__all'] }, regex: '/^(?!a$).+$/' }), ['b']],
    ['what the dashboard says', variable({ current: { value: 'b' }, multi: false }), 'b'],
    ['the first where that is not offered', variable({ current: { value: 'c' }, multi: false }), 'a'],
  ])('%s', (_, given, expected) => {
    expect(firstValue(given, ['a', 'b'])).toEqual(expected);
  });
});

describe.each(Object.values(DASHBOARDS))('the dashboard $title', (dashboard) => {
  test('has queries in the model of today', () => {
    for (const { targets = [] } of askingPanels(dashboard)) {
      for (const target of targets) expect(migrateQuery(target as TrainingQuery)).toBe(target);
    }
  });

  test('has variables that the datasource knows', () => {
    for (const { query, type } of dashboard.templating.list) {
      if (type === 'query') expect(migrateVariableQuery(query)).toEqual(query);
    }
  });
});
