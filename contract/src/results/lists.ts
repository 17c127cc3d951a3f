import { z } from 'zod';
import { idSchema } from '../text.js';
import { answeredTimeSchema, wireTimeSchema } from '../time.js';
import { answeredEventSchema } from './progress.js';
import { tableColumnSchema } from './table.js';
import { count, repeated, sessionFilterShape } from './sessions.js';

const listOf = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });

/** Which part of a workspace a list is of. */
export const listQuerySchema = z.strictObject({
  workspace_id: idSchema.optional(),
  agent_id: repeated(idSchema),
  session_id: repeated(idSchema),
});
export type ListQuery = z.infer<typeof listQuerySchema>;

/** GET /analytics/workspaces. */
export const workspaceSchema = z.object({ workspace_id: idSchema, sessions: z.number().int() });
export type Workspace = z.infer<typeof workspaceSchema>;
export const workspacesAnswerSchema = listOf(workspaceSchema);

/** GET /analytics/agents. */
export const agentSchema = z.object({
  agent_id: idSchema,
  sessions: z.number().int(),
  last_started_at: answeredTimeSchema,
});
export type Agent = z.infer<typeof agentSchema>;
export const agentsAnswerSchema = listOf(agentSchema);

/** GET /analytics/metrics: names that the sessions hold. */
export const metricNameAnswerSchema = z.object({
  name: z.string(),
  kind: z.enum(['values', 'resources', 'scores']),
  unit: z.string().nullable(),
  sessions: z.number().int(),
});
export type MetricName = z.infer<typeof metricNameAnswerSchema>;
export const metricNamesAnswerSchema = listOf(metricNameAnswerSchema);

/** GET /analytics/tags. */
export const tagSchema = z.object({ name: z.string(), values: z.array(z.string()) });
export type Tag = z.infer<typeof tagSchema>;
export const tagsAnswerSchema = listOf(tagSchema);

/** GET /analytics/fields: of which sessions. */
export const fieldsQuerySchema = z.strictObject(sessionFilterShape);
export type FieldsQuery = z.infer<typeof fieldsQuerySchema>;

/** A field of sessions as conditions (`where`) and sorts name it. */
export const fieldSchema = z.object({
  field: z.string().describe('as in conditions: hyperparameters.learning_rate, metrics.validation_loss, state, ...'),
  kind: tableColumnSchema.shape.kind,
  type: tableColumnSchema.shape.type.describe('string where sessions hold values of several types'),
  unit: z.string().nullable().describe('a unit of docs/api.md'),
  sessions: z.number().int().describe('how many of the sessions looked at have a value'),
});
export type ListedField = z.infer<typeof fieldSchema>;
export const fieldsAnswerSchema = z.object({
  items: z.array(fieldSchema),
  looked_at: z.number().int().describe('how many sessions: the newest that match'),
});

/** GET /analytics/field-values. */
export const fieldValuesQuerySchema = z.strictObject({
  ...sessionFilterShape,
  field: z.string().min(1).max(260).describe('a name of /analytics/fields'),
  limit: count(10_000, 1_000),
});
export type FieldValuesQuery = z.infer<typeof fieldValuesQuerySchema>;

/** A value that sessions have in a field. */
export const fieldValueSchema = z.object({
  value: z.string().describe('as a condition writes it; times in ISO 8601'),
  sessions: z.number().int().describe('how many sessions have it'),
});
export type ListedFieldValue = z.infer<typeof fieldValueSchema>;
export const fieldValuesAnswerSchema = z.object({
  items: z.array(fieldValueSchema).describe('the most frequent first, then in their order'),
  truncated: z.boolean().describe('whether there are more values than asked for'),
});

/** GET /analytics/events: what happened to sessions, for annotations. */
export const eventsQuerySchema = z.strictObject({
  workspace_id: idSchema.optional(),
  session_id: repeated(idSchema),
  kind: repeated(z.string().max(50)),
  from: wireTimeSchema.optional(),
  to: wireTimeSchema.optional(),
  limit: count(10_000, 1_000),
});
export type EventsQuery = z.infer<typeof eventsQuerySchema>;
export const eventsListAnswerSchema = listOf(answeredEventSchema);

/** GET /analytics/status: whom a token talks to. */
export const statusAnswerSchema = z.object({
  name: z.literal('shadower-training-exporter'),
  version: z.string(),
  schema_version: z.number().int().describe('of the contract; a datasource refuses one it does not know'),
  store: z.string(),
  workspace_id: z.string().nullable().describe("the token's workspace; null without tokens"),
  scopes: z.array(z.string()),
});
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;
