import { DatabaseSync } from 'node:sqlite';
import { migrate, type Migration } from './migrate.js';

/** How a file is kept. */
export interface FileOptions {
  /** Bytes of a page: what a small commit writes at least. */
  readonly pageBytes: number;
  /** Bytes of the write-ahead log before its content moves into the file. */
  readonly checkpointBytes: number;
  /** What the page cache may grow to. */
  readonly cacheKilobytes: number;
  /** Every version of the file so far. */
  readonly migrations: readonly Migration[];
}

/** How long a connection waits for another one's lock. */
const BUSY_MILLISECONDS = 5_000;

/**
 * Opens or creates a file for writing. Every commit is on disk when it returns (WAL, synchronous=FULL).
 * @throws Error when a newer exporter wrote it.
 */
export function openForWriting(path: string, options: FileOptions): DatabaseSync {
  const { pageBytes, checkpointBytes, cacheKilobytes, migrations } = options;
  const connection = new DatabaseSync(path, { timeout: BUSY_MILLISECONDS });
  try {
    connection.exec(`
      PRAGMA page_size = ${pageBytes};
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA cache_size = -${cacheKilobytes};
      PRAGMA wal_autocheckpoint = ${Math.ceil(checkpointBytes / pageBytes)};
      PRAGMA journal_size_limit = ${checkpointBytes * 2};
      PRAGMA temp_store = MEMORY;
      PRAGMA trusted_schema = OFF;
    `);
    migrate(connection, migrations);
  } catch (error) {
    connection.close();
    throw error;
  }
  return connection;
}

/** Opens a file for reading; a writing connection must have opened it before. */
export function openForReading(path: string, cacheKilobytes: number): DatabaseSync {
  const connection = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MILLISECONDS });
  connection.exec(`
    PRAGMA cache_size = -${cacheKilobytes};
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
  `);
  return connection;
}
