import type { DatabaseSync } from 'node:sqlite';

/**
 * Runs work in one transaction: all of it is kept, or, when it throws, nothing.
 * @throws Error What the work or the commit threw.
 */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors (disk full) have rolled back on their own.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/**
 * The same for what the journal could bring back: not forced to disk at once, but at the latest with the next other
 * transaction. A power cut in between undoes it as a whole, with all that came after it: the log keeps the order.
 */
export function inLazyTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('PRAGMA synchronous = NORMAL');
  try {
    return inTransaction(database, work);
  } finally {
    database.exec('PRAGMA synchronous = FULL');
  }
}

/** Runs reads that must see one and the same state of the file. */
export function inSnapshot<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN');
  try {
    return work();
  } finally {
    if (database.isTransaction) database.exec('COMMIT');
  }
}
