import { describe, expect, it } from '@jest/globals';
import { expandList, interpolateQuery, type Replace } from './interpolate';

const VARIABLES: Record<string, string | string[]> = {
  session: ['a,1', 'b'],
  agent: 'one',
  seed: ['1', '2'],
  everything: '$__all',
  empty: '',
};

/** As Grafana does it: a format in the text wins over the one handed in. */
const replace: Replace = (target = '', _scopedVars, format) =>
  target.replace(/\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g, (match, braced: string, own: string, plain: string) => {
    const value = VARIABLES[braced ?? plain];
    if (value === undefined) return match;
    if (own === 'csv') return [value].flat().join(',');
    return typeof format === 'function'
      ? (format as (value: string | string[]) => string)(value)
      : `{${[value].flat().join(',')}}`;
  });

const expand = (...entries: string[]) => expandList(entries, replace, {});

describe('expandList', () => {
  it.each<[string, string[], string[]]>([
    ['a text without variables', ['x'], ['x']],
    ['several values, with a comma in one', ['$session'], ['a,1', 'b']],
    ['values inside a text', ['run-${seed}-x'], ['run-1-x', 'run-2-x']],
    ['two variables in a text', ['$agent/$seed'], ['one/1', 'one/2']],
    ['a written list', ['${seed:csv}'], ['1', '2']],
    ['repeats', ['$agent', 'one'], ['one']],
    ['All as a value', ['$everything', 'x'], []],
    ['an empty variable', ['$empty'], []],
    ['an unknown variable', ['$nobody'], ['$nobody']],
  ])('understands %s', (_, entries, expected) => {
    expect(expand(...entries)).toEqual(expected);
  });

  it('does not read values as replacement patterns', () => {
    VARIABLES.odd = ["$&$'"];
    expect(expand('x-$odd')).toEqual(["x-$&$'"]);
  });
});

it('replaces the variables of every part of a query', () => {
  const query = interpolateQuery(
    {
      refId: 'A',
      kind: 'series',
      agents: ['$agent'],
      sessions: ['$session'],
      workspace: '$agent',
      metrics: ['loss/$seed'],
    },
    replace,
    {},
  );
  expect(query).toMatchObject({
    agents: ['one'],
    sessions: ['a,1', 'b'],
    workspace: 'one',
    metrics: ['loss/1', 'loss/2'],
  });
});
