import { closeSync, fsyncSync, openSync } from 'node:fs';
import { z } from 'zod';
import { JOURNAL_FILE } from '../journal/journal-file.js';
import { DATABASE_FILE } from '../store/embedded/database.js';
import { PARTS_FILE } from '../store/influx/parts-file.js';
import { QUARANTINE_FILE } from '../store/influx/quarantine.js';

/**
 * Files that take over what the journal lets go of: the embedded store's, and beside InfluxDB what it refused and what
 * the exporter knows of each session.
 */
export const COVERING_FILES = [DATABASE_FILE, PARTS_FILE, QUARANTINE_FILE] as const;

/** Files of a data directory that a backup holds, in the order in which they are put back: the journal last. */
export const BACKED_UP_FILES = [...COVERING_FILES, JOURNAL_FILE] as const;

/** Says what a backup is; written last, so a directory that has it is whole. */
export const BACKUP_DESCRIPTION = 'backup.json';

/** What {@link BACKUP_DESCRIPTION} holds. */
export const backupSchema = z.object({
  format: z.literal(1),
  /** Version of the exporter that made it. */
  version: z.string(),
  /** Everything acknowledged before this instant is in it. */
  taken_at: z.iso.datetime(),
  files: z.array(z.object({ name: z.enum(BACKED_UP_FILES), bytes: z.number().int().positive() })).min(1),
});
export type BackupDescription = z.infer<typeof backupSchema>;

/** Forces a file, or the names in a directory, to the disk. */
export function forceToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
