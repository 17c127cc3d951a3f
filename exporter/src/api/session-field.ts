import { namesOfMetric, sessionSummarySchema } from '@shadower-training/contract';
import { z } from 'zod';
import type { EntityPlace } from '../store/port.js';

/** Where a named field of sessions is kept, and how its values are written in a query. */
export interface SessionField extends EntityPlace {
  readonly values: 'any' | 'time' | 'level';
}

/** Levels of attention in the order in which the entity numbers them. */
export const ATTENTION_LEVELS = ['none', 'info', 'warning', 'critical'] as const;

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
 * @returns Its place, with alternatives where a metric may have been logged under several names; null for an unknown
 * name.
 */
export function sessionField(name: string): SessionField | null {
  if (Object.hasOwn(COPIES, name)) return { field: name, values: COPIES[name]! };
  const [first, rest] = cutAtDot(name);
  if (first === 'metrics') {
    return rest === ''
      ? null
      : placeAt(
          'final_metrics',
          namesOfMetric(rest).map((metric) => [metric]),
        );
  }
  return placeAt('summary', pathsInside(sessionSummarySchema, name));
}

function placeAt(field: string, [path, ...alternatives]: string[][]): SessionField | null {
  if (!path) return null;
  return { field, path, ...(alternatives.length > 0 && { alternatives }), values: 'any' };
}

/**
 * Follows a dotted name into a schema. Under a record the rest is one key, which may hold dots itself; what nobody
 * declared may hold objects, so that there the rest is one key, or a key in a key (table-cells.ts goes as deep).
 */
function pathsInside(schema: z.ZodType, name: string): string[][] {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray) return [];
  if (inner instanceof z.ZodRecord) return name === '' ? [] : [[name]];
  if (!(inner instanceof z.ZodObject)) return name === '' ? [[]] : [];
  if (name === '') return [];
  const [first, rest] = cutAtDot(name);
  const shape = inner.shape as Record<string, z.ZodType>;
  if (Object.hasOwn(shape, first)) return pathsInside(shape[first]!, rest).map((below) => [first, ...below]);
  const isLoose = inner.def.catchall instanceof z.ZodUnknown;
  return isLoose ? [[name], ...keyInKey(name)] : [];
}

/** Where a dotted name may be cut in two. */
function keyInKey(name: string): string[][] {
  const parts = name.split('.');
  return parts.slice(1).map((_, cut) => [parts.slice(0, cut + 1).join('.'), parts.slice(cut + 1).join('.')]);
}

function cutAtDot(name: string): [first: string, rest: string] {
  const dot = name.indexOf('.');
  return dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
}

function unwrapped(schema: z.ZodType): z.ZodType {
  let inner: z.ZodType = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) {
    inner = inner.unwrap() as z.ZodType;
  }
  return inner;
}
