import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAddress, parseAddress, shareableAddress, type PageState } from './address';

/** As the browser cuts an address. */
const readBack = (end: string) => {
  const { hash, search } = new URL(end, 'http://host/');
  return parseAddress(hash, search);
};

describe('the address of the page', () => {
  test.each([
    ['', { sessions: [] }],
    ['#/', { sessions: [] }],
    ['#/sessions/run-1', { sessions: ['run-1'] }],
    ['#/sessions/a%2Fb%2Cc,d', { sessions: ['a/b,c', 'd'] }],
    ['#/sessions/run?workspace=team%20a&agent=x', { sessions: ['run'], workspace: 'team a', agent: 'x' }],
    ['#/sessions/100%', { sessions: ['100%'] }],
    ['#/sessions/a,a,', { sessions: ['a'] }],
    ['#/elsewhere/run', { sessions: [] }],
  ])('%s', (fragment, expected) => {
    expect(parseAddress(fragment)).toEqual(expected);
  });

  test('finds a workspace in front of the fragment, and prefers the one inside', () => {
    expect(parseAddress('#/sessions/a', '?workspace=outer').workspace).toBe('outer');
    expect(parseAddress('#/sessions/a?workspace=inner', '?workspace=outer').workspace).toBe('inner');
  });

  test('reads back whatever it writes', () => {
    const id = fc.string({ minLength: 1, unit: 'grapheme' });
    const state: fc.Arbitrary<PageState> = fc.record(
      { sessions: fc.uniqueArray(id, { maxLength: 4 }), workspace: id, agent: id },
      { requiredKeys: ['sessions'] },
    );
    fc.assert(fc.property(state, (page) => expect(readBack(formatAddress(page))).toEqual(page)));
  });

  test('is what the exporter writes', () => {
    expect(formatAddress({ sessions: ['w2'], workspace: 'research' })).toBe('?workspace=research#/sessions/w2');
    expect(formatAddress({ sessions: [] })).toBe('');
  });

  test('the address to share leaves the filter out', () => {
    const page = { sessions: ['a b'], workspace: 'w', agent: 'x' };
    expect(shareableAddress('http://host/', page)).toBe('http://host/?workspace=w#/sessions/a%20b');
  });
});
