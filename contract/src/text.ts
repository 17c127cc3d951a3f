import { z } from 'zod';
import { LIMITS } from './limits.js';

const CONTROL_CHARACTER = /[\u0000-\u001f\u007f]/;

/**
 * What is wrong with a name that will key maps, tags and columns, or null when nothing is. One rule for the schema and
 * for the hand checks. `__proto__` is the one property name that a plain object cannot hold as data.
 */
export function nameProblem(value: unknown, maximumLength: number): string | null {
  if (typeof value !== 'string') return 'must be a string';
  if (value.length === 0) return 'must not be empty';
  if (value.length > maximumLength) return `must have at most ${maximumLength} characters`;
  if (CONTROL_CHARACTER.test(value)) return 'must not contain control characters';
  if (value === '__proto__') return 'must not be "__proto__"';
  if (!value.isWellFormed()) return 'must be well-formed Unicode';
  return null;
}

/**
 * What is wrong with an identifier, or null. Beside what holds for names: ids stand in addresses, where a segment `.` or
 * `..` means another address to browsers and proxies, however it is escaped.
 */
export function idProblem(value: unknown): string | null {
  const problem = nameProblem(value, LIMITS.idLength);
  if (problem) return problem;
  const hasDotSegment = (value as string).split(/[/\\]/).some((segment) => segment === '.' || segment === '..');
  return hasDotSegment ? 'must not be or contain a path segment "." or ".."' : null;
}

/** A string schema that follows {@link nameProblem}. */
export function nameSchema(maximumLength: number, description: string) {
  return textRule(maximumLength, description, (value) => nameProblem(value, maximumLength));
}

function textRule(maximumLength: number, description: string, problemOf: (value: string) => string | null) {
  return z
    .string()
    .min(1)
    .max(maximumLength)
    .check((context) => {
      const problem = problemOf(context.value);
      if (problem) context.issues.push({ code: 'custom', message: problem, input: context.value, continue: false });
    })
    .describe(description);
}

/** Any identifier: a string of 1 to 128 characters without control characters. Those we draw are UUIDv7. */
export const idSchema = textRule(
  LIMITS.idLength,
  'Any string of 1 to 128 characters without a path segment `.` or `..`; those we draw are UUIDv7.',
  idProblem,
);

/** The workspace of requests that name none and carry no token. */
export const DEFAULT_WORKSPACE = 'default';

/** A metric's raw name, kept as sent. */
export const metricNameSchema = nameSchema(LIMITS.metricNameLength, 'A metric name of 1 to 250 characters.');

/** Free text of several lines. */
export const textSchema = z.string().max(LIMITS.textLength);

/** Labels of a point or tags of a session: name -> value. */
export const labelsSchema = z
  .record(nameSchema(LIMITS.labelNameLength, 'label name'), z.string().max(LIMITS.labelValueLength))
  .refine((labels) => Object.keys(labels).length <= LIMITS.labelsInPoint, {
    error: `must have at most ${LIMITS.labelsInPoint} entries`,
  });
