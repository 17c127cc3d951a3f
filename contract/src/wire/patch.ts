import { z } from 'zod';
import { sessionDescriptionShape } from '../session-description.js';
import { idSchema } from '../text.js';

/** PATCH /analytics/training/{session_id}: fields of the description that became known later. */
export const patchRequestSchema = z.strictObject({ ...sessionDescriptionShape, workspace_id: idSchema.optional() });
export type PatchRequest = z.infer<typeof patchRequestSchema>;
