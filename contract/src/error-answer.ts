import { z } from 'zod';
import { ERROR_STATUS, type ErrorAnswer, type ErrorCode, type Problem } from './error.js';

/** Schema of {@link Problem}. */
export const problemSchema = z.object({
  path: z.string().describe('the field, as in points[3].metrics.loss; empty for the whole body'),
  problem: z.string(),
}) satisfies z.ZodType<Problem>;

/** Schema of {@link ErrorAnswer}. */
export const errorSchema = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERROR_STATUS) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    details: z.array(problemSchema),
    request_id: z.string().optional().describe('the id of the request in the log of the exporter'),
  }),
}) satisfies z.ZodType<ErrorAnswer>;
