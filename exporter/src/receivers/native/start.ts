import { parseTime, startRequestSchema, validate } from '@shadower-training/contract';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { workspaceOf } from './address.js';

/** POST start. */
export function receiveStart(request: ReceiverRequest): ReceivedEvent<'start'> {
  const { session_id, workspace_id, agent_id, started_at, producer, ...description } = validate(
    startRequestSchema,
    parseJsonBody(request.body),
  );
  return receivedEvent({
    kind: 'start',
    workspace_id: workspaceOf(request, workspace_id),
    session_id: session_id ?? null,
    producer: producer ?? null,
    sequence: null,
    attempt: null,
    count: 1,
    body: { description, agent_id, started_at: parseTime(started_at) ?? request.received_at },
  });
}
