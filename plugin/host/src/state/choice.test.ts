import { describe, expect, test } from '@jest/globals';
import { automaticChoice, MOST_COMPARED, toggled } from './choice';

const sessions = (...states: string[]) => states.map((state, index) => ({ sessionId: `s${index}`, state }));

describe('the session that the page shows by itself', () => {
  test('is the newest running one', () => {
    expect(automaticChoice(sessions('completed', 'running', 'running'), undefined)).toBe('s1');
  });
  test('is the newest where none runs', () => {
    expect(automaticChoice(sessions('failed', 'completed'), undefined)).toBe('s0');
  });
  test('stays while it runs', () => {
    expect(automaticChoice(sessions('running', 'running'), 's1')).toBe('s1');
  });
  test('gives way to a running one when it has ended, and stays where none runs', () => {
    expect(automaticChoice(sessions('running', 'completed'), 's1')).toBe('s0');
    expect(automaticChoice(sessions('completed', 'completed'), 's1')).toBe('s1');
  });
  test('is none without sessions', () => {
    expect(automaticChoice([], 's1')).toBeUndefined();
  });
});

describe('comparing', () => {
  test('adds and takes out, but never the last', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
    expect(toggled(['b'], 'b')).toEqual(['b']);
  });
  test('lets the first go when there are too many', () => {
    const many = Array.from({ length: MOST_COMPARED }, (_, index) => `s${index}`);
    expect(toggled(many, 'new')).toEqual([...many.slice(1), 'new']);
  });
});
