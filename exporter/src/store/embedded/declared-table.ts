import type { DatabaseSync } from 'node:sqlite';
import { identifier } from './identifiers.js';

/** A table that follows a declaration. */
export interface DeclaredTable {
  readonly name: string;
  /** Columns that the table starts with, as SQL; keys and the like. */
  readonly fixed: string;
  /** Columns that later declarations may add to; without a type, so that a value comes back as it went in. */
  readonly columns: readonly string[];
  /** Columns of each index. */
  readonly indexes: readonly (readonly string[])[];
  /** Columns that identify a row. */
  readonly unique?: readonly string[];
}

/** Creates what of a table is missing: the table, columns that a newer declaration has, indexes. Never removes. */
export function ensureTable(database: DatabaseSync, table: DeclaredTable): void {
  const name = identifier(table.name);
  const columns = table.columns.map(identifier);
  const unique = table.unique ? [`UNIQUE (${table.unique.map(identifier).join(', ')})`] : [];
  database.exec(`CREATE TABLE IF NOT EXISTS ${name} (${[table.fixed, ...columns, ...unique].join(', ')})`);
  const present = new Set(
    database
      .prepare(`SELECT name FROM pragma_table_info(?)`)
      .all(table.name)
      .map((row) => row['name'] as string),
  );
  for (const column of table.columns) {
    if (!present.has(column)) database.exec(`ALTER TABLE ${name} ADD COLUMN ${identifier(column)}`);
  }
  for (const index of table.indexes) {
    const indexName = identifier(`${table.name} by ${index.join(', ')}`);
    database.exec(`CREATE INDEX IF NOT EXISTS ${indexName} ON ${name} (${index.map(identifier).join(', ')})`);
  }
}
