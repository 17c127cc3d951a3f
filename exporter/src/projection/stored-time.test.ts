import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { requestOffset, StoredTimeSlots } from './stored-time.js';

const points = fc.array(
  fc.record({
    milliseconds: fc.integer({ min: 1_700_000_000_000, max: 1_700_000_000_003 }),
    step: fc.option(fc.integer({ min: -5, max: 5_000 }), { nil: NaN }),
  }),
  { maxLength: 300 },
);

const timesOf = (sequence: number, request: readonly { milliseconds: number; step: number }[]) => {
  const slots = new StoredTimeSlots(requestOffset('producer', sequence));
  return request.map(({ milliseconds, step }) => `${milliseconds} ${slots.take(milliseconds, step)}`);
};

describe('stored time', () => {
  test('no two values of a series in a request share a timestamp', () => {
    fc.assert(
      fc.property(points, fc.nat(), (request, key) => {
        const times = timesOf(key, request);
        expect(new Set(times).size).toBe(times.length);
      }),
    );
  });

  test('a retry lands on itself', () => {
    fc.assert(
      fc.property(points, fc.nat(), (request, key) => expect(timesOf(key, request)).toEqual(timesOf(key, request))),
    );
  });

  test('offsets stay within the millisecond', () => {
    const slots = new StoredTimeSlots(requestOffset('producer', 1));
    for (const step of [0, 1, 999, 1_000, -1, 123_456_789]) {
      const offset = slots.take(1, step);
      expect(offset).toBeGreaterThanOrEqual(0);
      expect(offset).toBeLessThan(1_000_000);
    }
  });

  test('10,000 points of one moment without a step have 10,000 times', () => {
    const slots = new StoredTimeSlots(requestOffset('producer', 1));
    expect(new Set(Array.from({ length: 10_000 }, () => slots.take(5, NaN))).size).toBe(10_000);
  });

  test('neighbouring steps of one millisecond in two requests do not meet', () => {
    const first = new StoredTimeSlots(requestOffset('producer', 1)).take(5, 10);
    const second = new StoredTimeSlots(requestOffset('producer', 2)).take(5, 11);
    expect(first).not.toBe(second);
  });
});
