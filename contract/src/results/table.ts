import { z } from 'zod';

/** What a column of the comparison says about a session. */
export const tableColumnSchema = z.object({
  name: z.string().describe('as in conditions: hyperparameters.learning_rate, metrics.validation_loss, state, ...'),
  kind: z.enum([
    'identity',
    'state',
    'tag',
    'hyperparameter',
    'configuration',
    'metric',
    'score',
    'resource',
    'environment',
  ]),
  type: z.enum(['string', 'number', 'boolean', 'time']),
  unit: z.string().nullable().describe('a unit of docs/api.md'),
  differs: z.boolean().describe('whether the sessions of this answer differ in it'),
});
export type TableColumn = z.infer<typeof tableColumnSchema>;

/** GET /analytics/sessions/table: sessions side by side, a row each, in the order asked for. */
export const sessionsTableSchema = z.object({
  columns: z.array(tableColumnSchema),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.boolean(), z.null()]))).describe('times are epoch ms'),
  next_cursor: z.string().nullable(),
  total: z.number().int(),
});
export type SessionsTable = z.infer<typeof sessionsTableSchema>;
