import { z } from 'zod';
import { reportedUsageSchema } from '../resource-usage.js';
import { idSchema } from '../text.js';
import { wireTimeSchema } from '../time.js';
import { stopSchema } from './batch.js';

/** What the training process is doing: only `training` can hang, the others are announced waits. */
export const phaseSchema = z.enum(['training', 'evaluation', 'checkpoint', 'idle']);
export type Phase = z.infer<typeof phaseSchema>;

/** POST /analytics/training/{session_id}/heartbeat. */
export const heartbeatRequestSchema = z.strictObject({
  producer: idSchema.optional(),
  workspace_id: idSchema.optional(),
  time: wireTimeSchema.optional(),
  step: z.number().int().optional().describe('last step logged'),
  seconds_since_log: z.number().nonnegative().optional(),
  phase: phaseSchema.optional().describe('missing: as it was, by an earlier heartbeat or an announced evaluation'),
  resource_usage: reportedUsageSchema.optional(),
});
export type HeartbeatRequest = z.infer<typeof heartbeatRequestSchema>;

export const heartbeatAnswerSchema = z.object({ stop: stopSchema });
export type HeartbeatAnswer = z.infer<typeof heartbeatAnswerSchema>;
