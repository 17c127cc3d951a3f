import { z } from 'zod';
import { LIMITS } from '../limits.js';
import { sessionDescriptionShape, type SessionDescription } from '../session-description.js';
import { idSchema, nameSchema } from '../text.js';

/** Tags to add or replace by name; null takes a tag away. */
const changedTagsSchema = z
  .record(
    nameSchema(LIMITS.labelNameLength, 'label name'),
    z.string().max(LIMITS.labelValueLength).nullable().describe('null takes the tag away'),
  )
  .refine((tags) => Object.values(tags).filter((value) => value !== null).length <= LIMITS.labelsInPoint, {
    error: `must have at most ${LIMITS.labelsInPoint} entries`,
  });

/** PATCH /analytics/training/{session_id}: fields of the description that became known later. */
export const patchRequestSchema = z.strictObject({
  ...sessionDescriptionShape,
  tags: changedTagsSchema.optional(),
  workspace_id: idSchema.optional(),
});
export type PatchRequest = z.infer<typeof patchRequestSchema>;

/** What a PATCH says of a session. */
export type SessionPatch = Omit<SessionDescription, 'tags'> & Pick<PatchRequest, 'tags'>;
