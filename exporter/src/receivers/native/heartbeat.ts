import { heartbeatRequestSchema, parseTime, validate } from '@shadower-training/contract';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { sessionOf, workspaceOf } from './address.js';

/** POST {session_id}/heartbeat. */
export function receiveHeartbeat(request: ReceiverRequest): ReceivedEvent<'heartbeat'> {
  const { workspace_id, producer, time, ...heartbeat } = validate(heartbeatRequestSchema, parseJsonBody(request.body));
  return receivedEvent({
    kind: 'heartbeat',
    workspace_id: workspaceOf(request, workspace_id),
    session_id: sessionOf(request),
    producer: producer ?? null,
    sequence: null,
    attempt: null,
    count: 1,
    body: { ...heartbeat, time: parseTime(time) ?? request.received_at },
  });
}
