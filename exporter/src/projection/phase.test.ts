import { describe, expect, test } from '@jest/globals';
import type { RecordBodies } from '../journal/record-body.js';
import type { JournalledRecord } from '../journal/record.js';
import { applyEvents, applyHeartbeat, applyStart } from './apply.js';
import { newSession, type LiveSession } from './session.js';
import { nextState } from './state.js';

const MINUTE = 60_000;

function record(kind: JournalledRecord['kind'], received_at: number): JournalledRecord {
  const session = { workspace_id: 'w', session_id: 's', attempt: 1, producer: null, sequence: null };
  return { ...session, kind, received_at, id: 1, version: 1, body: new Uint8Array(0) };
}

/** A session that logged nothing for ten minutes, but sent a heartbeat in each of them. */
function afterTenMinutes(
  session: LiveSession,
  heartbeat: Omit<RecordBodies['heartbeat'], 'time'>,
): ReturnType<typeof nextState> {
  for (let minute = 1; minute <= 20; minute++) {
    const time = minute * (MINUTE / 2);
    applyHeartbeat(session, record('heartbeat', time), { ...heartbeat, time });
  }
  return nextState(session.facts, session.pace, 10 * MINUTE + 1);
}

function started(): LiveSession {
  const session = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 });
  applyStart(session, record('start', 0), { agent_id: 'a', started_at: 0, description: {} });
  return session;
}

describe('an announced evaluation', () => {
  test('goes on while heartbeats say nothing of phases: no hang', () => {
    const session = started();
    applyEvents(session, record('events', 1_000), [{ kind: 'evaluation_start', time: 1_000 }]);
    expect(afterTenMinutes(session, {})).toMatchObject({ state: 'running' });
    expect(session.facts.phase).toBe('evaluation');
  });

  test('ends where heartbeats say that it trains: then no logs are a hang', () => {
    const session = started();
    applyEvents(session, record('events', 1_000), [{ kind: 'evaluation_start', time: 1_000 }]);
    expect(afterTenMinutes(session, { phase: 'training' })).toMatchObject({ state: 'hung' });
  });

  test('without one, heartbeats without logs are a hang', () => {
    const session = started();
    session.facts.logged_at = 1_000;
    expect(afterTenMinutes(session, {})).toMatchObject({ state: 'hung' });
  });

  test('of one rank is not ended by the heartbeats of another that waits for it, only by its own', () => {
    const session = started();
    const from = (producer: string) => ({ ...record('heartbeat', 0), producer });
    applyEvents(session, { ...record('events', 1_000), producer: 'rank 0' }, [
      { kind: 'evaluation_start', time: 1_000 },
    ]);
    applyHeartbeat(session, from('rank 1'), { phase: 'training', time: 2_000 });
    expect(session.facts.phase).toBe('evaluation');
    applyHeartbeat(session, from('rank 0'), { time: 3_000 });
    expect(session.facts.phase).toBe('evaluation');
    applyHeartbeat(session, from('rank 0'), { phase: 'training', time: 4_000 });
    expect(session.facts.phase).toBe('training');
  });
});
