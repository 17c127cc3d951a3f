import { describe, expect, it } from '@jest/globals';
import type { AnsweredEvent } from '@shadower-training/contract';
import { eventsFrame } from './events';
import { ORIGIN } from './testing';

const event = (kind: AnsweredEvent['kind'], second: number, changes: Partial<AnsweredEvent> = {}): AnsweredEvent => ({
  session_id: 'session-1',
  kind,
  time: new Date(second * 1_000).toISOString(),
  step: second,
  attempt: 1,
  title: null,
  text: null,
  ...changes,
});

const NAMES = new Map([['session-1', 'first']]);
const columnOf = (events: AnsweredEvent[], name: string) =>
  eventsFrame(events, NAMES, ORIGIN).fields.find((field) => field.name === name)?.values ?? [];

const rows = (events: AnsweredEvent[]) => {
  const column = (name: string) => columnOf(events, name);
  return column('time').map((time: number, index: number) => [time, column('timeEnd')[index], column('title')[index]]);
};

describe('eventsFrame', () => {
  it('is in the order of time, with a title for every kind', () => {
    expect(rows([event('failure', 9), event('checkpoint', 3, { title: 'Weights' })])).toEqual([
      [3_000, null, 'Weights'],
      [9_000, null, 'Failed'],
    ]);
  });

  it('joins a beginning with its end, each session for itself', () => {
    const other = { session_id: 'session-2' };
    const events = [
      event('evaluation_start', 1),
      event('evaluation_start', 2, other),
      event('evaluation_end', 4),
      event('evaluation_end', 3, other),
    ];
    expect(rows(events)).toEqual([
      [1_000, 4_000, 'Evaluation'],
      [2_000, 3_000, 'Evaluation'],
    ]);
  });

  it('tags with words that people know: the kind and the name of the session', () => {
    const events = [event('best', 1), event('best', 2, { session_id: 'session-2' })];
    expect(columnOf(events, 'tags')).toEqual([['best', 'first'], ['best']]);
    expect(columnOf(events, 'session')).toEqual(['first', 'session-2']);
    expect(columnOf(events, 'session_id')).toEqual(['session-1', 'session-2']);
  });

  it('calls a checkpoint that is named after its session a checkpoint', () => {
    const events = [
      event('checkpoint', 1, { title: 'checkpoints/session-1' }),
      event('start', 2, { title: 'started' }),
    ];
    expect(columnOf(events, 'title')).toEqual(['Checkpoint', 'Started']);
    expect(columnOf(events, 'text')).toEqual(['checkpoints/session-1', null]);
  });

  it('names a state as lists do', () => {
    expect(columnOf([event('state', 1, { title: 'stopped' })], 'title')).toEqual(['Stopped early']);
  });

  it('shows a kind that it does not know by its own word', () => {
    expect(rows([event('upgraded' as AnsweredEvent['kind'], 1)])).toEqual([[1_000, null, 'upgraded']]);
  });
});
