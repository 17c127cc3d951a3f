import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Producers } from './producers.js';

describe('producers', () => {
  test('know every kept sequence in any order of arrival, also after a rest in the store', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 })), (sequences) => {
        const producers = new Producers();
        for (const sequence of sequences) producers.keep('p', sequence);
        const rested = Producers.fromStored(
          JSON.parse(JSON.stringify(producers.toStored())) as ReturnType<Producers['toStored']>,
        );
        for (let sequence = 1; sequence <= 60; sequence++)
          expect(rested.has('p', sequence)).toBe(sequences.includes(sequence));
        expect(rested.highest('p')).toBe(sequences.length === 0 ? null : Math.max(...sequences));
      }),
    );
  });

  test('sequences in order need no list', () => {
    const producers = new Producers();
    for (let sequence = 1; sequence <= 1_000; sequence++) producers.keep('p', sequence);
    expect(producers.toStored()).toEqual([['p', 1_000, [], null]]);
  });

  test('one producer says nothing of another', () => {
    const producers = new Producers();
    producers.keep('a', 1);
    expect(producers.has('b', 1)).toBe(false);
  });
});
