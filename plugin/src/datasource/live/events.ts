/** Events of the exporter's stream, typed. */
import type { LiveEnd, LiveHello, LivePoints, LiveSessions } from '@shadower-training/contract';
import { filter, map, type Observable } from 'rxjs';
import type { StreamEvent } from './server-sent-events';

export type LiveEvent =
  | { event: 'hello'; data: LiveHello }
  | { event: 'sessions'; data: LiveSessions }
  | { event: 'points'; data: LivePoints }
  | { event: 'end'; data: LiveEnd }
  | { event: 'comment'; data: null };

const KNOWN = new Set(['hello', 'sessions', 'points', 'end', 'comment']);

/** Reads events; those of a kind that this version does not know, and unreadable ones, are left out. */
export function typedEvents(stream: Observable<StreamEvent>): Observable<LiveEvent> {
  return stream.pipe(
    map(readEvent),
    filter((event) => event !== null),
  );
}

function readEvent({ event, data }: StreamEvent): LiveEvent | null {
  if (!KNOWN.has(event)) return null;
  if (event === 'comment') return { event, data: null };
  try {
    return { event, data: JSON.parse(data) as unknown } as LiveEvent;
  } catch {
    return null;
  }
}
