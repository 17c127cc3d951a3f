import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { lockDirectory } from '../sqlite/directory-lock.js';
import {
  BACKED_UP_FILES,
  BACKUP_DESCRIPTION,
  backupSchema,
  forceToDisk,
  type BackupDescription,
} from './backup-format.js';
import { CommandError } from '../configuration/command-error.js';

/**
 * `restore DIR`: puts a backup into a data directory that holds no data yet; the exporter is started afterwards.
 * @param dataDirectory TRAINING_DATA_DIR.
 * @param source What `backup` made.
 * @returns What to print.
 * @throws CommandError when the source is no whole backup or the data directory is in use or holds data.
 */
export function restoreCommand(dataDirectory: string, source: string): string {
  const directory = resolve(source);
  const { taken_at, files } = readDescription(directory);
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  const lock = lockOrRefuse(dataDirectory);
  const temporary = (name: string): string => join(dataDirectory, `restoring-${name}`);
  try {
    const present = BACKED_UP_FILES.find((name) => existsSync(join(dataDirectory, name)));
    if (present !== undefined) {
      throw new CommandError(
        `${dataDirectory} holds data already (${present}): move it away, or restore into another TRAINING_DATA_DIR`,
      );
    }
    for (const { name } of files) {
      copyFileSync(join(directory, name), temporary(name));
      checkWhole(temporary(name), join(directory, name));
      forceToDisk(temporary(name));
    }
    // Every file is there and whole before the first takes its name; the journal comes last.
    for (const name of BACKED_UP_FILES)
      if (existsSync(temporary(name))) renameSync(temporary(name), join(dataDirectory, name));
    forceToDisk(dataDirectory);
  } finally {
    for (const { name } of files)
      for (const end of ['', '-wal', '-shm']) rmSync(temporary(name) + end, { force: true });
    lock.release();
  }
  return `${dataDirectory}: restored; holds everything that was acknowledged before ${taken_at}. Start the exporter.`;
}

function readDescription(directory: string): BackupDescription {
  const file = join(directory, BACKUP_DESCRIPTION);
  if (!existsSync(file)) throw new CommandError(`${directory} is no backup: it has no ${BACKUP_DESCRIPTION}`);
  const result = backupSchema.safeParse(parsed(readFileSync(file, 'utf8')));
  if (!result.success) throw new CommandError(`${file} is not what "backup" of this version writes`);
  for (const { name, bytes } of result.data.files) {
    const path = join(directory, name);
    if (!existsSync(path) || statSync(path).size !== bytes)
      throw new CommandError(`${path} is missing or has not the ${bytes} bytes that ${BACKUP_DESCRIPTION} names`);
  }
  return result.data;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // refused by the schema, in words
  }
}

function lockOrRefuse(dataDirectory: string): ReturnType<typeof lockDirectory> {
  try {
    return lockDirectory(dataDirectory);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

/** @throws CommandError when SQLite finds the file damaged. */
function checkWhole(copy: string, original: string): void {
  let said: unknown;
  try {
    const database = new DatabaseSync(copy);
    try {
      said = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check'];
    } finally {
      database.close();
    }
  } catch (error) {
    said = (error as Error).message;
  }
  if (said !== 'ok') throw new CommandError(`${original} is damaged: ${String(said)}; take another backup`);
}
