import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeMetricsBatch } from '../journal/batch/decode.js';
import { encodeMetricsBatch, writeShift } from '../journal/batch/encode.js';
import { columnsOfPoints } from '../projection/rows.js';
import { newSession, type LiveSession } from '../projection/session.js';
import { RequestOffsets } from './request-offsets.js';

const RECEIVED_AT = 1_700_000_000_000;
const TAGS = { session_id: 's' };

const session = (): LiveSession =>
  newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: RECEIVED_AT });

/** A request as it is journalled: the steps from one on, all at one time. */
function accepted(
  offsets: RequestOffsets,
  of: LiveSession,
  { producer, sequence, step, points, time }: Record<'producer' | 'sequence' | 'step' | 'points' | 'time', number>,
): { shift: number; times: string[] } {
  const request = { producer: `p${producer}`, sequence, received_at: RECEIVED_AT };
  const body = encodeMetricsBatch({
    points: Array.from({ length: points }, (_, place) => ({
      step: step + place,
      time: RECEIVED_AT + time,
      metrics: { loss: place },
    })),
  });
  const shift = offsets.shift(of, request, decodeMetricsBatch(body));
  writeShift(body, shift);
  const record = {
    ...{ id: 1, kind: 'metrics' as const, version: 1, workspace_id: 'w', session_id: 's', attempt: 1, body },
    ...request,
  };
  const [columns] = columnsOfPoints(record, TAGS, decodeMetricsBatch(body));
  const times = Array.from(columns!.milliseconds, (at, place) => `${at} ${columns!.nanoseconds[place]}`);
  return { shift, times };
}

describe('offsets of requests', () => {
  it('give each value of a session a stored time of its own, whatever comes in the same millisecond', () => {
    const request = fc.record({
      // Few sequences, so that hashes meet often enough to be seen.
      producer: fc.nat(5_000),
      sequence: fc.constant(1),
      step: fc.nat(3_000),
      points: fc.integer({ min: 1, max: 50 }),
      time: fc.nat(1),
    });
    const requests = fc.uniqueArray(request, { selector: ({ producer }) => producer, minLength: 2, maxLength: 64 });
    fc.assert(
      fc.property(requests, (some) => {
        const offsets = new RequestOffsets();
        const of = session();
        const times = some.flatMap((one) => accepted(offsets, of, one).times);
        expect(new Set(times).size).toBe(times.length);
      }),
      { numRuns: 300 },
    );
  });

  it('are those of the requests alone where no other has them', () => {
    const of = session();
    const offsets = new RequestOffsets();
    const one = { producer: 1, sequence: 1, step: 5, points: 1, time: 0 };
    expect(accepted(offsets, of, one).shift).toBe(0);
    expect(accepted(offsets, of, { ...one, time: 1 }).shift).toBe(0);
    // The same offset at the same time.
    expect(accepted(offsets, of, one).shift).toBe(1);
    // In another session it is alone again.
    expect(accepted(offsets, session(), one).shift).toBe(0);
  });

  it('stay 0 without a producer: what comes again must land on itself', () => {
    const batch = decodeMetricsBatch(encodeMetricsBatch({ points: [{ step: 1, metrics: { loss: 1 } }] }));
    const request = { producer: null, sequence: null, received_at: RECEIVED_AT };
    const of = session();
    const offsets = new RequestOffsets();
    expect([offsets.shift(of, request, batch), offsets.shift(of, request, batch)]).toEqual([0, 0]);
  });
});
