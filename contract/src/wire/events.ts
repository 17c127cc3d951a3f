import { z } from 'zod';
import { LIMITS } from '../limits.js';
import { textSchema } from '../text.js';
import { wireTimeSchema } from '../time.js';
import { BATCH_RULES, batchProblem, batchShape, stopSchema } from './batch.js';

/** What may happen to a session beside its values. */
export const eventKindSchema = z.enum([
  'checkpoint',
  'evaluation_start',
  'evaluation_end',
  'checkpoint_start',
  'checkpoint_end',
  'learning_rate_change',
  'note',
  'alert',
  'log',
]);
export type EventKind = z.infer<typeof eventKindSchema>;

/** One event. */
export const wireEventSchema = z.strictObject({
  kind: eventKindSchema,
  step: z.number().int().optional(),
  time: wireTimeSchema.optional(),
  title: z.string().max(1_000).optional(),
  text: textSchema.optional(),
});
export type WireEvent = z.infer<typeof wireEventSchema>;

/** POST /analytics/training/{session_id}/events. */
export const eventsRequestSchema = z
  .strictObject({ ...batchShape, events: z.array(wireEventSchema).max(LIMITS.eventsInRequest) })
  .check((context) => {
    const problem = batchProblem(context.value);
    if (problem) context.issues.push({ code: 'custom', message: problem, input: context.value, path: ['producer'] });
  })
  .meta(BATCH_RULES);
export type EventsRequest = z.infer<typeof eventsRequestSchema>;

/** The answer, given when the events are durable. */
export const eventsAnswerSchema = z.object({
  accepted: z.number().int(),
  duplicates: z.number().int(),
  acknowledged_sequence: z.number().int().nullable(),
  stop: stopSchema,
});
export type EventsAnswer = z.infer<typeof eventsAnswerSchema>;
