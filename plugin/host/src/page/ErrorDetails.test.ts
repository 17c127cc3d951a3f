import { expect, test } from '@jest/globals';
import { lastLine, tailOf } from './ErrorDetails';

const traceback = 'Traceback (most recent call last):\n  File "train.py", line 3\nValueError: loss is NaN\n\n';

test('the error itself is the last line of a traceback', () => {
  expect(lastLine(traceback)).toBe('ValueError: loss is NaN');
  expect(lastLine('')).toBe('');
});

test('of a long text the end is kept', () => {
  expect(tailOf(traceback)).toBe(traceback.trimEnd());
  expect(tailOf('a\nb\nc', 2)).toBe('…\nb\nc');
});
