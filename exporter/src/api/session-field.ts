import { namesOfMetric, sessionSummarySchema } from '@shadower-training/contract';
import { z } from 'zod';

/** Where a named field of sessions is kept, and how its values are written in a query. */
export interface SessionField {
  readonly field: string;
  readonly path?: readonly string[];
  readonly values: 'any' | 'time' | 'level';
}

/** Summary fields that the entity keeps beside the summary, indexed or in a form that can be ordered. */
const COPIES: Readonly<Record<string, SessionField['values']>> = {
  workspace_id: 'any',
  session_id: 'any',
  agent_id: 'any',
  name: 'any',
  state: 'any',
  group: 'any',
  base_model: 'any',
  started_at: 'time',
  completed_at: 'time',
  last_news_at: 'time',
  attention: 'level',
};

/**
 * Finds what a name in a condition or a sort means: `hyperparameters.X`, `metrics.X` (newest value), `tags.X`, or a
 * field of the summary, also nested (`quality_metrics.overfitting_score`).
 * @returns The places, several where a metric may have been logged under several names; null for an unknown name.
 */
export function sessionFields(name: string): readonly SessionField[] | null {
  if (Object.hasOwn(COPIES, name)) return [{ field: name, values: COPIES[name]! }];
  const dot = name.indexOf('.');
  const [first, rest] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  if (first === 'metrics') {
    return rest === ''
      ? null
      : namesOfMetric(rest).map((metric) => ({ field: 'final_metrics', path: [metric], values: 'any' }));
  }
  const path = pathInside(sessionSummarySchema, name);
  return path && [{ field: 'summary', path, values: 'any' }];
}

/** Follows a dotted name into a schema; under a record the rest is one key, which may hold dots itself. */
function pathInside(schema: z.ZodType, name: string): string[] | null {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return null;
  if (inner instanceof z.ZodRecord) return name === '' ? null : [name];
  if (!(inner instanceof z.ZodObject)) return name === '' ? [] : null;
  if (name === '') return null;
  const dot = name.indexOf('.');
  const [first, rest] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  const shape = inner.shape as Record<string, z.ZodType>;
  if (Object.hasOwn(shape, first)) {
    const below = pathInside(shape[first]!, rest);
    return below && [first, ...below];
  }
  // A loose object holds keys that nobody declared; there the rest is taken as one of them.
  const isLoose = inner.def.catchall instanceof z.ZodUnknown;
  return isLoose ? [name] : null;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner: z.ZodType = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}
