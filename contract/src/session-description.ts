import { z } from 'zod';
import { LIMITS } from './limits.js';
import { objectiveSchema } from './objective.js';
import { idSchema, labelsSchema, textSchema } from './text.js';
import { trainingConfigSchema } from './training-config.js';

const shortText = z.string().max(LIMITS.labelValueLength);
const amount = z.number().nonnegative();

/** When the learning rate is planned to change: forecasts and stop advice must not look past a planned drop. */
export const plannedScheduleSchema = z.strictObject({
  kind: shortText.describe('constant, linear, cosine, step, one_cycle, ...'),
  warmup: amount.optional().describe('steps'),
  milestones: z.array(z.number()).max(1000).optional().describe('steps at which the learning rate drops'),
});

/** A paid resource that the session holds. */
export const resourceSchema = z.strictObject({
  provider: shortText.optional(),
  sku: shortText,
  region: shortText.optional(),
  purchase: z.enum(['on_demand', 'spot', 'reserved', 'owned']).optional(),
  count: amount.default(1),
});

/** What the model is made of, as far as efficiency (MFU) needs it. */
export const architectureSchema = z.strictObject({
  parameters: amount.optional(),
  trainable_parameters: amount.optional(),
  layers: amount.optional(),
  heads: amount.optional(),
  head_dimension: amount.optional(),
  sequence_length: amount.optional(),
});

/** Where knowledge is transferred from. */
export const transferSchema = z.strictObject({
  source_agent_id: idSchema,
  knowledge_domain: shortText.optional(),
  transfer_method: shortText.optional(),
  layers_transferred: amount.optional(),
  fine_tuning_epochs: amount.optional(),
});

/** How the session is watched and what it may cost. */
export const monitoringConfigSchema = z.strictObject({
  stop_on: z
    .array(z.enum(['non_finite', 'budget', 'early_stop']))
    .optional()
    .describe('what the answers to metrics and heartbeats ask to stop for'),
  early_stop_patience: z
    .number()
    .int()
    .min(1)
    .optional()
    .describe('values of the objective in a row without a new best, after which early_stop asks to stop; default 10'),
  budget_usd: amount.optional().describe('US dollars'),
  cost_per_hour_usd: amount.optional().describe('US dollars for an hour of the whole session'),
  heartbeat_interval: z.number().positive().max(86_400).optional().describe('seconds between heartbeats; default 30'),
});
export type MonitoringConfig = z.infer<typeof monitoringConfigSchema>;

/** Where the session runs, as far as its client can see. Never secrets. */
export const environmentSchema = z.looseObject({
  git_commit: shortText.optional(),
  dirty: z.boolean().optional(),
  command: textSchema.optional(),
  host: shortText.optional(),
  versions: z.record(shortText, shortText).optional(),
  gpu_name: shortText.optional(),
  gpu_count: amount.optional(),
  world_size: amount.optional(),
  slurm_job_id: shortText.optional(),
  pod: shortText.optional(),
  namespace: shortText.optional(),
  node: shortText.optional(),
  links: z.record(shortText, z.string().max(2_000)).optional(),
});

/** Which door the session came through. */
export const sourceSchema = z.strictObject({
  door: shortText,
  client: shortText.optional(),
  version: shortText.optional(),
});

/** Fields that describe a session; any of them may become known later (PATCH). */
export const sessionDescriptionShape = {
  name: shortText.optional(),
  tags: labelsSchema.optional(),
  notes: textSchema.optional(),
  group: shortText.optional().describe('parallel or repeated runs of one experiment'),
  parent_session_id: idSchema.optional(),
  optimization_id: idSchema.optional(),
  trial_id: idSchema.optional(),
  dataset_id: idSchema.optional(),
  model_version: z.string().max(50).optional(),
  training_config: trainingConfigSchema.optional(),
  monitoring_config: monitoringConfigSchema.optional(),
  objective: objectiveSchema.optional(),
  total_epochs: z.number().nonnegative().optional(),
  total_steps: z.number().nonnegative().optional(),
  planned_schedule: plannedScheduleSchema.optional(),
  resources: z.array(resourceSchema).max(100).optional(),
  architecture: architectureSchema.optional(),
  transfer: transferSchema.optional(),
  environment: environmentSchema.optional(),
  source: sourceSchema.optional(),
  door_state: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('opaque to all but the receiver whose door the session came through'),
} as const;

/** A session as its training code describes it. */
export const sessionDescriptionSchema = z.strictObject(sessionDescriptionShape);
export type SessionDescription = z.infer<typeof sessionDescriptionSchema>;
