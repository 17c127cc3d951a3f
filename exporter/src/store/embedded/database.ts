import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lockDirectory } from './directory-lock.js';
import { migrate } from './migrate.js';
import { MIGRATIONS } from './schema.js';

/** The one file that holds journal and store. */
export const DATABASE_FILE = 'training.sqlite';

/** Bytes of a page. Column blocks of 5 to 8 KB fill pages of 32 KB well (13 bytes a point; 19 with 4 KB). */
const PAGE_BYTES = 32 * 1024;
/** Pages in the write-ahead log before its content moves into the file: 32 MB. */
const CHECKPOINT_PAGES = 1_000;
const WRITER_CACHE_KILOBYTES = 64 * 1024;
const READER_CACHE_KILOBYTES = 64 * 1024;
/** How long a connection waits for another one's lock. */
const BUSY_MILLISECONDS = 5_000;

/** The writing connection, and the right to the directory. */
export interface TrainingDatabase {
  readonly connection: DatabaseSync;
  /** Closes the connection and gives the directory free. */
  close(): void;
}

/**
 * Opens or creates the database of a data directory for writing. Every commit is on disk when it returns (WAL,
 * synchronous=FULL).
 * @throws Error when another exporter uses the directory, or a newer one wrote the file.
 */
export function openDatabase(directory: string): TrainingDatabase {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(directory);
  let connection: DatabaseSync | undefined;
  try {
    connection = new DatabaseSync(join(directory, DATABASE_FILE), { timeout: BUSY_MILLISECONDS });
    connection.exec(`
      PRAGMA page_size = ${PAGE_BYTES};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -${WRITER_CACHE_KILOBYTES};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * PAGE_BYTES * 2};
      PRAGMA temp_store = MEMORY;
      PRAGMA trusted_schema = OFF;
    `);
    migrate(connection, MIGRATIONS);
  } catch (error) {
    connection?.close();
    lock.release();
    throw error;
  }
  const opened = connection;
  return {
    connection: opened,
    close: () => {
      opened.close();
      lock.release();
    },
  };
}

/**
 * Opens the database of a directory for reading; the writing connection must have opened it before.
 * @param cacheKilobytes What its page cache may grow to.
 */
export function openForReading(directory: string, cacheKilobytes = READER_CACHE_KILOBYTES): DatabaseSync {
  const connection = new DatabaseSync(join(directory, DATABASE_FILE), { readOnly: true, timeout: BUSY_MILLISECONDS });
  connection.exec(`
    PRAGMA cache_size = -${cacheKilobytes};
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
  `);
  return connection;
}
