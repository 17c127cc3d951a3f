import { describe, expect, test } from '@jest/globals';
import { afterEvent, type Connection, type RequestEvent } from './connection';

const start: Connection = { state: 'connecting', refused: false, opened: 0 };
const after = (...events: RequestEvent[]) => events.reduce(afterEvent, start);

const opened: RequestEvent = { kind: 'streamOpened' };
const lost: RequestEvent = { kind: 'streamLost' };
const failed: RequestEvent = { kind: 'failed' };
const answered = (status: number): RequestEvent => ({ kind: 'answered', status });

describe('the connection to the exporter', () => {
  test('is live once the stream is open', () => {
    expect(after(answered(200)).state).toBe('connecting');
    expect(after(answered(200), opened)).toEqual({ state: 'live', refused: false, opened: 1 });
  });
  test('reconnects when the stream breaks, is offline when nobody answers, and comes back', () => {
    expect(after(opened, lost).state).toBe('reconnecting');
    expect(after(opened, lost, failed).state).toBe('offline');
    expect(after(opened, lost, failed, answered(200)).state).toBe('reconnecting');
    expect(after(opened, lost, failed, opened)).toMatchObject({ state: 'live', opened: 2 });
  });
  test('a proxy without an exporter behind it is offline', () => {
    expect(after(answered(502)).state).toBe('offline');
  });
  test('remembers that a token is wanted', () => {
    expect(after(answered(401), answered(200)).refused).toBe(true);
    expect(after(answered(403)).refused).toBe(false);
  });
});
