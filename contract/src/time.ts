import { z } from 'zod';
import { parseTime, TIME_PROBLEM } from './instants.js';

/** An instant as a client may write it. */
export const wireTimeSchema = z
  .union([z.string(), z.number()])
  .refine((value) => parseTime(value) !== null, { error: TIME_PROBLEM })
  .describe('ISO 8601 with a time zone, or epoch milliseconds.');

/** An instant as we answer it: ISO 8601 in UTC with milliseconds. */
export const answeredTimeSchema = z.string().describe('ISO 8601, UTC, milliseconds.');
