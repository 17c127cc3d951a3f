import type { EntityDeclaration } from '@shadower-training/contract';
import type { EntityChange } from '../../store/port.js';

/**
 * That a session was deleted: other exporters that have it in memory, or in their journals, must not bring it back. Not to
 * find a session proves nothing: what was acknowledged may never be let go of because an answer was empty.
 */
export const DELETED_SESSION_ENTITY: EntityDeclaration = {
  kind: 'deleted_session',
  description: 'that a session was deleted: for exporters that know it still',
  key: ['workspace_id', 'session_id'],
  fields: { deleted_at: { type: 'number' } },
};

/** Says that a session is deleted since then (epoch milliseconds), or with null that it has been started anew. */
export function deletedSession(workspaceId: string, sessionId: string, deletedAt: number | null): EntityChange {
  return { kind: DELETED_SESSION_ENTITY.kind, key: [workspaceId, sessionId], fields: { deleted_at: deletedAt } };
}
