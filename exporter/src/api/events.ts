import { answeredEventSchema, parseTime, type AnsweredEvent, type EventsQuery } from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import { answeredEvent } from './answered-event.js';
import { bestEvent, derivedEvents } from './derived-events.js';
import type { Handler } from './handler.js';
import { readSessionPage } from './session-page.js';
import type { Settler } from './settler.js';
import { STORED_SESSION_FIELDS, type StoredSession } from './stored-session.js';

/** Sessions whose derived events one answer holds. */
const MAXIMUM_SESSIONS = 1_000;
/** The best of a session costs a read of its curve, so it is told of named sessions only, and of so many. */
const MAXIMUM_BESTS = 50;
/** Curves that are read together. */
const READ_TOGETHER = 8;

/** What is told when no kinds are asked for: everything but log lines, which would drown the rest. */
const KINDS_BY_DEFAULT: readonly string[] = answeredEventSchema.shape.kind.options
  .flatMap((kinds): readonly string[] => kinds.options)
  .filter((kind) => kind !== 'log');

/** GET /analytics/events: events that were sent and those that follow from the sessions' states, oldest first. */
export function eventsHandler(reader: StoreReader, settler: Settler): Handler<'events'> {
  return async ({ workspace_id, query, signal }) => {
    const [sent, derived] = await Promise.all([
      sentEvents(reader, workspace_id, query),
      derivedOf(reader, settler, workspace_id, query, signal),
    ]);
    const events = [...sent, ...derived.filter((event) => isWanted(event, query))];
    const ordered = withoutRepeats(events).sort((left, right) =>
      left.time < right.time ? -1 : Number(left.time > right.time),
    );
    return { items: ordered.slice(-query.limit) };
  };
}

async function sentEvents(
  reader: StoreReader,
  workspaceId: string,
  { session_id, kind, from, to, limit }: EventsQuery,
): Promise<AnsweredEvent[]> {
  const rows = await reader.rows({
    measurement: 'training_event',
    tags: { workspace_id: [workspaceId], ...(session_id && { session_id }), kind: kind ?? KINDS_BY_DEFAULT },
    ...(from !== undefined && { from: parseTime(from)! }),
    ...(to !== undefined && { to: parseTime(to)! }),
    limit,
  });
  return rows.map(answeredEvent);
}

async function derivedOf(
  reader: StoreReader,
  settler: Settler,
  workspaceId: string,
  query: EventsQuery,
  signal: AbortSignal,
): Promise<AnsweredEvent[]> {
  const { session_id, from, to } = query;
  const page = await readSessionPage(reader, settler, {
    workspace_id: workspaceId,
    filter: { session_id, from, to },
    sort: '-started_at',
    limit: MAXIMUM_SESSIONS,
    cursor: undefined,
    fields: STORED_SESSION_FIELDS,
    signal,
  });
  const withBest = session_id && wants(query, 'best') ? page.items.slice(0, MAXIMUM_BESTS) : [];
  const bests = await bestsOf(reader, withBest, signal);
  return [...page.items.flatMap(derivedEvents), ...bests];
}

/** Some curves at a time, so that others' queries come in between, and none is read for a client that has gone. */
async function bestsOf(
  reader: StoreReader,
  sessions: readonly StoredSession[],
  signal: AbortSignal,
): Promise<AnsweredEvent[]> {
  const bests: (AnsweredEvent | null)[] = [];
  for (let from = 0; from < sessions.length; from += READ_TOGETHER) {
    signal.throwIfAborted();
    const some = sessions.slice(from, from + READ_TOGETHER);
    bests.push(...(await Promise.all(some.map((session) => bestEvent(reader, session)))));
  }
  return bests.filter((event) => event !== null);
}

function wants({ kind }: EventsQuery, wanted: string): boolean {
  return kind === undefined || kind.includes(wanted);
}

function isWanted(event: AnsweredEvent, query: EventsQuery): boolean {
  const time = Date.parse(event.time);
  const from = query.from === undefined ? -Infinity : parseTime(query.from)!;
  const to = query.to === undefined ? Infinity : parseTime(query.to)!;
  return wants(query, event.kind) && time >= from && time <= to;
}

/** A change of state may be both in the store and derived. */
function withoutRepeats(events: readonly AnsweredEvent[]): AnsweredEvent[] {
  const seen = new Set<string>();
  return events.filter(({ session_id, kind, time, step, attempt, title, text }) => {
    const key = JSON.stringify([session_id, kind, time, step, attempt, title, text]);
    return !seen.has(key) && seen.add(key);
  });
}
