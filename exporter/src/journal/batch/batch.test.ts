import { describe, expect, it } from '@jest/globals';
import type { WirePoint } from '@shadower-training/contract';
import fc from 'fast-check';
import { decodeMetricsBatch } from './decode.js';
import { encodeMetricsBatch } from './encode.js';
import { journalledPoints, type JournalledPoint, type MetricsBatch } from './journalled-point.js';
import { pointsOf } from './point-batch.js';

const name = fc
  .oneof(fc.constantFrom('loss', 'lr', 'grad_norm'), fc.string({ unit: 'grapheme', minLength: 1 }))
  .filter((text) => text !== '__proto__');
const whole = fc.oneof(fc.integer(), fc.maxSafeInteger()).map((value) => value + 0);
const optional = { requiredKeys: ['metrics'] as ['metrics'], noNullPrototype: true };
const point = fc.record(
  {
    step: whole,
    epoch: fc.double({ noNaN: true, noDefaultInfinity: true }),
    time: fc.oneof(fc.integer({ min: 1.7e12, max: 1.7e12 + 5_000 }), fc.integer({ min: 0, max: 7e12 })),
    rank: fc.integer({ min: 0, max: 10_000_000 }),
    node: name,
    labels: fc.dictionary(name, fc.string(), { maxKeys: 3, noNullPrototype: true }),
    metrics: fc.dictionary(name, fc.double(), { maxKeys: 6, noNullPrototype: true }),
  },
  optional,
);
const usage = fc.option(fc.record({ gpu_hours: fc.constantFrom(1.5, 0) }), { nil: undefined });
const batches = fc
  .record({ points: fc.array(point), resource_usage: usage })
  .map(({ points, resource_usage }) => (resource_usage ? { points, resource_usage } : { points }) as MetricsBatch);

/** What comes back of a batch. */
function readAgain(batch: MetricsBatch): MetricsBatch {
  const { resource_usage, ...columns } = decodeMetricsBatch(encodeMetricsBatch(batch));
  const points = pointsOf(columns);
  return resource_usage === undefined ? { points } : { points, resource_usage };
}

describe('encodeMetricsBatch', () => {
  it('is undone by decodeMetricsBatch, NaN, infinities and -0 included', () => {
    fc.assert(fc.property(batches, (batch) => expect(readAgain(batch)).toEqual(batch)));
  });

  it('takes 13 bytes for a regular point with one value', () => {
    const points = Array.from({ length: 1_000 }, (_, index) => ({
      step: index,
      time: 1.7e12 + index * 250,
      metrics: { loss: index / 3 },
    }));
    expect(encodeMetricsBatch({ points }).length / 1_000).toBeLessThan(13.2);
  });

  it('grows with batches of any size', () => {
    const metrics = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`m${index}`, index]));
    const batch = { points: Array.from({ length: 300 }, (_, step) => ({ step, metrics })) };
    expect(readAgain(batch)).toEqual(batch);
  });
});

describe('decodeMetricsBatch', () => {
  it('puts points into runs of the same names and labels, in order', () => {
    const points: JournalledPoint[] = [
      { step: 1, metrics: { loss: 1, lr: 2 } },
      { step: 2, metrics: { loss: 3, lr: 4 } },
      { step: 2, rank: 1, metrics: { loss: 5, lr: 6 } },
      { step: 3, metrics: { loss: 7 } },
    ];
    const batch = decodeMetricsBatch(encodeMetricsBatch({ points }));
    expect(batch.runs).toEqual([
      { from: 0, to: 2, names: ['loss', 'lr'], labelling: {}, firstValue: 0 },
      { from: 2, to: 3, names: ['loss', 'lr'], labelling: { rank: 1 }, firstValue: 4 },
      { from: 3, to: 4, names: ['loss'], labelling: {}, firstValue: 6 },
    ]);
    expect([...batch.values]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('names damage, whatever byte is wrong or missing, and never invents a crash of another kind', () => {
    fc.assert(
      fc.property(
        batches,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (batch, place, difference, cut) => {
          const bytes = encodeMetricsBatch(batch);
          const wrong = cut ? bytes.slice(0, place % bytes.length) : bytes;
          if (!cut) wrong[place % wrong.length]! ^= difference;
          try {
            decodeMetricsBatch(wrong);
          } catch (error) {
            expect((error as Error).message).toMatch(/^metrics batch (is damaged: |of version)/);
          }
        },
      ),
    );
  });

  it('refuses a later version', () => {
    const bytes = encodeMetricsBatch({ points: [] });
    bytes[0] = 2;
    expect(() => decodeMetricsBatch(bytes)).toThrow('metrics batch of version 2: this exporter reads version 1');
  });
});

describe('journalledPoints', () => {
  it('turns texts of the wire into numbers', () => {
    const wire = [
      { time: '2026-01-01T00:00:00Z', metrics: { a: 'NaN', b: '-Infinity', c: 1 } },
      { step: 4, time: 12.7, metrics: { a: 'Infinity' } },
    ] as WirePoint[];
    expect(journalledPoints(wire)).toEqual([
      { time: Date.UTC(2026, 0, 1), metrics: { a: NaN, b: -Infinity, c: 1 } },
      { step: 4, time: 12, metrics: { a: Infinity } },
    ]);
  });
});
