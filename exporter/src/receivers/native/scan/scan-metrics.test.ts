import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeMetricsBatch } from '../../../journal/batch/decode.js';
import { pointsOf } from '../../../journal/batch/point-batch.js';
import type { ReceiverRequest } from '../../request.js';
import { readMetrics } from '../metrics.js';
import { scanMetrics } from './scan-metrics.js';

const requestOf = (text: string): ReceiverRequest =>
  ({
    door: 'native',
    operation: 'metrics',
    session_id: 's',
    query_workspace_id: null,
    token_workspace_id: null,
    received_at: 0,
    body: Buffer.from(text),
  }) as unknown as ReceiverRequest;

/** What the ordinary way makes of a text, or null when it refuses it. */
function read(text: string) {
  try {
    const { encoded, producer, sequence, attempt, count, workspace_id } = readMetrics(requestOf(text));
    return { producer, sequence, attempt, count, workspace_id, points: pointsOf(decodeMetricsBatch(encoded)) };
  } catch {
    return null;
  }
}

function scan(text: string) {
  const scanned = scanMetrics(Buffer.from(text));
  if (scanned === null) return null;
  const { encoded, producer, sequence, attempt, count, workspace_id = 'default' } = scanned;
  return { producer, sequence, attempt, count, workspace_id, points: pointsOf(decodeMetricsBatch(encoded)) };
}

const name = fc.oneof(
  fc.constantFrom('loss', 'lr', 'train/acc', '1', 'a b'),
  fc.string({ minLength: 1, maxLength: 8 }),
);
const number = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(1e-5, 0.1, -0, 1e22, 2 ** 53));
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 3 });
const point = fc.record({
  step: optional(fc.oneof(fc.nat(), fc.integer(), fc.double())),
  time: optional(fc.oneof(fc.integer({ min: 0, max: 2e12 }), fc.constant('2026-01-01T00:00:00Z'))),
  epoch: optional(number),
  rank: optional(fc.integer({ min: -1, max: 5 })),
  labels: fc.option(fc.dictionary(name, fc.string(), { maxKeys: 2 }), { nil: undefined, freq: 10 }),
  metrics: fc.dictionary(name, fc.oneof(number, number, fc.constantFrom('NaN', 'Infinity')), { maxKeys: 4 }),
});
const request = fc.record({
  producer: optional(fc.constantFrom('p', 'producer-1', 'é')),
  sequence: optional(fc.integer({ min: 0, max: 9 })),
  attempt: optional(fc.integer({ min: 0, max: 3 })),
  workspace_id: optional(fc.constantFrom('w', 'default')),
  points: fc.array(point, { maxLength: 5 }),
});

describe('scanMetrics', () => {
  it('reads what the ordinary way reads, or leaves it to that', () => {
    let scannedRequests = 0;
    fc.assert(
      fc.property(request, fc.constantFrom(undefined, 1, '\t'), (body, space) => {
        const text = JSON.stringify(body, null, space);
        const scanned = scan(text);
        if (scanned === null) return;
        scannedRequests++;
        expect(scanned).toEqual(read(text));
      }),
      { numRuns: 3_000 },
    );
    expect(scannedRequests).toBeGreaterThan(100);
  });

  it('takes the usual request, as the Python client writes it', () => {
    const text =
      '{"producer": "p", "sequence": 3, "points": [{"step": 1, "time": 1763000000123.9, "metrics": {"loss": 0.25, "lr": 1e-05}},' +
      ' {"step": 2, "epoch": 0.5, "rank": 1, "metrics": {"loss": 0.30000000000000004}}]}';
    expect(scan(text)).toEqual({
      producer: 'p',
      sequence: 3,
      attempt: null,
      count: 3,
      workspace_id: 'default',
      points: [
        { step: 1, time: 1_763_000_000_123, metrics: { loss: 0.25, lr: 1e-5 } },
        { step: 2, epoch: 0.5, rank: 1, metrics: { loss: 0.30000000000000004 } },
      ],
    });
  });

  it('never takes what JSON.parse refuses, however a right text is damaged', () => {
    const right =
      '{"producer":"p","sequence":1,"points":[{"step":1,"metrics":{"loss":0.5,"lr":1e-5}},{"step":2,"metrics":{"a":-1}}]}';
    fc.assert(
      fc.property(fc.nat(right.length - 1), fc.integer({ min: 0, max: 255 }), fc.nat(3), (place, byte, cut) => {
        const bytes = Buffer.from(right, 'latin1');
        bytes[place] = byte;
        const text = Buffer.concat([bytes.subarray(0, place + 1), bytes.subarray(place + 1 + cut)]).toString('latin1');
        const scanned = scan(text);
        if (scanned !== null) expect(scanned).toEqual(read(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['a metric twice', '"points":[{"metrics":{"a":1,"a":2}}]'],
    ['a coordinate twice', '"points":[{"step":1,"step":2,"metrics":{"a":1}}]'],
    ['points twice', '"points":[],"points":[]'],
    ['the forbidden name', '"points":[{"metrics":{"__proto__":1}}]'],
  ])('leaves %s to the ordinary way', (_, rest) => {
    expect(scan(`{"producer":"p","sequence":1,${rest}}`)).toBeNull();
  });
});
