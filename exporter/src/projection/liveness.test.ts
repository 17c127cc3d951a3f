import { describe, expect, test } from '@jest/globals';
import { judgeLiveness, type LivenessFacts } from './liveness.js';

const beating: LivenessFacts = {
  lastNewsAt: 1_000_000,
  lastHeartbeatAt: 1_000_000,
  lastLogAt: 1_000_000,
  phase: 'training',
  heartbeatSeconds: 30,
  logSeconds: () => 1,
  startedAt: 0,
};

describe('liveness', () => {
  test('no news for three heartbeats is silence, since the moment at which the limit passed', () => {
    expect(judgeLiveness(beating, 1_089_999).state).toBe('running');
    expect(judgeLiveness(beating, 1_200_000)).toEqual({ state: 'silent', since: 1_090_000 });
  });

  test('heartbeats without a step are a hang after five of them', () => {
    const stuck = { ...beating, lastNewsAt: 1_150_000, lastHeartbeatAt: 1_150_000 };
    expect(judgeLiveness(stuck, 1_149_999).state).toBe('running');
    expect(judgeLiveness(stuck, 1_150_000)).toEqual({ state: 'hung', since: 1_150_000 });
  });

  test('a session that logs seldom is given twenty of its intervals', () => {
    const slow = { ...beating, logSeconds: () => 60, lastNewsAt: 2_100_000, lastHeartbeatAt: 2_100_000 };
    expect(judgeLiveness(slow, 2_150_000).state).toBe('running');
    expect(judgeLiveness({ ...slow, lastNewsAt: 2_200_000 }, 2_200_000).state).toBe('hung');
  });

  test.each(['evaluation', 'checkpoint', 'idle'] as const)('an announced %s is no hang, however long', (phase) => {
    const waiting = { ...beating, phase, lastNewsAt: 90_000_000, lastHeartbeatAt: 90_000_000 };
    expect(judgeLiveness(waiting, 90_000_001).state).toBe('running');
  });

  test('before the first step a process may load for half an hour', () => {
    const loading = { ...beating, lastLogAt: null, lastNewsAt: 1_700_000, lastHeartbeatAt: 1_700_000 };
    expect(judgeLiveness(loading, 1_700_000).state).toBe('running');
    expect(judgeLiveness({ ...loading, lastNewsAt: 1_800_000 }, 1_800_000).state).toBe('hung');
  });

  test('a session without heartbeats is never called hung', () => {
    const plain = { ...beating, lastHeartbeatAt: null, lastLogAt: 0 };
    expect(judgeLiveness(plain, 1_050_000).state).toBe('running');
  });
});
