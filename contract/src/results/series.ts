import { z } from 'zod';
import { LIMITS } from '../limits.js';
import { idSchema, labelsSchema, metricNameSchema } from '../text.js';
import { answeredValueSchema } from './session-summary.js';
import { repeated, written } from './sessions.js';

/** What the x-axis of a curve counts. */
export const seriesAxisSchema = z.enum(['step', 'epoch', 'tokens', 'relative_time', 'time', 'metric']);
export type SeriesAxis = z.infer<typeof seriesAxisSchema>;

/** GET or POST /analytics/series: curves of several sessions x metrics, downsampled to what a panel can show. */
export const seriesQuerySchema = z
  .strictObject({
    workspace_id: idSchema.optional(),
    session_id: repeated(idSchema).meta({ description: 'at most 200', minItems: 1, maxItems: LIMITS.sessionsInSeries }),
    metric: repeated(metricNameSchema).meta({
      description: 'raw or canonical names, at most 50',
      minItems: 1,
      maxItems: LIMITS.metricsInSeries,
    }),
    kind: z
      .enum(['values', 'resources', 'scores'])
      .default('values')
      .describe('values as logged, resource samples, or the history of scores'),
    x: seriesAxisSchema
      .default('step')
      .describe('relative_time counts seconds from the start of the session; tokens is the metric tokens_total'),
    x_metric: metricNameSchema.optional().describe('the metric on the x-axis when x is `metric`; must never fall'),
    from: written(z.number().optional()).describe('lowest x; epoch milliseconds for time'),
    to: written(z.number().optional()).describe('highest x; epoch milliseconds for time'),
    attempts: z
      .enum(['joined', 'separate'])
      .default('joined')
      .describe('joined: where a later attempt repeats steps, its values count; separate: a curve an attempt'),
    combine: z
      .enum(['none', 'group', 'rank'])
      .default('none')
      .describe(
        'group: the sessions that share a `group` become one curve, the mean of them with minimum and maximum; ' +
          'rank: the ranks of a session become one curve, their median with minimum and maximum, the slowest rank named',
      ),
    labels: labelsSchema.optional().describe('only series that carry these'),
    points: written(z.number().int().min(10).max(20_000).default(1_000)).describe('at most so many points a curve'),
  })
  .meta({
    required: ['session_id', 'metric'],
    if: { properties: { x: { const: 'metric' } }, required: ['x'] },
    then: { required: ['x_metric'] },
  });
export type SeriesQuery = z.infer<typeof seriesQuerySchema>;

/** What a curve that stands for several was made of. */
export const combinationSchema = z.object({
  by: z.enum(['group', 'rank']),
  group: z.string().nullable().describe("the sessions' group; null for ranks"),
  session_ids: z.array(idSchema).describe('the sessions in it'),
  ranks: z.array(z.string()).describe('the ranks in it, in order of rank; empty for groups'),
  slowest_rank: z
    .string()
    .nullable()
    .describe('the rank that is behind: lowest last step, at equal steps the one that logged it last; null for groups'),
});
export type Combination = z.infer<typeof combinationSchema>;

/** One curve. Arrays have one length; x ascends. */
export const curveSchema = z.object({
  session_id: idSchema,
  agent_id: idSchema,
  session_name: z.string().nullable(),
  metric: z.string(),
  attempt: z.number().int().nullable().describe('null where attempts are joined'),
  labels: z.record(z.string(), z.string()),
  logged_as: z.array(z.string()).describe('the names under which the values were logged: those of the live stream'),
  unit: z.string().nullable(),
  combined: combinationSchema.nullable().describe('null for the curve of one session as it was logged'),
  x: z.array(z.number()),
  y: z.array(answeredValueSchema),
  minimum: z
    .array(answeredValueSchema)
    .nullable()
    .describe('lowest of the combined curves at each x; null where not combined'),
  maximum: z
    .array(answeredValueSchema)
    .nullable()
    .describe('highest of the combined curves at each x; null where not combined'),
  count: z
    .array(z.number().int())
    .nullable()
    .describe('how many of the combined curves have a value there; null where not combined'),
  time: z.array(z.number()).describe('epoch milliseconds of each point'),
  total: z.number().int().describe('points in the range before downsampling'),
  downsampled: z
    .boolean()
    .describe(
      'when true, first, minimum, maximum and last of each bucket are kept, of this answer or by retention (then `total` counts what retention left)',
    ),
});
export type Curve = z.infer<typeof curveSchema>;

/** Something the reader of an answer should know. */
export const noticeSchema = z.object({ severity: z.enum(['info', 'warning', 'error']), text: z.string() });
export type Notice = z.infer<typeof noticeSchema>;

export const seriesAnswerSchema = z.object({
  x: seriesAxisSchema.describe('falls back to time where all steps of a series are equal'),
  curves: z.array(curveSchema),
  notices: z.array(noticeSchema),
});
export type SeriesAnswer = z.infer<typeof seriesAnswerSchema>;
