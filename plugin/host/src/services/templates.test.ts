import { describe, expect, test } from '@jest/globals';
import { replaceVariables } from './templates';

const variables = { session: 'a b', sessions: ['a', 'b'] };

describe('variables in a text', () => {
  test.each([
    ['$session', 'a b'],
    ['${session}', 'a b'],
    ['[[session]]', 'a b'],
    ['${session:percentencode}', 'a%20b'],
    ['${sessions}', '{a,b}'],
    ['${sessions:csv}', 'a,b'],
    ['${sessions:pipe}', 'a|b'],
    ['${sessions:json}', '["a","b"]'],
    ['$unknown stays', '$unknown stays'],
  ])('%s becomes %s', (text, expected) => {
    expect(replaceVariables(text, variables)).toBe(expected);
  });

  test('a caller may write values in its own way, unless the text says how', () => {
    const count = (value: string | string[]) => String([value].flat().length);
    expect(replaceVariables('$sessions', variables, undefined, count)).toBe('2');
    expect(replaceVariables('${sessions:csv}', variables, undefined, count)).toBe('a,b');
    expect(replaceVariables('$sessions', variables, undefined, 'pipe')).toBe('a|b');
  });

  test('a scoped variable wins', () => {
    expect(replaceVariables('$session', variables, { session: { text: 'c', value: 'c' } })).toBe('c');
  });
});
