import { z } from 'zod';
import { idSchema } from '../text.js';

/** DELETE of a session: it is gone for readers; the store gives its room back in the background. */
export const sessionDeletedSchema = z.object({ workspace_id: idSchema, session_id: idSchema });
export type SessionDeleted = z.infer<typeof sessionDeletedSchema>;

/** DELETE of a workspace: written down for good, and under way. */
export const workspaceDeletedSchema = z.object({ workspace_id: idSchema });
export type WorkspaceDeleted = z.infer<typeof workspaceDeletedSchema>;
