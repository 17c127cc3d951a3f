import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { JsonScanner } from './json-scanner.js';

function scanned(text: string): number {
  const scanner = new JsonScanner();
  scanner.open(Buffer.from(text));
  const number = scanner.number();
  scanner.end();
  return number;
}

describe('a scanned number', () => {
  it.each(['0', '-0', '1', '0.1', '0.30000000000000004', '9007199254740993', '1e-05', '5e-324', '1e400', '-1E+3'])(
    'is what JSON.parse reads: %s',
    (text) => expect(scanned(text)).toBe(JSON.parse(text)),
  );

  it('is what JSON.parse reads, for every double as JavaScript writes it', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(scanned(String(number))).toBe(JSON.parse(String(number)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('is what JSON.parse reads, for digits of any number on both sides of the point', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 24 });
    const exponent = fc.option(fc.integer({ min: -330, max: 330 }), { nil: null });
    fc.assert(
      fc.property(fc.boolean(), digits, digits, exponent, (negative, whole, fraction, power) => {
        const text = `${negative ? '-' : ''}${String(BigInt(whole))}.${fraction}${power === null ? '' : `e${power}`}`;
        expect(scanned(text)).toBe(JSON.parse(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it('is what JSON.parse reads right beside the middle of two doubles', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.001, max: 1, noNaN: true }),
        fc.integer({ min: 16, max: 19 }),
        (number, digits) => {
          // Half an ulp further, written with as many digits as one way of reading takes.
          const text = (number + number * 2 ** -54).toFixed(digits);
          expect(scanned(text)).toBe(JSON.parse(text));
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
