import { z } from 'zod';
import { objectiveSchema } from '../objective.js';
import { resourceUsageSchema } from '../resource-usage.js';
import { sessionDescriptionShape } from '../session-description.js';
import { sessionStateSchema } from '../session-state.js';
import { idSchema } from '../text.js';
import { answeredTimeSchema } from '../time.js';
import { phaseSchema } from '../wire/heartbeat.js';
import { qualityDetailsSchema, qualityMetricsSchema } from './score.js';

const nullableNumber = z.number().nullable();
/** A value that may be non-finite: then it is text, as on the wire. */
export const answeredValueSchema = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type AnsweredValue = z.infer<typeof answeredValueSchema>;

/** A number as answers write it: JSON has no NaN and no infinities. */
export function answeredValue(value: number): AnsweredValue {
  return Number.isFinite(value) ? value : (String(value) as AnsweredValue);
}

/** One attempt of a session: it begins with a start or a resume. */
export const attemptSchema = z.object({
  attempt: z.number().int().positive(),
  started_at: answeredTimeSchema,
  ended_at: answeredTimeSchema.nullable().describe('last news of an ended attempt'),
  first_step: nullableNumber,
  last_step: nullableNumber,
  active_hours: z.number().describe('gaps by silence left out'),
});
export type Attempt = z.infer<typeof attemptSchema>;

/** Why someone should look at a session. */
export const attentionSchema = z.object({
  level: z.enum(['none', 'info', 'warning', 'critical']),
  reason: z.string().nullable(),
});
export type Attention = z.infer<typeof attentionSchema>;

/** A curve reduced to what a table cell shows; non-finite values are null. */
export const sparklineSchema = z.object({
  metric: z.string(),
  steps: z.array(z.number()),
  values: z.array(nullableNumber),
});
export type Sparkline = z.infer<typeof sparklineSchema>;

/** A session as lists, tables and the live stream carry it: everything of the seed's training_sessions row. */
export const sessionSummarySchema = z.object({
  workspace_id: idSchema,
  session_id: idSchema,
  agent_id: idSchema,
  ...sessionDescriptionShape,
  training_type: z.string().nullable(),
  base_model: z.string().nullable(),
  hyperparameters: z.record(z.string(), z.union([z.number(), z.string(), z.boolean(), z.null()])),
  dataset_size: nullableNumber,
  dataset_quality_score: nullableNumber,
  state: sessionStateSchema,
  phase: phaseSchema.describe('what the process last said it was doing'),
  attention: attentionSchema,
  objective: objectiveSchema,
  objective_value: answeredValueSchema.nullable().describe('newest value of the objective'),
  objective_best: nullableNumber,
  objective_values: z.number().int().describe('how many values of the objective were kept'),
  best_step: nullableNumber,
  best_epoch: nullableNumber,
  steps_since_best: nullableNumber,
  current_epoch: nullableNumber,
  completed_epochs: nullableNumber,
  completed_steps: nullableNumber.describe('steps done: the last step logged, one more where they count from 0'),
  step_seconds: nullableNumber.describe('median seconds of a recent step'),
  time_left_seconds: nullableNumber,
  time_left_method: z.enum(['naive']).nullable(),
  final_training_loss: answeredValueSchema.nullable(),
  final_validation_loss: answeredValueSchema.nullable(),
  best_validation_loss: nullableNumber,
  overfitting_detected: z.boolean().nullable(),
  early_stopping_triggered: z.boolean().nullable(),
  convergence_achieved: z.boolean().nullable(),
  diverged_at_step: nullableNumber,
  quality_metrics: qualityMetricsSchema,
  quality_details: qualityDetailsSchema,
  resource_usage: resourceUsageSchema,
  total_tokens_processed: nullableNumber,
  training_cost_usd: nullableNumber,
  started_at: answeredTimeSchema,
  completed_at: answeredTimeSchema.nullable(),
  last_news_at: answeredTimeSchema,
  duration_hours: nullableNumber,
  attempts: z.array(attemptSchema),
  values: z.number().int().describe('values kept in all'),
  values_after_completion: z.number().int().describe('values that came after the session had completed'),
  error_details: z.string().nullable(),
  sparkline: sparklineSchema.nullable(),
  url: z.string(),
});
export type SessionSummary = z.infer<typeof sessionSummarySchema>;
