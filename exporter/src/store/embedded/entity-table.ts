import type { EntityDeclaration, EntityFieldType } from '@shadower-training/contract';
import type { DatabaseSync } from 'node:sqlite';
import { ensureTable } from './declared-table.js';
import { fromColumn } from './field-values.js';
import { identifier } from './identifiers.js';

/** Name of a kind's table. Key columns are `key NAME`, the others `field NAME`: no two names can clash. */
export function entityTable(kind: string): string {
  return `entity ${kind}`;
}

/** Name of the table that keeps entities as they were when their partition was last persisted. */
export function undoTable(kind: string): string {
  return `undo ${kind}`;
}

export const keyColumn = (name: string): string => `key ${name}`;
export const fieldColumn = (name: string): string => `field ${name}`;

/** Creates or extends the tables of a kind. */
export function ensureEntityTables(database: DatabaseSync, declaration: EntityDeclaration): void {
  const keys = declaration.key.map(keyColumn);
  const fields = Object.keys(declaration.fields).map(fieldColumn);
  const keySql = keys.map((key) => `${identifier(key)} TEXT NOT NULL`).join(', ');
  const indexed = Object.entries(declaration.fields).filter(([, field]) => field.indexed === true);
  ensureTable(database, {
    name: entityTable(declaration.kind),
    fixed: keySql,
    columns: fields,
    indexes: indexed.map(([name]) => [keys[0]!, fieldColumn(name)]),
    unique: keys,
  });
  ensureTable(database, {
    name: undoTable(declaration.kind),
    fixed: `"partition" TEXT NOT NULL, existed INTEGER NOT NULL, ${keySql}`,
    columns: fields,
    indexes: [['partition']],
    unique: keys,
  });
}

/** An entity from its row: key and fields by name, missing fields null; only the named fields when some are named. */
export function entityOfRow(
  declaration: EntityDeclaration,
  row: Record<string, unknown>,
  fields?: readonly string[],
): Record<string, unknown> {
  const entity: Record<string, unknown> = {};
  for (const key of declaration.key) entity[key] = row[keyColumn(key)];
  for (const field of fields ?? Object.keys(declaration.fields)) {
    const declared = declaration.fields[field];
    if (declared) entity[field] = fromColumn(declared.type, row[fieldColumn(field)]);
  }
  return entity;
}

/** The type of a declared field. @throws Error when the kind has no such field. */
export function typeOfField(declaration: EntityDeclaration, field: string): EntityFieldType {
  const type = declaration.key.includes(field) ? 'string' : declaration.fields[field]?.type;
  if (type === undefined) throw new Error(`entity ${declaration.kind} has no field ${field}`);
  return type;
}

/** The column of a key part or field. @throws Error when the kind has no such field. */
export function columnOf(declaration: EntityDeclaration, field: string): string {
  typeOfField(declaration, field);
  return declaration.key.includes(field) ? keyColumn(field) : fieldColumn(field);
}
