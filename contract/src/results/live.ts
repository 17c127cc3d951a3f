import { z } from 'zod';
import { idSchema, metricNameSchema } from '../text.js';
import { answeredValueSchema, sessionSummarySchema } from './session-summary.js';
import { repeated } from './sessions.js';

/**
 * GET /analytics/live, server-sent events: `hello` first, then `sessions` and `points` as there is news (at most about
 * once a second a session), `deleted` when sessions were deleted, `end` before the exporter stops. Every point that is acknowledged after `hello` is told, or
 * `skipped` says that some were not: who waits for `hello` and then asks for the series misses nothing, and may get
 * points twice. Nothing is sent again after a break: the reader opens a stream anew and asks for the series again.
 */
export const liveQuerySchema = z.strictObject({
  workspace_id: idSchema.optional(),
  session_id: repeated(idSchema).describe('whose points; changes of sessions come for the whole workspace'),
  metric: repeated(metricNameSchema).describe('which points; all metrics when missing'),
});
export type LiveQuery = z.infer<typeof liveQuerySchema>;

export const liveHelloSchema = z.object({
  version: z.string(),
  schema_version: z.number().int(),
  exporter_id: z.string().describe('drawn at each start: another one means that the exporter was restarted'),
});
export type LiveHello = z.infer<typeof liveHelloSchema>;

export const liveSessionsSchema = z.object({ sessions: z.array(sessionSummarySchema) });
export type LiveSessions = z.infer<typeof liveSessionsSchema>;

/** New points of one series, in the order of arrival; arrays have one length. */
export const livePointsOfSeriesSchema = z.object({
  session_id: idSchema,
  metric: z.string(),
  attempt: z.number().int(),
  labels: z.record(z.string(), z.string()),
  step: z.array(z.number().nullable()),
  epoch: z.array(z.number().nullable()),
  time: z.array(z.number()),
  value: z.array(answeredValueSchema),
});
export type LivePointsOfSeries = z.infer<typeof livePointsOfSeriesSchema>;

export const livePointsSchema = z.object({
  series: z.array(livePointsOfSeriesSchema),
  skipped: z.boolean().describe('true when more came than the stream carries: ask for the series again'),
});
export type LivePoints = z.infer<typeof livePointsSchema>;

/** Sessions that were deleted: what a reader shows of them is gone. */
export const liveDeletedSchema = z.object({ session_ids: z.array(idSchema) });
export type LiveDeleted = z.infer<typeof liveDeletedSchema>;

export const liveEndSchema = z.object({ reason: z.string() });
export type LiveEnd = z.infer<typeof liveEndSchema>;
