import { describe, expect, it } from '@jest/globals';
import type { AdHocVariableFilter } from '@grafana/data';
import { conditionsOfFilters, withFilters } from './adhoc-filters';
import { isOneOf, parseCondition } from './conditions';

const filter = (key: string, operator: string, value = '', values?: string[]): AdHocVariableFilter => ({
  key,
  operator,
  value,
  ...(values ? { values } : {}),
});

describe('conditionsOfFilters', () => {
  it.each<[string, AdHocVariableFilter, string[]]>([
    ['equality', filter('tags.team', '=', 'search'), ['tags.team=search']],
    ['inequality', filter('state', '!=', 'failed'), ['state!=failed']],
    ['order', filter('hyperparameters.learning_rate', '>=', '0.001'), ['hyperparameters.learning_rate>=0.001']],
    ['one of', filter('tags.team', '=|', 'a', ['a', 'b']), ['tags.team=|a|b']],
    ['one of one', filter('tags.team', '=|', 'a', ['a']), ['tags.team=a']],
    ['none of', filter('tags.team', '!=|', 'a', ['a', 'b']), ['tags.team!=a', 'tags.team!=b']],
    ['a missing value', filter('group', '=', ''), ['group=null']],
    ['bars and backslashes in values', filter('name', '=|', '', ['a|b', 'c\\']), ['name=|a\\|b|c\\\\']],
    ['a value that begins with a bar', filter('name', '=', '|a'), ['name=|\\|a']],
    ['spaces and signs in values', filter('name', '=', ' a=b>c '), ['name= a=b>c ']],
  ])('writes %s', (_, adhoc, where) => {
    expect(conditionsOfFilters([adhoc])).toEqual({ where, notices: [] });
  });

  it.each(['=~', '!~', 'startsWith'])('says that it can not apply %s', (operator) => {
    const { where, notices } = conditionsOfFilters([filter('name', operator, 'a.*'), filter('state', '=', 'failed')]);
    expect(where).toEqual(['state=failed']);
    expect(notices[0]).toMatchObject({ severity: 'warning', text: expect.stringContaining(operator) });
  });

  it('waits for a filter that is being typed', () => {
    const typed = { key: 'name', operator: '=' } as AdHocVariableFilter;
    expect(conditionsOfFilters([filter('', '=', 'x'), typed])).toEqual({ where: [], notices: [] });
    expect(conditionsOfFilters(undefined).where).toEqual([]);
  });

  it('says that a value is too long', () => {
    expect(conditionsOfFilters([filter('name', '=', 'x'.repeat(3_000))]).notices[0]?.text).toMatch(/too long/);
  });
});

it('adds filters to the conditions of a query', () => {
  const query = { refId: 'A', kind: 'sessions' as const, where: ['a=1'] };
  expect(withFilters(query, [filter('b', '<', '2')]).where).toEqual(['a=1', 'b<2']);
  expect(withFilters(query, [])).toBe(query);
});

it('reads conditions back', () => {
  expect(parseCondition('tags.a.b>=x=y')).toEqual({ field: 'tags.a.b', operator: '>=', value: 'x=y' });
  expect(parseCondition(isOneOf('f', ['a', 'b']))).toEqual({ field: 'f', operator: '=|', value: 'a|b' });
  expect(parseCondition('nothing')).toBeNull();
});
