import { z } from 'zod';
import { LIMITS } from './limits.js';
import { ID_PATTERN, idProblem, NAME_PATTERN, nameProblem } from './names.js';

/** A string schema that follows {@link nameProblem}. */
export function nameSchema(maximumLength: number, description: string) {
  return textRule(maximumLength, NAME_PATTERN, description, (value) => nameProblem(value, maximumLength));
}

/** @param pattern What the rule refuses, told to readers of the JSON Schema. */
function textRule(
  maximumLength: number,
  pattern: string,
  description: string,
  problemOf: (value: string) => string | null,
) {
  return z
    .string()
    .min(1)
    .max(maximumLength)
    .check((context) => {
      const problem = problemOf(context.value);
      if (problem) context.issues.push({ code: 'custom', message: problem, input: context.value, continue: false });
    })
    .meta({ description, pattern });
}

/** Any identifier: a string of 1 to 128 characters without control characters. Those we draw are UUIDv7. */
export const idSchema = textRule(
  LIMITS.idLength,
  ID_PATTERN,
  'Any string of 1 to 128 characters without a path segment `.` or `..`; those we draw are UUIDv7.',
  idProblem,
);

/** A metric's raw name, kept as sent. */
export const metricNameSchema = nameSchema(LIMITS.metricNameLength, 'A metric name of 1 to 250 characters.');

/** Free text of several lines. */
export const textSchema = z.string().max(LIMITS.textLength);

/** Labels of a point or tags of a session: name -> value. */
export const labelsSchema = z
  .record(nameSchema(LIMITS.labelNameLength, 'label name'), z.string().max(LIMITS.labelValueLength))
  .refine((labels) => Object.keys(labels).length <= LIMITS.labelsInPoint, {
    error: `must have at most ${LIMITS.labelsInPoint} entries`,
  })
  .meta({ maxProperties: LIMITS.labelsInPoint });
