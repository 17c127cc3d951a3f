import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const LOCK_FILE = 'exporter.lock';

/** Held as long as an exporter uses its directory. */
export interface DirectoryLock {
  release(): void;
}

/**
 * Takes a data directory for this process: two writers would keep two truths in memory. The lock is the operating
 * system's on an empty SQLite file, so it ends with the process, also by kill -9.
 * @throws Error when another exporter holds the directory.
 */
export function lockDirectory(directory: string): DirectoryLock {
  const database = new DatabaseSync(join(directory, LOCK_FILE), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw new Error(
      `the data directory ${directory} is in use by another exporter: stop it, or give this one a directory of its own (TRAINING_DATA_DIR)`,
      { cause: error },
    );
  }
  return { release: () => database.close() };
}
