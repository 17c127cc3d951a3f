import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './transaction.js';

/** One step from a version of the file to the next. */
export interface Migration {
  /** Version that the file has afterwards; steps of a table rise by one from 1. */
  readonly to: number;
  readonly up: (database: DatabaseSync) => void;
}

/** The version of a file, kept in its header; 0 for an empty one. */
export function schemaVersion(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

/**
 * Brings a file to the newest version, all steps in one transaction: after a crash or an error it is as it was.
 * @throws Error when the file was written by a newer exporter.
 */
export function migrate(database: DatabaseSync, migrations: readonly Migration[]): void {
  const version = schemaVersion(database);
  const newest = migrations.at(-1)?.to ?? 0;
  if (version > newest) {
    throw new Error(
      `the database ${database.location() ?? ''} has version ${version} and this exporter knows versions up to ${newest}: start the newer exporter that wrote it, or use another directory`,
    );
  }
  if (version === newest) return;
  inTransaction(database, () => {
    for (const migration of migrations) if (migration.to > version) migration.up(database);
    database.exec(`PRAGMA user_version = ${newest}`);
  });
}
