import type { EntityDeclaration } from '@shadower-training/contract';
import { typeOfField } from '../embedded/entity-table.js';
import type { EntityCondition, EntityList, EntityPlace, GroupValue } from '../port.js';
import type { Entity } from './entity-read.js';

/** A value as it is compared and sorted: booleans as 0 and 1, lists and objects as their JSON. */
export type Comparable = number | string | null;

/** Checks that a place can be looked at. @throws Error when the kind has no such field, or no path leads into it. */
export function checkPlace(declaration: EntityDeclaration, { field, path }: EntityPlace): void {
  const type = typeOfField(declaration, field);
  if (path !== undefined && path.length > 0 && type !== 'json')
    throw new Error(`field ${field} of entity ${declaration.kind} is not json: no path leads into it`);
}

/** The value at a place, whatever it is; null where there is none. */
export function valueAt(entity: Entity, { field, path, alternatives = [] }: EntityPlace): unknown {
  const value = entity[field] ?? null;
  if (path === undefined || path.length === 0) return value;
  for (const way of [path, ...alternatives]) {
    const found = follow(value, way);
    if (found !== null) return found;
  }
  return null;
}

function follow(start: unknown, path: readonly string[]): unknown {
  let value = start;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
    value = (value as Record<string, unknown>)[name];
  }
  return value ?? null;
}

/** A value as it is compared. */
export function comparable(value: unknown): Comparable {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' || typeof value === 'string') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** A value by which entities are grouped: what is no single value has none. */
export function groupValueAt(entity: Entity, place: EntityPlace): GroupValue {
  const value = valueAt(entity, place);
  return typeof value === 'object' ? null : (value as GroupValue);
}

/** Order of values: numbers before texts, texts by their characters' numbers; null goes where `nulls` says. */
export function compareValues(a: Comparable, b: Comparable, nulls: 'first' | 'last'): number {
  if (a === null || b === null) {
    if (a === b) return 0;
    return (a === null) === (nulls === 'first') ? -1 : 1;
  }
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  if (typeof a === 'string' && typeof b === 'string') return compareTexts(a, b);
  return typeof a === 'number' ? -1 : 1;
}

/** Order of texts by code points, as their UTF-8 is ordered: JavaScript's own is by halves of them. */
export function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [one, other] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (one === other) continue;
    // Halves of a pair belong behind all other characters.
    const [oneIsHalf, otherIsHalf] = [(one & 0xf800) === 0xd800, (other & 0xf800) === 0xd800];
    if (oneIsHalf !== otherIsHalf) return oneIsHalf ? 1 : -1;
    return one - other;
  }
  return a.length - b.length;
}

/** Whether an entity fulfils all conditions. */
export function fulfils(entity: Entity, conditions: EntityList['conditions']): boolean {
  return conditions.every((condition) =>
    isChoice(condition) ? condition.some((one) => holds(entity, one)) : holds(entity, condition),
  );
}

/** Every place that conditions look at. */
export function placesOf(conditions: EntityList['conditions']): EntityPlace[] {
  return conditions.flatMap((condition) => (isChoice(condition) ? [...condition] : [condition]));
}

export function isChoice(condition: EntityList['conditions'][number]): condition is readonly EntityCondition[] {
  return Array.isArray(condition);
}

function holds(entity: Entity, condition: EntityCondition): boolean {
  const { operator, value: wanted } = condition;
  const value = comparable(valueAt(entity, condition));
  if (operator === 'in') {
    if (!Array.isArray(wanted)) throw new Error('the operator "in" takes a list');
    return value !== null && (wanted as readonly (string | number)[]).includes(value);
  }
  if (typeof wanted === 'object' && wanted !== null) throw new Error(`the operator "${operator}" takes one value`);
  if (operator === 'contains')
    return typeof value === 'string' && value.toLowerCase().includes(String(wanted ?? '').toLowerCase());
  if (wanted === null) return operator === '=' ? value === null : operator === '!=' && value !== null;
  if (value === null) return false;
  const bound = comparable(wanted)!;
  if (operator === '=') return value === bound;
  if (operator === '!=') return value !== bound;
  if (typeof value !== typeof bound) return false;
  return ORDERED[operator](compareValues(value, bound, 'last'));
}

const ORDERED: Readonly<Record<'<' | '<=' | '>' | '>=', (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};
