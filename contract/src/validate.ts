import type { z } from 'zod';
import { BoundedProblems, ContractError, formatPath, invalidRequest, type Problem } from './error.js';
import { LIMITS } from './limits.js';

/**
 * Checks foreign data against a schema.
 * @returns The parsed value.
 * @throws ContractError `invalid_request` naming every wrong field; `too_large` when it holds more values than any
 *   request needs: a schema keeps what is wrong with each of them, a kilobyte a value.
 */
export function validate<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  refuseTooManyValues(value);
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const problems = new BoundedProblems();
  for (const issue of result.error.issues) for (const problem of problemsOfIssue(issue)) problems.push(problem);
  throw invalidRequest(problems);
}

function refuseTooManyValues(body: unknown): void {
  let values = 0;
  const waiting: unknown[] = [body];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value !== 'object' || value === null) continue;
    const parts: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
    // Counts leaves: brackets in brackets are no values, however deep.
    values += Math.max(0, parts.length - 1);
    if (values > LIMITS.valuesInBody) {
      const message = `the body holds more than ${LIMITS.valuesInBody} values; nothing of the request was stored`;
      throw new ContractError('too_large', message);
    }
    for (const part of parts) waiting.push(part);
  }
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
