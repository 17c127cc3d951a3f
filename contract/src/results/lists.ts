import { z } from 'zod';
import { idSchema } from '../text.js';
import { answeredTimeSchema, wireTimeSchema } from '../time.js';
import { answeredEventSchema } from './progress.js';
import { repeated } from './sessions.js';

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

/** GET /analytics/events: what happened to sessions, for annotations. */
export const eventsQuerySchema = z.strictObject({
  workspace_id: idSchema.optional(),
  session_id: repeated(idSchema),
  kind: repeated(z.string().max(50)),
  from: wireTimeSchema.optional(),
  to: wireTimeSchema.optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
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
