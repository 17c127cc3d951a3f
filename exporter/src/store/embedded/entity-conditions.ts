import type { EntityDeclaration } from '@shadower-training/contract';
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { EntityCondition, EntityList, EntityPlace } from '../port.js';
import { columnOf, typeOfField } from './entity-table.js';
import { identifier } from './identifiers.js';

/** A piece of SQL with the values of its question marks, in their order. */
export interface Sql {
  readonly text: string;
  readonly values: readonly SQLInputValue[];
}

/** Joins pieces. */
export function joined(pieces: readonly Sql[], separator: string): Sql {
  return {
    text: pieces.map((piece) => piece.text).join(separator),
    values: pieces.flatMap((piece) => piece.values),
  };
}

/** The function that folds upper and lower case of any script; SQLite's own lower() knows ASCII only. */
const FOLD = 'fold_case';

/** Registers what conditions need on a connection. */
export function registerConditionFunctions(database: DatabaseSync): void {
  database.function(FOLD, { deterministic: true }, (text) => (typeof text === 'string' ? text.toLowerCase() : null));
}

/** The value of a field, or of a place within a `json` field. Names of the path are bound and may hold anything. */
export function fieldExpression(declaration: EntityDeclaration, place: EntityPlace): Sql {
  return placeSql(declaration, place, (column) => `json_extract(${column}, ?)`);
}

/** The same, but what lies within a `json` field comes as JSON, so that true is no 1. */
export function groupExpression(declaration: EntityDeclaration, place: EntityPlace): Sql {
  return placeSql(declaration, place, (column) => `nullif(${column} -> ?, 'null')`);
}

/** All conditions as one expression. */
export function conditionsSql(declaration: EntityDeclaration, conditions: EntityList['conditions']): Sql {
  const parts = conditions.map((condition) => {
    if (!isChoice(condition)) return conditionSql(declaration, condition);
    if (condition.length === 0) return { text: '0', values: [] };
    const choice = joined(
      condition.map((one) => conditionSql(declaration, one)),
      ' OR ',
    );
    return { text: `(${choice.text})`, values: choice.values };
  });
  return parts.length === 0 ? { text: '1', values: [] } : joined(parts, ' AND ');
}

function isChoice(condition: EntityList['conditions'][number]): condition is readonly EntityCondition[] {
  return Array.isArray(condition);
}

const COMPARISONS = new Set(['=', '!=', '<', '<=', '>', '>=']);

function placeSql(
  declaration: EntityDeclaration,
  { field, path, alternatives = [] }: EntityPlace,
  extract: (column: string) => string,
): Sql {
  const column = identifier(columnOf(declaration, field));
  if (path === undefined || path.length === 0) return { text: column, values: [] };
  if (typeOfField(declaration, field) !== 'json') {
    throw new Error(`field ${field} of entity ${declaration.kind} is not json: no path leads into it`);
  }
  const values = [path, ...alternatives].map(jsonPath);
  const texts = values.map(() => extract(column));
  return { text: texts.length === 1 ? texts[0]! : `coalesce(${texts.join(', ')})`, values };
}

/** Within a path, a name is quoted as JSON quotes it. */
function jsonPath(path: readonly string[]): string {
  return `$${path.map((name) => `.${JSON.stringify(name)}`).join('')}`;
}

function conditionSql(declaration: EntityDeclaration, condition: EntityCondition): Sql {
  const { operator, value } = condition;
  const field = fieldExpression(declaration, condition);
  if (operator === 'in') {
    if (!Array.isArray(value)) throw new Error('the operator "in" takes a list');
    const accepted = value as readonly (string | number)[];
    return { text: `${field.text} IN (${accepted.map(() => '?').join(', ')})`, values: [...field.values, ...accepted] };
  }
  if (typeof value === 'object' && value !== null) throw new Error(`the operator "${operator}" takes one value`);
  if (operator === 'contains') {
    const part = String(value ?? '').toLowerCase();
    return { text: `instr(${FOLD}(${field.text}), ?) > 0`, values: [...field.values, part] };
  }
  if (!COMPARISONS.has(operator)) throw new Error(`unknown operator ${operator}`);
  if (value === null) {
    // Nothing is smaller or larger than a missing value.
    if (operator !== '=' && operator !== '!=') return { text: '0', values: [] };
    return { text: `${field.text} IS ${operator === '=' ? '' : 'NOT '}NULL`, values: field.values };
  }
  const bound = typeof value === 'boolean' ? Number(value) : value;
  if (operator === '=' || operator === '!=')
    return { text: `${field.text} ${operator} ?`, values: [...field.values, bound] };
  // SQLite puts every text after every number: only values of the same type are compared.
  const types = typeof bound === 'number' ? `('integer', 'real')` : `('text')`;
  return {
    text: `(typeof(${field.text}) IN ${types} AND ${field.text} ${operator} ?)`,
    values: [...field.values, ...field.values, bound],
  };
}
