import type { EntityFieldType, FieldType } from '@shadower-training/contract';
import type { SQLInputValue } from 'node:sqlite';

/**
 * A field's value as a column holds it. SQLite makes NaN of a row NULL, so NaN is a text there; booleans are 0 and 1;
 * `json` is its text.
 */
export function toColumn(type: EntityFieldType, value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null;
  if (type === 'json') return JSON.stringify(value) ?? null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Number.isNaN(value) ? 'NaN' : value;
  return String(value);
}

/** The opposite of {@link toColumn}; null for a missing value. */
export function fromColumn(type: FieldType | 'json', value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (type === 'json') return JSON.parse(value as string);
  if (type === 'boolean') return value === 1;
  if (type === 'number') return typeof value === 'number' ? value : Number(value);
  return value;
}
