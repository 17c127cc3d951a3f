import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openForWriting } from '../../sqlite/open-file.js';
import { inTransaction } from '../../sqlite/transaction.js';

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
  private lines: number;

  constructor(directory: string) {
    this.database = openForWriting(join(directory, QUARANTINE_FILE), {
      pageBytes: 4_096,
      checkpointBytes: 1024 * 1024,
      cacheKilobytes: 256,
      migrations: [{ to: 1, up: (database) => database.exec(TABLE) }],
    });
    this.lines = Number(this.database.prepare('SELECT count(*) AS count FROM quarantine').get()?.['count']);
  }

  get count(): number {
    return this.lines;
  }

  add(lines: readonly RefusedLine[]): void {
    const insert = this.database.prepare(
      'INSERT INTO quarantine (refused_at, database, line, reason) VALUES (?, ?, ?, ?)',
    );
    const now = Date.now();
    inTransaction(this.database, () => {
      for (const { database, line, reason } of lines) insert.run(now, database, line, reason);
    });
    this.lines += lines.length;
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
      for (const id of ids) this.lines -= Number(remove.run(id).changes);
    });
  }

  close(): void {
    this.database.close();
  }
}

const TABLE = `CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  refused_at REAL NOT NULL,
  database TEXT NOT NULL,
  line TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT`;
