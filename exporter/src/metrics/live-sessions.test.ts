import { describe, expect, it } from '@jest/globals';
import type { SessionSummary } from '@shadower-training/contract';
import { summaryOf } from '../api/api.test.support.js';
import { LiveSessions } from './live-sessions.js';

const SECOND = 1_000;
const PATIENCE = { finished: 300 * SECOND, unfinished: 3_600 * SECOND };
const NOW = Date.parse('2026-01-01T01:00:00Z');

/** What is kept after news, each told at its own second after NOW. */
function after(...news: [second: number, part: Partial<SessionSummary>][]): LiveSessions {
  const sessions = new LiveSessions(PATIENCE);
  for (const [second, part] of news) {
    sessions.note({ sessions: [summaryOf({ session_id: 's', ...part })], metrics: [{}] }, NOW + second * SECOND);
  }
  return sessions;
}

const states = (sessions: LiveSessions, second: number, workspace: string | null = null) =>
  sessions.current(workspace, NOW + second * SECOND).map(({ state }) => state);

const critical = { level: 'critical', reason: 'silent' } as const;

describe('live sessions', () => {
  it('are those of the last news, each workspace its own', () => {
    const sessions = after([0, {}], [1, { state: 'hung' }], [2, { workspace_id: 'other', session_id: 't' }]);
    expect(states(sessions, 3)).toEqual(['hung', 'running']);
    expect(states(sessions, 3, 'other')).toEqual(['running']);
    expect(states(sessions, 3, 'nobody')).toEqual([]);
  });

  it('stay for a set time after they have ended, whatever their clock says and whatever is told of them later', () => {
    const ended = { state: 'failed', completed_at: '2020-01-01T00:00:00.000Z' } as const;
    const sessions = after([0, {}], [10, ended], [200, { ...ended, name: 'renamed' }]);
    expect(states(sessions, 309)).toEqual(['failed']);
    expect(states(sessions, 311)).toEqual([]);
  });

  it('stay again when they resume', () => {
    const sessions = after([0, {}], [10, { state: 'completed', completed_at: '2026-01-01T01:00:10.000Z' }], [60, {}]);
    expect(states(sessions, 1_000)).toEqual(['running']);
  });

  it('are not those that ended before anybody heard of them', () => {
    const old = { state: 'completed', completed_at: '2026-01-01T00:50:00.000Z' } as const;
    expect(states(after([0, old]), 0)).toEqual([]);
    const fresh = { state: 'completed', completed_at: '2026-01-01T00:59:00.000Z' } as const;
    expect(states(after([0, fresh]), 239)).toEqual(['completed']);
    expect(states(after([0, fresh]), 241)).toEqual([]);
  });

  it('are those that fell silent, for a longer time; not those whose news is all about the past', () => {
    const silent = after([0, { state: 'silent', attention: critical }]);
    expect(states(silent, 3_599)).toEqual(['silent']);
    expect(states(silent, 3_601)).toEqual([]);
    expect(states(after([0, { state: 'silent', attention: { level: 'none', reason: null } }]), 0)).toEqual([]);
  });
});
