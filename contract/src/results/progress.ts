import { z } from 'zod';
import { trainingConfigSchema } from '../training-config.js';
import { eventKindSchema } from '../wire/events.js';
import { answeredTimeSchema } from '../time.js';
import { answeredValueSchema, sessionSummarySchema } from './session-summary.js';

const values = z.array(answeredValueSchema).max(1_000);
const steps = z.array(z.number()).max(1_000);

/** The seed's progress arrays, each with the steps that its values belong to; non-finite values are text. */
export const progressMetricsSchema = z.object({
  current_epoch: z.number().nullable(),
  steps_completed: z.number().nullable(),
  training_loss: values,
  training_loss_steps: steps,
  validation_loss: values,
  validation_loss_steps: steps,
  learning_rate_schedule: values,
  learning_rate_schedule_steps: steps,
  gradient_norm: values,
  gradient_norm_steps: steps,
});
export type ProgressMetrics = z.infer<typeof progressMetricsSchema>;

/** Forecasts of the session; null with a reason until there are any. */
export const predictionsSchema = z.object({
  final_loss: z.number().nullable(),
  best_epoch: z.number().nullable(),
  time_left_seconds: z.number().nullable(),
  final_cost_usd: z.number().nullable(),
  reason: z.string().nullable(),
});
export type Predictions = z.infer<typeof predictionsSchema>;

/** An event as it is answered. */
export const answeredEventSchema = z.object({
  session_id: z.string(),
  kind: z.union([eventKindSchema, z.enum(['start', 'resume', 'best', 'early_stop', 'state', 'failure'])]),
  time: answeredTimeSchema,
  step: z.number().nullable(),
  attempt: z.number().int(),
  title: z.string().nullable(),
  text: z.string().nullable(),
});
export type AnsweredEvent = z.infer<typeof answeredEventSchema>;

/** GET /analytics/training/{session_id}/progress: the seed's TrainingSession, and the summary beside it. */
export const progressAnswerSchema = sessionSummarySchema.extend({
  training_config: trainingConfigSchema,
  progress_metrics: progressMetricsSchema,
  predictions: predictionsSchema.nullable(),
  log_tail: z.array(answeredEventSchema).describe('the last 200 log lines'),
});
export type ProgressAnswer = z.infer<typeof progressAnswerSchema>;
