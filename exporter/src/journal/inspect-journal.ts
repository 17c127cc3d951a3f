import { copyFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { explainingDamage } from '../sqlite/damage.js';
import { readMark } from './journal-mark.js';

/** What to do about a journal that cannot be read. */
export const JOURNAL_ADVICE =
  'Nothing was changed and nothing is accepted. Restore the data directory from a backup; or move journal.sqlite and ' +
  'journal.sqlite-wal (not journal.mark) to a safe place and start again: what the store has stays, and only what was ' +
  'acknowledged and not yet in the store is missing then (`sqlite3 journal.sqlite .recover` may bring it back). ' +
  'See docs/operations.md, Faults';

/** What a journal lacks that was acknowledged. */
export interface JournalDamage {
  /** Records that are not there. */
  readonly lostRecords: number;
  /** Whether an earlier start told of them; then no copy is made again. */
  readonly isKnown: boolean;
  /** Where the files were copied to before anything was written to them; null where there was nothing to copy. */
  readonly copy: string | null;
}

/**
 * Looks at a journal before it is opened for writing, which would write over what lies behind a damaged place of its log.
 * @returns What it lacks, with a copy set aside; null when it is whole or not there.
 * @throws DamagedFileError Saying what to do, when SQLite cannot read it.
 */
export function inspectJournal(directory: string, file: string, now = new Date()): JournalDamage | null {
  const path = join(directory, file);
  const marked = readMark(directory);
  const isThere = existsSync(path);
  const lostRecords = isThere ? explainingDamage(path, JOURNAL_ADVICE, () => countLost(path, marked.id)) : marked.id;
  if (lostRecords === 0) return null;
  if (!isThere || lostRecords <= marked.told) return { lostRecords, isKnown: isThere, copy: null };
  const copy = `${path}.damaged-${now.toISOString().replaceAll(':', '')}`;
  for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end);
  return { lostRecords, isKnown: false, copy };
}

/** Ids follow each other without a gap, from the first that counts to the last that was acknowledged. */
function countLost(path: string, marked: number): number {
  // Closing a connection that only reads leaves the log as it is.
  const database = new DatabaseSync(path, { readOnly: true, timeout: 5_000 });
  try {
    const hasTables = database.prepare("SELECT count(*) AS count FROM sqlite_schema WHERE name = 'spool'").get();
    if (Number(hasTables?.['count']) === 0) return marked;
    const first = Number(database.prepare('SELECT first_id FROM journal_start').get()?.['first_id'] ?? 1);
    const { count, newest } = database
      .prepare('SELECT count(*) AS count, (SELECT max(id) FROM spool) AS newest FROM spool WHERE id >= ?')
      .get(first) as { count: number; newest: number | null };
    const last = Math.max(newest ?? 0, marked);
    return Math.max(0, last - first + 1 - count);
  } finally {
    database.close();
  }
}
