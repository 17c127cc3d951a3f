import { z } from 'zod';
import { sessionDescriptionShape } from '../session-description.js';
import { idSchema } from '../text.js';
import { wireTimeSchema } from '../time.js';
import { trainingConfigSchema } from '../training-config.js';

/**
 * POST /analytics/training/start. On an existing session it opens a new attempt, except for the same producer, whose
 * retried start answers the attempt that it opened.
 */
export const startRequestSchema = z.strictObject({
  ...sessionDescriptionShape,
  agent_id: idSchema,
  training_config: trainingConfigSchema,
  session_id: idSchema.optional().describe('drawn by the exporter when missing'),
  workspace_id: idSchema.optional().describe("the token's where there is a token, else `default`"),
  started_at: wireTimeSchema.optional(),
  producer: idSchema.optional(),
});
export type StartRequest = z.infer<typeof startRequestSchema>;

/** 201 for a new session, 200 on a resume or a repeated start. */
export const startAnswerSchema = z.object({
  session_id: idSchema,
  workspace_id: idSchema,
  attempt: z.number().int().positive(),
  url: z.string().describe("the session's page"),
});
export type StartAnswer = z.infer<typeof startAnswerSchema>;
