import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { idSchema } from './text.js';
import { idProblem } from './names.js';
import { parseTime } from './instants.js';

describe('names', () => {
  test('the schema follows the one rule', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.string({ maxLength: 140 }),
          fc.constantFrom('__proto__', '..', 'a/../b'),
        ),
        (text) => {
          expect(idSchema.safeParse(text).success).toBe(idProblem(text) === null);
        },
      ),
    );
  });
});

test.each(['..', '.', 'runs/../a', 'a\\..\\b', 'a/.'])('%p is no id: in an address it would mean another one', (id) => {
  expect(idSchema.safeParse(id).success).toBe(false);
});

test.each(['...', 'runs/a', 'v1.2', '..a', 'a b'])('%p is an id', (id) => {
  expect(idSchema.safeParse(id).success).toBe(true);
});

describe('times of the wire', () => {
  test.each<[unknown, number | null]>([
    ['1970-01-01T00:00:00Z', 0],
    ['2026-11-23T12:00:00.123456+01:00', Date.UTC(2026, 10, 23, 11, 0, 0, 123)],
    ['2026-11-23T12:00Z', Date.UTC(2026, 10, 23, 12)],
    [1_760_000_000_000.9, 1_760_000_000_000],
    ['2026-11-23T12:00:00', null], // without a zone it means another instant on every machine
    ['2026-11-23', null],
    ['yesterday', null],
    [-1, null],
    [NaN, null],
    [1_760_000_000_000_000, null], // microseconds
    [null, null],
  ])('%p is %p', (value, milliseconds) => {
    expect(parseTime(value)).toBe(milliseconds);
  });
});
