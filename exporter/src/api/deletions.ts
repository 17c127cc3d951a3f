import { ContractError } from '@shadower-training/contract';
import type { Handler } from './handler.js';
import type { ApiParts } from './parts.js';

type DeletionParts = Pick<ApiParts, 'writer' | 'logger'>;

/** DELETE /analytics/training/{session_id}. */
export function deleteSessionHandler({ writer, logger }: DeletionParts): Handler<'deleteSession'> {
  return async ({ principal, workspace_id, parameters, request_id }) => {
    const session = { workspace_id, session_id: parameters['session_id']! };
    await writer.deleteSession(session);
    logger.info({ audit: 'session_deleted', ...session, token: principal.name, request_id }, 'session deleted');
    return session;
  };
}

/** DELETE /analytics/workspaces/{workspace_id}. */
export function deleteWorkspaceHandler({ writer, logger }: DeletionParts): Handler<'deleteWorkspace'> {
  return async ({ principal, parameters, request_id }) => {
    const workspace_id = parameters['workspace_id']!;
    // As one that does not exist: whether there is another workspace of that name is nobody's business.
    if (principal.workspace_id !== null && principal.workspace_id !== workspace_id)
      throw new ContractError('not_found', 'there is no such workspace');
    await writer.deleteWorkspace(workspace_id);
    logger.info({ audit: 'workspace_deleted', workspace_id, token: principal.name, request_id }, 'workspace deleted');
    return { workspace_id };
  };
}
