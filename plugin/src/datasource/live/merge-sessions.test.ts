import { describe, expect, it } from '@jest/globals';
import { exampleSession } from '../../frames/testing';
import { mergeSessions } from './merge-sessions';

const ids = (sessions: Array<{ session_id: string }>) => sessions.map(({ session_id }) => session_id);

describe('mergeSessions', () => {
  const [one, two] = [exampleSession(), exampleSession({ session_id: 'session-2' })];

  it('replaces by id and keeps the order and the others', () => {
    const newer = exampleSession({ state: 'failed' });
    const { sessions, again } = mergeSessions([two, one], [newer], {});
    expect(sessions).toEqual([two, newer]);
    expect(sessions[0]).toBe(two);
    expect(again).toBe(false);
  });

  it('puts a new session first and holds the limit', () => {
    expect(ids(mergeSessions([one], [two], { limit: 1 }).sessions)).toEqual(['session-2']);
  });

  it('drops what no longer matches and leaves out what never did', () => {
    const question = { state: ['running' as const], agent_id: ['agent-1'], tag: ['team=search'] };
    const tagged = { tags: { team: 'search' } };
    const known = [exampleSession(tagged)];
    expect(mergeSessions(known, [exampleSession({ ...tagged, state: 'completed' })], question).sessions).toEqual([]);
    expect(mergeSessions(known, [two], question).sessions).toEqual(known);
  });

  it('leaves a session that started after a fixed range out', () => {
    expect(mergeSessions([one], [two], { to: Date.parse(two.started_at) - 1 }).sessions).toEqual([one]);
  });

  it('asks the exporter where only it knows the order or a condition', () => {
    expect(mergeSessions([one], [two], { sort: 'objective_best' }).again).toBe(true);
    expect(mergeSessions([one], [two], { where: ['metrics.a<1'] }).again).toBe(true);
    expect(mergeSessions([one], [exampleSession()], { where: ['metrics.a<1'] }).again).toBe('seldom');
  });
});
