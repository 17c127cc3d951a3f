import { z } from 'zod';
import { idSchema } from '../text.js';

/**
 * What makes a request repeatable: a producer is an id that each sending process draws once, and sequence counts its
 * requests from 1. A request is a repeat only if workspace, session, producer and sequence all match.
 */
export const batchShape = {
  producer: idSchema.optional(),
  sequence: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER).optional(),
  attempt: z
    .number()
    .int()
    .positive()
    .optional()
    .describe("the attempt that the request belongs to; else the producer's, else the latest"),
  workspace_id: idSchema.optional(),
} as const;

/** The same as {@link batchProblem}, as JSON Schema says it. */
export const BATCH_RULES = { dependentRequired: { producer: ['sequence'], sequence: ['producer'] } };

/** Producer and sequence come together or not at all. */
export function batchProblem(request: { producer?: unknown; sequence?: unknown }): string | null {
  return (request.producer === undefined) === (request.sequence === undefined)
    ? null
    : 'producer and sequence must be sent together';
}

/** Whether training should stop, and why: the answer to metrics and heartbeats. */
export const stopSchema = z.object({ requested: z.boolean(), reason: z.string().optional() });
export type Stop = z.infer<typeof stopSchema>;
