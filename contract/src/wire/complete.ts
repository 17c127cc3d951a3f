import { z } from 'zod';
import { reportedUsageSchema } from '../resource-usage.js';
import { finishedStateSchema, sessionStateSchema } from '../session-state.js';
import { idSchema, textSchema } from '../text.js';
import { wireTimeSchema } from '../time.js';

/** POST /analytics/training/{session_id}/complete. */
export const completeRequestSchema = z.strictObject({
  status: finishedStateSchema,
  completed_at: wireTimeSchema.optional(),
  error_details: textSchema.optional().describe('a traceback'),
  resource_usage: reportedUsageSchema.optional(),
  total_tokens_processed: z.number().nonnegative().optional(),
  early_stopping_triggered: z.boolean().optional(),
  producer: idSchema.optional(),
  workspace_id: idSchema.optional(),
});
export type CompleteRequest = z.infer<typeof completeRequestSchema>;

export const completeAnswerSchema = z.object({ session_id: idSchema, state: sessionStateSchema });
export type CompleteAnswer = z.infer<typeof completeAnswerSchema>;
