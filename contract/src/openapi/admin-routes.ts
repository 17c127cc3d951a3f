import { z } from 'zod';
import { sessionDeletedSchema, workspaceDeletedSchema } from '../results/deletion.js';
import { idSchema } from '../text.js';
import type { RouteDeclaration } from './route.js';

/** What only administrators may do: nothing of it can be taken back. */
export const ADMIN_ROUTES = {
  deleteSession: {
    method: 'DELETE',
    path: '/analytics/training/{session_id}',
    scope: 'admin',
    subject: 'sessions',
    summary: 'Delete a session with all that belongs to it',
    description:
      'Its points, scores, events and facts. Answered when the deletion is durable and readers miss the session; the store gives the room back in the background, also over a restart. Requests that still come for the session are answered 404, a start of its id makes a new session (429 while the store is not there to delete the old one): training code that still runs should end first.',
    query: z.strictObject({ workspace_id: idSchema.optional() }),
    answer: sessionDeletedSchema,
    errors: ['not_found'],
    examples: { answer: { workspace_id: 'default', session_id: 'my-run' } },
  },
  deleteWorkspace: {
    method: 'DELETE',
    path: '/analytics/workspaces/{workspace_id}',
    scope: 'admin',
    subject: 'lists',
    summary: 'Delete a workspace: all its sessions with all that belongs to them',
    description:
      'Answered when the deletion is durable; it goes on in the background, session by session, also over a restart. Until it has ended starts in the workspace are answered 429, and sessions that are gone 404. Tokens stay: they are withdrawn by the command `token revoke`. 404 also for a workspace that is not the one of the token.',
    answer: workspaceDeletedSchema,
    statuses: { 202: 'Under way.' },
    errors: ['not_found'],
    examples: { answer: { workspace_id: 'search-team' } },
  },
} as const satisfies Record<string, RouteDeclaration>;
