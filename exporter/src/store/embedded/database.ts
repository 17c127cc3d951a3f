import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openForReading, openForWriting } from '../../sqlite/open-file.js';
import { MIGRATIONS } from './schema.js';

/** The store's file. Its `-wal` beside it holds what was committed last. */
export const DATABASE_FILE = 'training.sqlite';

const OPTIONS = {
  // Column blocks of 5 to 8 KB fill pages of 32 KB well (13 bytes a point; 19 with 4 KB).
  pageBytes: 32 * 1024,
  checkpointBytes: 32 * 1024 * 1024,
  // The writer appends; what it reads again are the last, small blocks of live series.
  cacheKilobytes: 16 * 1024,
  migrations: MIGRATIONS,
};
const READER_CACHE_KILOBYTES = 64 * 1024;

/**
 * Opens or creates the store of a data directory for writing. The caller holds the directory's lock.
 * @throws Error when a newer exporter wrote the file.
 */
export function openDatabase(directory: string): DatabaseSync {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return openForWriting(join(directory, DATABASE_FILE), OPTIONS);
}

/**
 * Opens the store of a directory for reading; the writing connection must have opened it before.
 * @param cacheKilobytes What its page cache may grow to.
 */
export function openStoreForReading(directory: string, cacheKilobytes = READER_CACHE_KILOBYTES): DatabaseSync {
  return openForReading(join(directory, DATABASE_FILE), cacheKilobytes);
}
