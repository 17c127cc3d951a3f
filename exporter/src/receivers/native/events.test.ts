import { expect, test } from '@jest/globals';
import { LIMITS } from '@shadower-training/contract';
import type { ReceiverRequest } from '../request.js';
import { receiveEvents } from './events.js';

const request = (events: number): ReceiverRequest => ({
  body: new TextEncoder().encode(JSON.stringify({ events: new Array(events).fill({ kind: 'note' }) })),
  door: 'native',
  operation: 'events',
  token_workspace_id: null,
  query_workspace_id: null,
  session_id: 's',
  received_at: 1,
});

test('as many events as the limit says are one request; more are to be sent in several', () => {
  expect(receiveEvents(request(LIMITS.eventsInRequest)).count).toBe(LIMITS.eventsInRequest);
  expect(() => receiveEvents(request(LIMITS.eventsInRequest + 1))).toThrow(
    expect.objectContaining({ status: 413, message: expect.stringContaining(String(LIMITS.eventsInRequest)) }),
  );
});
