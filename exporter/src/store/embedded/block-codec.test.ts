import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBlock, encodeBlock } from './block-codec.js';
import { emptyColumns, type PointColumns } from './point-columns.js';

const NUMBERS = fc.oneof(
  fc.double(),
  fc.integer({ min: -300, max: 300 }),
  fc.maxSafeInteger(),
  fc.float(),
  fc.constantFrom(-0, 2 ** 52, -(2 ** 52), 2 ** 53, 1e300),
);

/** Columns of one length of each kind that a plan knows, and of any mixture. */
function column(n: number): fc.Arbitrary<Float64Array> {
  const of = (numbers: fc.Arbitrary<number>) =>
    fc.array(numbers, { minLength: n, maxLength: n }).map((list) => Float64Array.from(list));
  const steps = (span: number) =>
    fc
      .tuple(fc.integer(), fc.integer({ min: -span, max: span }), of(fc.integer({ min: 0, max: span })))
      .map(([start, slope, noise]) => {
        let value = start;
        return noise.map((step) => (value += slope + step));
      });
  return fc.oneof(
    of(NUMBERS),
    of(fc.constant(NaN)),
    fc.double().chain((value) => of(fc.constant(value))),
    of(fc.float()),
    steps(0),
    steps(200),
    steps(60_000),
    steps(2 ** 31),
    of(fc.oneof(fc.constant(NaN), fc.integer())),
  );
}

const blocks = fc.integer({ min: 1, max: 40 }).chain((n) =>
  fc.record({
    milliseconds: column(n),
    nanoseconds: column(n),
    coordinates: fc.array(column(n), { maxLength: 3 }),
    values: column(n),
  }),
);

const plain = (block: PointColumns) =>
  [block.milliseconds, block.nanoseconds, ...block.coordinates, block.values].map((one) => Array.from(one));

describe('encodeBlock', () => {
  it('is undone by decodeBlock for any numbers', () => {
    fc.assert(
      fc.property(blocks, (block) =>
        expect(plain(decodeBlock(encodeBlock(block), emptyColumns))).toEqual(plain(block)),
      ),
      { numRuns: 1_000 },
    );
  });

  it('takes at most 13 bytes a point on a regular series', () => {
    const n = 512;
    const fill = (value: (index: number) => number) => Float64Array.from({ length: n }, (_, index) => value(index));
    const block = {
      milliseconds: fill((index) => 1.7e12 + index * 253 + ((index * 7919) % 31)),
      nanoseconds: fill((index) => (index * 1_009) % 1_000_000),
      coordinates: [fill((index) => index * 10), fill(() => NaN)],
      values: fill((index) => Math.sin(index)),
    };
    expect(encodeBlock(block).length / n).toBeLessThan(13);
  });
});

describe('decodeBlock', () => {
  it('names damage and never reads beyond', () => {
    fc.assert(
      fc.property(blocks, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (block, place, difference, cut) => {
        const bytes = encodeBlock(block);
        const wrong = cut ? bytes.slice(0, place % bytes.length) : bytes;
        if (!cut) wrong[place % 16]! ^= difference;
        try {
          decodeBlock(wrong, emptyColumns);
        } catch (error) {
          expect((error as Error).message).toMatch(/^block (is damaged: |of version)/);
        }
      }),
    );
  });
});
