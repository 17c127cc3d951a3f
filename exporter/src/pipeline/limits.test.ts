import { describe, expect, test } from '@jest/globals';
import { Producers } from '../projection/producers.js';
import type { LiveSession } from '../projection/session.js';
import { refuseOverProducers, refuseTooManyAttempts } from './limits.js';

const sessionOf = (producers: Producers) => ({ producers }) as unknown as LiveSession;

describe('what a session keeps for as long as it lives', () => {
  test('requests out of order are bounded; the one that was missing is taken', () => {
    const producers = new Producers();
    for (let sequence = 1; sequence <= 100_000; sequence++) producers.keep('p', 10 * sequence);
    const refuse = (producer: string, sequence: number) => () =>
      refuseOverProducers(sessionOf(producers), producer, sequence);
    expect(refuse('p', 5_000_001)).toThrow(
      expect.objectContaining({ limit: 'sequences_out_of_order', code: 'too_large' }),
    );
    expect(refuse('p', 1)).not.toThrow();
    expect(refuse('other', 7)).not.toThrow();
    // Asked with every request, and over what a call takes as arguments.
    expect(producers.highest('p')).toBe(1_000_000);
  });

  test('producers are bounded; those that are known go on', () => {
    const producers = new Producers();
    for (let producer = 0; producer < 100_000; producer++) producers.keep(`p${producer}`, 1);
    const refuse = (producer: string, sequence: number | null) => () =>
      refuseOverProducers(sessionOf(producers), producer, sequence);
    expect(refuse('p7', 2)).not.toThrow();
    for (const sequence of [null, 1])
      expect(refuse('new', sequence)).toThrow(expect.objectContaining({ limit: 'producers_in_session' }));
  });

  test('attempts are bounded', () => {
    expect(() => refuseTooManyAttempts(9_999)).not.toThrow();
    expect(() => refuseTooManyAttempts(10_000)).toThrow(expect.objectContaining({ limit: 'attempts_in_session' }));
  });
});
