import { z } from 'zod';
import { sessionStateSchema } from '../session-state.js';
import { idSchema } from '../text.js';
import { wireTimeSchema } from '../time.js';
import { pageOf } from './page.js';
import { sessionSummarySchema } from './session-summary.js';

/** A query parameter that may be repeated: one value or several. */
export const repeated = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (value === undefined || Array.isArray(value) ? value : [value]), z.array(item).optional());

/**
 * A condition such as `hyperparameters.learning_rate>=0.001`, `metrics.validation_loss<0.5`, `tags.team=search`:
 * a field, one of = != > >= < <=, a value; or `tags.team=|search|ops` for one of several values, in which a backslash
 * stands before a `|` or a backslash that belongs to a value.
 */
export const conditionSchema = z
  .string()
  .regex(/^[^=!<>]{1,260}(=|!=|>=|<=|>|<)[^\u0000]{0,2000}$/, 'must be FIELD, one of = != > >= < <= =|, VALUE');

/** Words of a query for yes and no, in any case. */
const YES_OR_NO = {
  truthy: ['true', '1', 'yes', 'on', 'y', 'enabled'],
  falsy: ['false', '0', 'no', 'off', 'n', 'disabled'],
};

const yesOrNo = (description: string) =>
  z
    .stringbool(YES_OR_NO)
    .default(true)
    .meta({ description, enum: [...YES_OR_NO.truthy, ...YES_OR_NO.falsy], default: 'true' });

/** A number that a query writes as text. Nothing else is taken for one: an empty text is not 0. */
export const written = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value), schema);

/** How many items are asked for. */
export const count = (maximum: number, byDefault: number) =>
  written(z.number().int().min(1).max(maximum).default(byDefault));

/** Which sessions; every part narrows. */
export const sessionFilterShape = {
  workspace_id: idSchema.optional(),
  session_id: repeated(idSchema),
  agent_id: repeated(idSchema),
  state: repeated(sessionStateSchema),
  tag: repeated(z.string().max(400).meta({ pattern: '^[^=]+=' })).describe('name=value; repeated tags must all match'),
  group: z.string().max(250).optional(),
  model: z.string().max(250).optional().describe('base model'),
  text: z.string().max(250).optional().describe('part of name, id or agent'),
  from: wireTimeSchema.optional().describe('sessions that were active at or after'),
  to: wireTimeSchema.optional().describe('sessions that had started by'),
  where: repeated(conditionSchema).describe('conditions on hyperparameters.X, metrics.X, tags.X or a summary field'),
} as const;

/** GET /analytics/sessions. */
export const sessionsQuerySchema = z.strictObject({
  ...sessionFilterShape,
  sort: z
    .string()
    .max(260)
    .default('-started_at')
    .describe('a summary field, hyperparameters.X or metrics.X; a leading minus for descending'),
  limit: count(1_000, 100),
  cursor: z.string().max(2_000).optional(),
});
export type SessionsQuery = z.infer<typeof sessionsQuerySchema>;
export const sessionsAnswerSchema = pageOf(sessionSummarySchema);

/** GET /analytics/agents/{agent_id}/training-history. */
export const historyQuerySchema = z.strictObject({
  workspace_id: idSchema.optional(),
  include_performance: yesOrNo('false leaves scores and curves out'),
  limit: count(1_000, 100),
  cursor: z.string().max(2_000).optional(),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** GET /analytics/training/{session_id}/progress. */
export const progressQuerySchema = z.strictObject({
  workspace_id: idSchema.optional(),
  include_predictions: yesOrNo('false leaves forecasts out'),
});
export type ProgressQuery = z.infer<typeof progressQuerySchema>;
