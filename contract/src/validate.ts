import type { z } from 'zod';
import { formatPath, invalidRequest, type Problem } from './error.js';

/**
 * Checks foreign data against a schema.
 * @returns The parsed value.
 * @throws ContractError `invalid_request` naming every wrong field.
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw invalidRequest(result.error.issues.flatMap(problemsOfIssue));
}

function problemsOfIssue(issue: z.core.$ZodIssue): Problem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: formatPath([...issue.path, key]), problem: 'unknown field' }));
  }
  if (issue.code === 'invalid_key') {
    return [{ path: formatPath(issue.path), problem: `wrong name: ${issue.issues[0]?.message ?? issue.message}` }];
  }
  return [{ path: formatPath(issue.path), problem: issue.message }];
}
