import { completeRequestSchema, parseTime, validate } from '@shadower-training/contract';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { sessionOf, workspaceOf } from './address.js';

/** POST {session_id}/complete. */
export function receiveComplete(request: ReceiverRequest): ReceivedEvent<'complete'> {
  const { workspace_id, producer, completed_at, ...completion } = validate(
    completeRequestSchema,
    parseJsonBody(request.body),
  );
  return receivedEvent({
    kind: 'complete',
    workspace_id: workspaceOf(request, workspace_id),
    session_id: sessionOf(request),
    producer: producer ?? null,
    sequence: null,
    attempt: null,
    count: 1,
    body: { ...completion, completed_at: parseTime(completed_at) ?? request.received_at },
  });
}
