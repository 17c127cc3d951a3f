import { z } from 'zod';
import { INSTANT_PATTERN, LATEST_TIME_MILLISECONDS, parseTime, TIME_PROBLEM } from './instants.js';

/** An instant as a client may write it. */
export const wireTimeSchema = z
  .union([
    z.string().meta({ pattern: INSTANT_PATTERN }),
    z.number().meta({ minimum: 0, exclusiveMaximum: LATEST_TIME_MILLISECONDS }),
  ])
  .refine((value) => parseTime(value) !== null, { error: TIME_PROBLEM })
  .describe('ISO 8601 with a time zone, or epoch milliseconds.');

/** An instant as we answer it: ISO 8601 in UTC with milliseconds. */
export const answeredTimeSchema = z.string().describe('ISO 8601, UTC, milliseconds.');
