import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { LiveQuery } from '@shadower-training/contract';
import { BehaviorSubject, Subject } from 'rxjs';
import { examplePoints, exampleSession } from '../../frames/testing';
import type { LiveEvent } from './events';
import { HUB_TIMES, LiveHub } from './hub';
import { ONLY_SESSIONS } from './interest';
import type { LiveNews } from './news';

/** A hub over streams that the test plays. */
function setUp() {
  const opened: Array<{ question: Pick<LiveQuery, 'session_id' | 'metric'>; events: Subject<LiveEvent> }> = [];
  const visible = new BehaviorSubject(true);
  const hub = new LiveHub({
    open: (question) => {
      const events = new Subject<LiveEvent>();
      opened.push({ question, events });
      return events;
    },
    visible: () => visible,
    random: () => 1,
  });
  const isOpen = () => opened.filter(({ events }) => events.observed).length;
  const hello = (id = 'exporter-1') =>
    opened.at(-1)?.events.next({ event: 'hello', data: { version: '1', schema_version: 1, exporter_id: id } });
  return { hub, opened, visible, isOpen, hello };
}

const listener = () => jest.fn<(news: LiveNews) => void>();

/** Joins and wants changes of sessions only. */
function joinForSessions(hub: LiveHub, hear: (news: LiveNews) => void = listener()) {
  const seat = hub.join(hear);
  seat.want(ONLY_SESSIONS);
  return seat;
}

describe('LiveHub', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('opens one stream for everybody who joins together, with the union of what they want', () => {
    const { hub, opened } = setUp();
    for (let panel = 0; panel < 12; panel += 1) {
      hub.join(listener()).want({ sessions: [`session-${panel % 3}`], metrics: ['training_loss'] });
    }
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(opened).toHaveLength(1);
    expect(opened[0]?.question).toEqual({
      session_id: ['session-0', 'session-1', 'session-2'],
      metric: ['training_loss'],
    });
  });

  it('waits a moment for those who do not know yet what they want', () => {
    const { hub, opened } = setUp();
    joinForSessions(hub);
    const loading = hub.join(listener());
    jest.advanceTimersByTime(HUB_TIMES.patience - 2 * HUB_TIMES.settle);
    expect(opened).toHaveLength(0);
    loading.want({ sessions: ['a'], metrics: ['loss'] });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(opened.map(({ question }) => question)).toEqual([{ session_id: ['a'], metric: ['loss'] }]);
  });

  it('does not wait for ever', () => {
    const { hub, opened } = setUp();
    hub.join(listener());
    jest.advanceTimersByTime(HUB_TIMES.patience + HUB_TIMES.settle);
    expect(opened).toHaveLength(1);
  });

  it('lets those ask by themselves for whom the stream has no room', () => {
    const { hub, hello } = setUp();
    const [served, beyond] = [listener(), listener()];
    hub.join(served).want({ sessions: Array.from({ length: 150 }, (_, index) => `a${index}`), metrics: ['loss'] });
    hub.join(beyond).want({ sessions: ['z'], metrics: ['loss'] });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    hello();
    jest.advanceTimersByTime(HUB_TIMES.batch);
    const before = [served.mock.calls.length, beyond.mock.calls.length];
    jest.advanceTimersByTime(HUB_TIMES.poll + HUB_TIMES.batch);
    expect([served.mock.calls.length, beyond.mock.calls.length]).toEqual([before[0], before[1]! + 1]);
    expect(beyond.mock.lastCall?.[0].again).toBe(true);
  });

  it('wants all metrics where they are too many to name', () => {
    const { hub, opened } = setUp();
    hub.join(listener()).want({ sessions: ['a'], metrics: Array.from({ length: 60 }, (_, index) => `m${index}`) });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(opened[0]?.question).toEqual({ session_id: ['a'], metric: [] });
    hub.join(listener()).want({ sessions: ['a'], metrics: ['another'] });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(opened).toHaveLength(1);
  });

  it('opens again only when more is wanted', () => {
    const { hub, opened, isOpen } = setUp();
    const seat = hub.join(listener());
    seat.want({ sessions: ['a', 'b'], metrics: ['loss'] });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    seat.want({ sessions: ['a'], metrics: ['loss'] });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(opened).toHaveLength(1);
    seat.want({ sessions: ['c'], metrics: ['loss'] });
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(opened).toHaveLength(2);
    expect(isOpen()).toBe(1);
  });

  it('hands sessions to all and points to those who want them, several events at once', () => {
    const { hub, opened, hello } = setUp();
    const [curves, list] = [listener(), listener()];
    hub.join(curves).want({ sessions: ['session-1'], metrics: ['validation_loss'] });
    joinForSessions(hub, list);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    hello();
    jest.advanceTimersByTime(HUB_TIMES.batch);
    const { events } = opened[0]!;
    events.next({ event: 'sessions', data: { sessions: [exampleSession({ values: 1 })] } });
    events.next({ event: 'sessions', data: { sessions: [exampleSession({ values: 2 })] } });
    events.next({ event: 'points', data: { series: [examplePoints()], skipped: false } });
    jest.advanceTimersByTime(HUB_TIMES.batch);
    expect(curves).toHaveBeenCalledTimes(2);
    expect(curves.mock.calls[0]?.[0]).toMatchObject({ again: true });
    expect(curves.mock.calls[1]?.[0]).toMatchObject({
      sessions: [{ values: 2 }],
      points: [{ step: [3] }],
      again: false,
    });
    expect(list.mock.calls[1]?.[0]).toMatchObject({ sessions: [{ values: 2 }], points: [] });
  });

  it('comes back after a break and tells to ask again', () => {
    const { hub, opened, hello, isOpen } = setUp();
    const hear = listener();
    joinForSessions(hub, hear);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    hello();
    jest.advanceTimersByTime(HUB_TIMES.batch);
    opened[0]?.events.next({ event: 'end', data: { reason: 'stopping' } });
    expect(isOpen()).toBe(0);
    jest.advanceTimersByTime(500);
    expect(isOpen()).toBe(1);
    hello('exporter-2');
    jest.advanceTimersByTime(HUB_TIMES.batch);
    expect(hear).toHaveBeenCalledTimes(2);
    expect(hear.mock.calls[1]?.[0].again).toBe(true);
    expect(hub.state).toMatchObject({ connected: true, exporterId: 'exporter-2' });
  });

  it('waits longer with each failure, and lets listeners ask by themselves meanwhile', () => {
    const { hub, opened } = setUp();
    const hear = listener();
    joinForSessions(hub, hear);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    for (const pause of [500, 1_000, 2_000, 4_000]) {
      const before = opened.length;
      opened.at(-1)?.events.error(new Error('away'));
      jest.advanceTimersByTime(pause - 1);
      expect(opened).toHaveLength(before);
      jest.advanceTimersByTime(1);
      expect(opened).toHaveLength(before + 1);
    }
    jest.advanceTimersByTime(HUB_TIMES.poll);
    expect(hear.mock.calls.some(([news]) => news.again)).toBe(true);
  });

  it('closes while nobody can see the tab', () => {
    const { hub, visible, isOpen } = setUp();
    joinForSessions(hub);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    visible.next(false);
    jest.advanceTimersByTime(60_000);
    expect(isOpen()).toBe(0);
    visible.next(true);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    expect(isOpen()).toBe(1);
  });

  it('stays open over a refresh, and closes when nobody came back', () => {
    const { hub, opened, isOpen } = setUp();
    const seat = joinForSessions(hub);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    seat.leave();
    joinForSessions(hub).leave();
    jest.advanceTimersByTime(HUB_TIMES.linger - 1);
    expect(opened).toHaveLength(1);
    expect(isOpen()).toBe(1);
    jest.advanceTimersByTime(1);
    expect(isOpen()).toBe(0);
    jest.advanceTimersByTime(100_000);
    expect(opened).toHaveLength(1);
  });

  it('gives up a stream that used to send signs of life and stopped', () => {
    const { hub, opened, isOpen } = setUp();
    joinForSessions(hub);
    jest.advanceTimersByTime(HUB_TIMES.settle);
    opened[0]?.events.next({ event: 'comment', data: null });
    jest.advanceTimersByTime(HUB_TIMES.silence);
    expect(isOpen()).toBe(0);
  });
});
