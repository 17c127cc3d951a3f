import { z } from 'zod';
import { LIMITS } from '../limits.js';
import { NON_FINITE, type NonFiniteText } from '../non-finite.js';
import { reportedUsageSchema } from '../resource-usage.js';
import { labelsSchema, metricNameSchema } from '../text.js';
import { wireTimeSchema } from '../time.js';
import { BATCH_RULES, batchProblem, batchShape, stopSchema } from './batch.js';

/** A metric's value: a finite number, or a non-finite one as text. */
export const metricValueSchema = z.union([
  z.number(),
  z.enum(Object.keys(NON_FINITE) as [NonFiniteText, ...NonFiniteText[]]),
]);
export type MetricValue = z.infer<typeof metricValueSchema>;

/** One point: values of one or more metrics at one place in training. */
export const pointSchema = z.strictObject({
  step: z.number().int().optional(),
  epoch: z.number().optional(),
  time: wireTimeSchema.optional().describe('may be missing only with producer and sequence: then the receipt counts'),
  rank: z.number().int().min(0).max(10_000_000).optional(),
  node: z.string().min(1).max(LIMITS.idLength).optional(),
  labels: labelsSchema.optional(),
  metrics: z
    .record(metricNameSchema, metricValueSchema)
    .refine((metrics) => Object.keys(metrics).length > 0, { error: 'must not be empty' })
    .refine((metrics) => Object.keys(metrics).length <= LIMITS.metricsInPoint, {
      error: `must have at most ${LIMITS.metricsInPoint} entries`,
    })
    .meta({ minProperties: 1, maxProperties: LIMITS.metricsInPoint }),
});
export type WirePoint = z.infer<typeof pointSchema>;

/**
 * POST /analytics/training/{session_id}/metrics. This schema documents the request; the hot path checks by hand
 * (check-points.ts), and a property test shows that both accept the same requests.
 */
export const metricsRequestSchema = z
  .strictObject({
    ...batchShape,
    points: z.array(pointSchema).max(LIMITS.pointsInRequest),
    resource_usage: reportedUsageSchema.optional(),
  })
  .check((context) => {
    const request = context.value;
    const problem = batchProblem(request);
    if (problem) context.issues.push({ code: 'custom', message: problem, input: request, path: ['producer'] });
    if (request.producer !== undefined) return;
    request.points.forEach((point, index) => {
      if (point.time !== undefined) return;
      context.issues.push({ code: 'custom', message: MISSING_TIME, input: point, path: ['points', index, 'time'] });
    });
  })
  .meta({
    ...BATCH_RULES,
    anyOf: [{ required: ['producer'] }, { properties: { points: { items: { required: ['time'] } } } }],
  });
export type MetricsRequest = z.infer<typeof metricsRequestSchema>;

/** Why a point without a time is refused: a retry could not be told from news. */
export const MISSING_TIME = 'is required unless the request carries producer and sequence';

/** The answer, given when the values are durable. */
export const metricsAnswerSchema = z.object({
  accepted: z.number().int().describe('values kept by this request'),
  duplicates: z.number().int().describe('values of a repeated request, kept before'),
  acknowledged_sequence: z.number().int().nullable().describe('highest sequence kept for the producer'),
  stop: stopSchema,
});
export type MetricsAnswer = z.infer<typeof metricsAnswerSchema>;
