import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const FILE = 'exporter-name';

/**
 * The name under which InfluxDB keeps which records of this journal it has: one of its own for each journal, because a
 * new journal counts from 1 again, and nothing of it may count as covered by an old one's rows.
 * @param isJournalNew Whether the journal has never held a record.
 */
export function exporterName(directory: string, isJournalNew: boolean): string {
  const path = join(directory, FILE);
  if (!isJournalNew && existsSync(path)) {
    const name = readFileSync(path, 'utf8').trim();
    if (name !== '') return name;
  }
  const name = randomUUID();
  const file = openSync(path, 'w', 0o600);
  try {
    writeSync(file, `${name}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return name;
}
