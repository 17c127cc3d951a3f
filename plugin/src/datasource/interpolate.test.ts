import { describe, expect, it } from '@jest/globals';
import { expandConditions, expandList, interpolateQuery, unknownVariables, type Replace } from './interpolate';

const VARIABLES: Record<string, string | string[]> = {
  session: ['a,1', 'b'],
  agent: 'one',
  seed: ['1', '2'],
  everything: '$__all',
  empty: '',
  pattern: '.*',
  quoted: [`o'clock "x" {y} $1`, 'ü/ü'],
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
    ['a written list with a comma in a value', ['${session:csv}'], ['a,1', 'b']],
    ['an All that is written as a pattern', ['$pattern'], []],
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

describe('expandConditions', () => {
  it.each<[string, string[], string[]]>([
    ['one value', ['tags.team=$agent'], ['tags.team=one']],
    ['one of several values', ['tags.seed=$seed'], ['tags.seed=|1|2']],
    ['one of several written values', ['tags.seed=${seed:csv}'], ['tags.seed=|1|2']],
    ['none of several values', ['tags.seed!=$seed'], ['tags.seed!=1', 'tags.seed!=2']],
    ['All, which narrows nothing', ['tags.team=$everything', 'state=failed'], ['state=failed']],
    ['an All that is written as a pattern', ['tags.team=$pattern'], []],
    ['an empty variable', ['tags.team=$empty'], []],
    ['whole conditions in a variable', ['$agent=1'], ['one=1']],
    ['signs that mean something elsewhere', ['name=$quoted'], [`name=|o'clock "x" {y} $1|ü/ü`]],
    ['what is no condition', ['nonsense'], ['nonsense']],
  ])('understands %s', (_, entries, expected) => {
    expect(expandConditions(entries, replace, {})).toEqual(expected);
  });
});

it('lets several values of a tag or a group mean one of them', () => {
  const query = { refId: 'A', kind: 'table' as const, tags: ['seed=$seed', 'team=$agent'], group: '$session' };
  expect(interpolateQuery(query, replace, {})).toMatchObject({
    tags: ['team=one'],
    group: undefined,
    where: ['tags.seed=|1|2', 'group=|a,1|b'],
  });
});

it('takes values of a repeated panel before those of the dashboard', () => {
  const scoped: Replace = (target = '', scopedVars, format) =>
    replace(
      target.replace(/\$session\b/g, () => String(scopedVars?.session?.value)),
      scopedVars,
      format,
    );
  expect(expandList(['$session'], scoped, { session: { text: 'b', value: 'b' } })).toEqual(['b']);
});

it('names variables that nobody replaced', () => {
  const query = { refId: 'A', kind: 'series' as const, sessions: ['$session', 'x'], where: ['tags.a=${team:csv}'] };
  expect(unknownVariables(query)).toEqual(['$session', '${team:csv}']);
  expect(unknownVariables({ refId: 'A', kind: 'series', sessions: ['costs 5$', 'a$1'] })).toEqual([]);
});
