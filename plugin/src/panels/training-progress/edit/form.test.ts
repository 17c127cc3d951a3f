import { expect, test } from '@jest/globals';
import { changeOf, formOf, tagProblem, withNewTag, type SessionForm } from './form';

const before = { name: 'run', notes: 'first try', tags: { team: 'search', task: 'sft' } };
const changed = (change: Partial<SessionForm>) => changeOf(before, { ...formOf(before), ...change });
const tag = (name: string, value: string, key = 0) => ({ key, name, value });

test('what was not touched is not sent', () => expect(changed({})).toBeNull());

test.each<[string, Partial<SessionForm>, unknown]>([
  ['another name', { name: ' other ' }, { name: 'other' }],
  ['no notes any more', { notes: '' }, { notes: '' }],
  ['a tag with another value', { tags: [tag('team', 'ads'), tag('task', 'sft', 1)] }, { tags: { team: 'ads' } }],
  ['a tag taken away', { tags: [tag('team', 'search')] }, { tags: { task: null } }],
  [
    'a renamed tag',
    { tags: [tag('group', 'search'), tag('task', 'sft', 1)] },
    { tags: { group: 'search', team: null } },
  ],
  [
    'a tag without a value',
    { tags: [tag('team', 'search'), tag('task', 'sft', 1), tag('gpu', '', 2)] },
    { tags: { gpu: '' } },
  ],
  ['an empty line', { tags: [tag('team', 'search'), tag('task', 'sft', 1), tag(' ', '', 2)] }, null],
])('%s', (_name, change, expected) => expect(changed(change)).toEqual(expected));

test('lines say what is wrong with them', () => {
  const lines = [tag('a', '1', 0), tag('a', '2', 1), tag('', 'x', 2), tag('', '', 3)];
  expect(lines.map((line) => tagProblem(line, lines))).toEqual([
    null,
    'There is a tag a above',
    'A tag needs a name',
    null,
  ]);
});

test('a new line has a key of its own', () => {
  const form = withNewTag(withNewTag({ ...formOf(before), tags: [tag('a', '1', 7)] }));
  expect(form.tags.map(({ key }) => key)).toEqual([7, 8, 9]);
});
