import { describe, expect, it } from '@jest/globals';
import { EventParser } from './server-sent-events';

const STREAM =
  'event: hello\r\ndata: {"a":1}\r\n\r\n: keep\n\nevent: points\ndata: one\ndata: two\n\ndata:plain\n\nid: 7\n\n';
const EVENTS = [
  { event: 'hello', data: '{"a":1}' },
  { event: 'comment', data: 'keep' },
  { event: 'points', data: 'one\ntwo' },
  { event: 'message', data: 'plain' },
];

describe('EventParser', () => {
  it.each([1, 2, 3, 7, 1_000])('reads the same events from pieces of %i characters', (size) => {
    const parser = new EventParser();
    const events = [];
    for (let at = 0; at < STREAM.length; at += size) events.push(...parser.push(STREAM.slice(at, at + size)));
    expect(events).toEqual(EVENTS);
  });

  it('does not hand out an event that is cut off', () => {
    expect(new EventParser().push('event: points\ndata: {"half"')).toEqual([]);
  });
});
