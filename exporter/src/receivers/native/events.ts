import { ContractError, eventsRequestSchema, LIMITS, parseTime, validate } from '@shadower-training/contract';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { sessionOf, workspaceOf } from './address.js';

/** POST {session_id}/events. */
export function receiveEvents(request: ReceiverRequest): ReceivedEvent<'events'> {
  const body = parseJsonBody(request.body);
  refuseTooManyEvents(body);
  const parsed = validate(eventsRequestSchema, body);
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

/** A batch over its limit is no mistake in a field: 413 tells the client to send less at a time. */
function refuseTooManyEvents(body: unknown): void {
  const events = (body as { events?: unknown } | null)?.events;
  if (!Array.isArray(events) || events.length <= LIMITS.eventsInRequest) return;
  const message = `${events.length} events in one request; the limit is ${LIMITS.eventsInRequest}: send several requests`;
  throw new ContractError('too_large', message, [{ path: 'events', problem: message }]);
}
