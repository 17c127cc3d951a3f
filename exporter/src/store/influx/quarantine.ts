import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openForWriting } from '../../sqlite/open-file.js';
import { inTransaction } from '../../sqlite/transaction.js';
import type { InfluxWriter } from './influx-writer.js';

/** A line that InfluxDB refused by itself. */
export interface RefusedLine {
  readonly database: string;
  readonly line: string;
  /** What InfluxDB said. */
  readonly reason: string;
}

export interface QuarantinedLine extends RefusedLine {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly refused_at: number;
}

/** Keeps refused lines, so that nothing that was acknowledged is dropped: somebody can look at them and send them again. */
export interface Quarantine {
  /** Durable when it returns. */
  add(lines: readonly RefusedLine[]): void;
  readonly count: number;
}

export const QUARANTINE_FILE = 'quarantine.sqlite';

/** The quarantine in the data directory. */
export class QuarantineFile implements Quarantine {
  private readonly database: DatabaseSync;
  constructor(directory: string) {
    this.database = openForWriting(join(directory, QUARANTINE_FILE), {
      pageBytes: 4_096,
      checkpointBytes: 1024 * 1024,
      cacheKilobytes: 256,
      migrations: [{ to: 1, up: (database) => database.exec(TABLE) }],
    });
  }

  get count(): number {
    // Counted each time: `quarantine resend` takes lines out beside the running exporter.
    return Number(this.database.prepare('SELECT count(*) AS count FROM quarantine').get()?.['count']);
  }

  add(lines: readonly RefusedLine[]): void {
    const insert = this.database.prepare(
      'INSERT INTO quarantine (refused_at, database, line, reason) VALUES (?, ?, ?, ?)',
    );
    const now = Date.now();
    inTransaction(this.database, () => {
      for (const { database, line, reason } of lines) insert.run(now, database, line, reason);
    });
  }

  /** Lines by rising id, from behind one on. */
  list(limit: number, afterId = 0): QuarantinedLine[] {
    return this.database
      .prepare('SELECT * FROM quarantine WHERE id > ? ORDER BY id LIMIT ?')
      .all(afterId, limit) as unknown as QuarantinedLine[];
  }

  /** Forgets lines: they are stored now, or nobody wants them. */
  remove(ids: readonly number[]): void {
    const remove = this.database.prepare('DELETE FROM quarantine WHERE id = ?');
    inTransaction(this.database, () => {
      for (const id of ids) remove.run(id);
    });
  }

  close(): void {
    this.database.close();
  }
}

/**
 * Sends lines of the quarantine again, one by one: what InfluxDB takes now leaves the quarantine.
 * @param ids Which; all when missing.
 * @returns How many were stored, and how many were refused again.
 * @throws Error when InfluxDB cannot take anything for now; what was stored before has left the quarantine.
 */
export async function resend(
  quarantine: QuarantineFile,
  writer: Pick<InfluxWriter, 'write'>,
  ids?: readonly number[],
): Promise<{ readonly stored: number; readonly refused: number }> {
  const wanted = ids && new Set(ids);
  let stored = 0;
  let refused = 0;
  let last = 0;
  for (let page = quarantine.list(RESENT_AT_ONCE); page.length > 0; page = quarantine.list(RESENT_AT_ONCE, last)) {
    for (const { id, database, line } of page) {
      last = id;
      if (wanted?.has(id) === false) continue;
      const outcome = await writer.write(database, line);
      if (outcome.outcome === 'retry') throw new Error(`InfluxDB takes nothing for now: ${outcome.reason}`);
      if (outcome.outcome === 'rejected') refused++;
      else {
        quarantine.remove([id]);
        stored++;
      }
    }
  }
  return { stored, refused };
}

const RESENT_AT_ONCE = 500;

const TABLE = `CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  refused_at REAL NOT NULL,
  database TEXT NOT NULL,
  line TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT`;
