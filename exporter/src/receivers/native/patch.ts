import { patchRequestSchema, validate } from '@shadower-training/contract';
import { receivedEvent, type ReceivedEvent } from '../event.js';
import { parseJsonBody } from '../json-body.js';
import type { ReceiverRequest } from '../request.js';
import { sessionOf, workspaceOf } from './address.js';

/** PATCH {session_id}. */
export function receivePatch(request: ReceiverRequest): ReceivedEvent<'patch'> {
  const { workspace_id, ...description } = validate(patchRequestSchema, parseJsonBody(request.body));
  return receivedEvent({
    kind: 'patch',
    workspace_id: workspaceOf(request, workspace_id),
    session_id: sessionOf(request),
    producer: null,
    sequence: null,
    attempt: null,
    count: 1,
    body: description,
  });
}
