import { ContractError, DEFAULT_WORKSPACE, idSchema, validate } from '@shadower-training/contract';
import type { ReceiverRequest } from '../request.js';

/**
 * Which workspace a request is about: the token's; without tokens, that of body or query, else `default`.
 * @throws ContractError `forbidden` when a token's request names another workspace.
 */
export function workspaceOf(request: ReceiverRequest, named: string | undefined): string {
  const wanted = named ?? request.query_workspace_id ?? undefined;
  const owned = request.token_workspace_id;
  if (owned === null) return wanted === undefined ? DEFAULT_WORKSPACE : validate(idSchema, wanted);
  if (wanted !== undefined && wanted !== owned) {
    throw new ContractError('forbidden', 'the token belongs to another workspace: leave workspace_id out');
  }
  return owned;
}

/** The session in the request's path. @throws ContractError when it can't be an id. */
export function sessionOf(request: ReceiverRequest): string {
  return validate(idSchema, request.session_id);
}
