import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { lockDirectory } from '../sqlite/directory-lock.js';
import { openForWriting } from '../sqlite/open-file.js';
import { inspectJournal, type JournalDamage } from './inspect-journal.js';
import { JournalMark } from './journal-mark.js';
import { SPOOL_TABLES } from './spool-table.js';

/** The journal's file; the store has one of its own. */
export const JOURNAL_FILE = 'journal.sqlite';

/**
 * Small pages: a commit of a few records writes a page or two. With the 32 KB pages that column blocks like, a commit
 * of 8 records took .84 ms at the median and 13 at the 99th percentile, with 4 KB .19 and .45 (docs/architecture.md).
 */
const OPTIONS = {
  pageBytes: 4 * 1024,
  checkpointBytes: 32 * 1024 * 1024,
  cacheKilobytes: 8 * 1024,
  migrations: [{ to: 1, up: (database: DatabaseSync) => database.exec(SPOOL_TABLES) }],
};

/** The journal's connection, and the right to the directory. */
export interface JournalFile {
  readonly connection: DatabaseSync;
  /** How far it was acknowledged. */
  readonly mark: JournalMark;
  /** What it lacks that was acknowledged; null when it is whole. */
  readonly damage: JournalDamage | null;
  /** Closes the connection and gives the directory free. */
  close(): void;
}

/**
 * Opens or creates the journal of a data directory, and takes the directory for this process.
 * @throws Error when another exporter uses the directory, or a newer one wrote the file.
 * @throws DamagedFileError when the file cannot be read; it is left as it was.
 */
export function openJournalFile(directory: string): JournalFile {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = lockDirectory(directory);
  try {
    const damage = inspectJournal(directory, JOURNAL_FILE);
    const connection = openForWriting(join(directory, JOURNAL_FILE), OPTIONS);
    const mark = new JournalMark(directory, damage?.lostRecords ?? 0);
    return {
      ...{ connection, mark, damage },
      close: () => {
        connection.close();
        mark.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
