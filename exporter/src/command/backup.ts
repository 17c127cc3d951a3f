import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { JOURNAL_FILE } from '../journal/journal-file.js';
import { openForReading } from '../sqlite/open-file.js';
import { BACKUP_DESCRIPTION, COVERING_FILES, forceToDisk, type BackupDescription } from './backup-format.js';
import { CommandError } from '../configuration/command-error.js';

const CACHE_KILOBYTES = 8 * 1024;
/** Pages copied in one step, between which the thread is free. */
const PAGES_A_STEP = 1_000;
/** The journal is trimmed once a second at most, so that a second attempt nearly always succeeds. */
const SNAPSHOT_ATTEMPTS = 1_000;

/**
 * `backup DIR`: copies a data directory, also while an exporter runs on it. Everything that was acknowledged before the
 * call is in the copy. The exporter is not slowed but by the reading of its files; their logs grow meanwhile.
 * @param dataDirectory TRAINING_DATA_DIR.
 * @param target Is made by the call, or empty.
 * @param version Of this exporter.
 * @returns What to print.
 * @throws CommandError when there is nothing to copy, or the target holds something.
 */
export async function backupCommand(dataDirectory: string, target: string, version: string): Promise<string> {
  const directory = resolve(target);
  if (!existsSync(join(dataDirectory, JOURNAL_FILE)))
    throw new CommandError(`${dataDirectory} holds no data of an exporter; name it by TRAINING_DATA_DIR`);
  if (existsSync(directory) && readdirSync(directory).length > 0)
    throw new CommandError(`${directory} is not empty; name a directory that is empty or does not exist yet`);
  const partial = `${directory}.partial-${randomUUID()}`;
  mkdirSync(partial, { recursive: true, mode: 0o700 });
  try {
    const description = await copyTo(partial, dataDirectory, version);
    if (existsSync(directory)) rmSync(directory, { recursive: true });
    renameSync(partial, directory);
    forceToDisk(dirname(directory));
    const bytes = description.files.reduce((sum, file) => sum + file.bytes, 0);
    return `${directory}: ${bytes} bytes; holds everything that was acknowledged before ${description.taken_at}`;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
}

async function copyTo(partial: string, dataDirectory: string, version: string): Promise<BackupDescription> {
  const taken_at = new Date().toISOString();
  const journal = openForReading(join(dataDirectory, JOURNAL_FILE), CACHE_KILOBYTES);
  // An exporter that writes to InfluxDB has no store of its own.
  const covering = COVERING_FILES.filter((name) => existsSync(join(dataDirectory, name)));
  const opened = covering.map((name) => openForReading(join(dataDirectory, name), CACHE_KILOBYTES));
  try {
    takeSnapshots(journal, opened);
    for (const [index, name] of covering.entries())
      await backup(opened[index]!, join(partial, name), { rate: PAGES_A_STEP });
    await backup(journal, join(partial, JOURNAL_FILE), { rate: PAGES_A_STEP });
  } finally {
    for (const database of [...opened, journal]) database.close();
  }
  const names = [...covering, JOURNAL_FILE] as const;
  const files = names.map((name) => ({ name, bytes: statSync(join(partial, name)).size }));
  const description: BackupDescription = { format: 1, version, taken_at, files };
  writeFileSync(join(partial, BACKUP_DESCRIPTION), `${JSON.stringify(description, null, 2)}\n`, { mode: 0o600 });
  for (const name of [...names, BACKUP_DESCRIPTION]) forceToDisk(join(partial, name));
  forceToDisk(partial);
  return description;
}

/**
 * Opens read transactions that fit together: the journal's is the youngest, so it has every record that the others may
 * say they cover, and nothing was trimmed in between, so what the others lack the journal has.
 * SQLite's online backup then copies these states, whatever is written meanwhile.
 */
function takeSnapshots(journal: DatabaseSync, covering: readonly DatabaseSync[]): void {
  for (let attempt = 0; attempt < SNAPSHOT_ATTEMPTS; attempt++) {
    const firstBefore = firstRecord(journal);
    for (const database of covering) beginRead(database);
    beginRead(journal);
    if (firstRecord(journal) === firstBefore) return;
    for (const database of [journal, ...covering]) database.exec('COMMIT');
  }
  throw new Error('the journal was trimmed during every attempt to take a backup');
}

/** A transaction sees the state of its first read, not of its BEGIN. */
function beginRead(database: DatabaseSync): void {
  database.exec('BEGIN');
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
}

function firstRecord(journal: DatabaseSync): number {
  return Number(journal.prepare('SELECT first_id FROM journal_start').get()?.['first_id'] ?? 1);
}
