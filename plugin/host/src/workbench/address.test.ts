import { expect, test } from '@jest/globals';
import { objectIn, parsePart, partAddress } from './address';

test.each([
  ['', ''],
  ['#/', ''],
  ['#/query', 'query'],
  ['#/app/start?x=1', 'app/start'],
])('%s shows the part %p', (fragment, part) => expect(parsePart(fragment).part).toBe(part));

test('parameters come back as they were given, objects as objects', () => {
  const { part, parameters } = parsePart(
    partAddress('query', { query: { kind: 'table', tags: ['a=b&c?'] }, width: '400' }),
  );
  expect(part).toBe('query');
  expect(parameters.get('width')).toBe('400');
  expect(objectIn(parameters, 'query')).toEqual({ kind: 'table', tags: ['a=b&c?'] });
});

test.each(['', 'no json', '7', 'null'])('%p is no object and counts as left out', (text) =>
  expect(objectIn(new URLSearchParams({ query: text }), 'query')).toEqual({}),
);
