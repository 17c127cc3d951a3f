import { eventsRequestSchema, parseTime, validate } from '@shadower-training/contract';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { sessionOf, workspaceOf } from './address.js';

/** POST {session_id}/events. */
export function receiveEvents(request: ReceiverRequest): ReceivedEvent<'events'> {
  const parsed = validate(eventsRequestSchema, parseJsonBody(request.body));
  const events = parsed.events.map((event) => ({ ...event, time: parseTime(event.time) ?? request.received_at }));
  return receivedEvent({
    kind: 'events',
    workspace_id: workspaceOf(request, parsed.workspace_id),
    session_id: sessionOf(request),
    producer: parsed.producer ?? null,
    sequence: parsed.sequence ?? null,
    attempt: parsed.attempt ?? null,
    count: events.length,
    body: { events },
  });
}
