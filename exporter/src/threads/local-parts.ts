import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { SessionPart } from '../projection/shared/session-part.js';
import { identityOfKey } from '../projection/session.js';
import { PARTS_FILE } from '../store/influx/index.js';
import { openForWriting } from '../sqlite/open-file.js';
import { inTransaction } from '../sqlite/transaction.js';

/** Rows of coverage that are skipped at a start: some may have been written that are not remembered. */
const ROWS_SKIPPED = 1_000;

interface Staged {
  readonly part: string;
  readonly isOpen: boolean;
}

/**
 * What this exporter knows of each session from its own records, and which of these InfluxDB has: in the data directory,
 * beside the journal. It is what a session comes back from when InfluxDB is away, and what a restart goes on from: a part
 * is this exporter's own, so nobody else can have a newer one.
 *
 * A part may be ahead of what InfluxDB has, never behind: records in between are sent again and change no sum. Where the
 * directory takes nothing (disk full), what is to be written stays in memory until it does: until then no record counts as
 * covered, so the journal keeps what a restart would need.
 */
export class LocalParts {
  private readonly database: DatabaseSync;
  /** What is newer than the file. */
  private readonly staged = new Map<string, Staged>();
  /** Sessions that are gone, and that the file still has. */
  private readonly forgotten = new Set<string>();
  /** Parts that were to be durable at once, and are not yet. */
  private readonly unsaved = new Set<string>();
  /** Whether the directory took nothing when it was last written. */
  private hasFailed = false;

  /**
   * The name under which InfluxDB keeps what is of this journal: one of its own for each journal, because a new journal
   * counts from 1 again, and nothing of it may count as known or covered by an old one's.
   */
  readonly exporter: string;

  /**
   * @param directory The data directory.
   * @param isJournalNew Whether the journal has never held a record: then nothing of an older one counts.
   * @param tell Hears that the directory takes nothing.
   */
  constructor(
    directory: string,
    isJournalNew: boolean,
    private readonly tell: (problem: string) => void,
  ) {
    this.database = openForWriting(join(directory, PARTS_FILE), {
      pageBytes: 4_096,
      checkpointBytes: 4 * 1024 * 1024,
      cacheKilobytes: 1_024,
      migrations: [{ to: 1, up: (database) => database.exec(TABLES) }],
    });
    if (isJournalNew) this.database.exec('DELETE FROM parts; DELETE FROM next_row; DELETE FROM exporter');
    const named = this.database.prepare('SELECT name FROM exporter').get();
    this.exporter = (named?.['name'] as string | undefined) ?? randomUUID();
    if (!named) this.database.prepare('INSERT INTO exporter VALUES (1, ?)').run(this.exporter);
    if (isJournalNew) this.begin();
  }

  /**
   * Which records InfluxDB has, and the next row of its coverage; null when it was never written.
   * @param fromRecord Older ones need no coverage.
   */
  coverage(fromRecord: number): { records: (readonly [string, number])[]; nextRow: number } | null {
    const { nextRow } = this;
    if (nextRow === null) return null;
    const rows = this.database.prepare('SELECT key, covered FROM parts WHERE covered >= ?').all(fromRecord);
    const records = rows.map((row) => [row['key'] as string, row['covered'] as number] as const);
    return { records, nextRow: nextRow + ROWS_SKIPPED };
  }

  /** Notes that it is in use, before any record is covered. */
  begin(): void {
    if (this.nextRow === null) this.database.prepare('INSERT OR REPLACE INTO next_row VALUES (1, 1)').run();
  }

  /** Takes a part; it is durable with the coverage that follows, or with `save`. */
  keep(key: string, part: string, isOpen: boolean): void {
    this.staged.set(key, { part, isOpen });
    this.forgotten.delete(key);
  }

  /** Makes a part durable at once: of a session that only others knew. */
  save(key: string, part: string, isOpen: boolean): void {
    this.keep(key, part, isOpen);
    this.unsaved.add(key);
    this.write([], null);
  }

  /**
   * Notes which records InfluxDB has, with the parts that hold them.
   * @returns False where the directory takes nothing: then they don't count as covered.
   */
  cover(covered: readonly (readonly [key: string, through: number])[], nextRow: number): boolean {
    return this.write(covered, nextRow);
  }

  /** The newest part of a session, and whether InfluxDB has one of it. */
  part(key: string): { readonly part: SessionPart | null; readonly isWritten: boolean } | undefined {
    const row = this.database.prepare('SELECT covered, part FROM parts WHERE key = ?').get(key);
    const staged = this.staged.get(key);
    const written = this.forgotten.has(key) ? null : (row?.['part'] as string | null | undefined);
    const text = staged?.part ?? written ?? null;
    if (row === undefined && staged === undefined) return undefined;
    return {
      part: text === null ? null : (JSON.parse(text) as SessionPart),
      isWritten: Number(row?.['covered'] ?? 0) > 0,
    };
  }

  /** Parts of sessions that trained when they were last written. */
  open(): SessionPart[] {
    const rows = this.database.prepare('SELECT part FROM parts WHERE open = 1 AND part IS NOT NULL').all();
    return rows.map((row) => JSON.parse(row['part'] as string) as SessionPart);
  }

  /** How many sessions of a workspace it knows. */
  count(workspaceId: string): number {
    const row = this.database
      .prepare('SELECT count(*) AS count FROM parts WHERE workspace_id = ? AND part IS NOT NULL')
      .get(workspaceId);
    return Number(row?.['count']);
  }

  /** Forgets a session that is gone; which of its records are covered stays. */
  forget(key: string): void {
    this.staged.delete(key);
    this.unsaved.delete(key);
    this.forgotten.add(key);
    this.write([], null);
  }

  close(): void {
    this.database.close();
  }

  private get nextRow(): number | null {
    const row = this.database.prepare('SELECT row FROM next_row').get();
    return row === undefined ? null : (row['row'] as number);
  }

  /** @returns Whether the directory took it, and what it had not taken before. */
  private write(covered: readonly (readonly [key: string, through: number])[], nextRow: number | null): boolean {
    const upsert = this.database.prepare(UPSERT);
    const forget = this.database.prepare('UPDATE parts SET part = NULL, open = 0 WHERE key = ?');
    const written = [...[...this.unsaved].map((key) => [key, 0] as const), ...covered];
    try {
      inTransaction(this.database, () => {
        for (const key of this.forgotten) forget.run(key);
        for (const [key, through] of written) {
          const staged = this.staged.get(key);
          const { workspace_id } = identityOfKey(key);
          upsert.run(key, workspace_id, through, staged?.isOpen ? 1 : 0, staged?.part ?? null);
        }
        if (nextRow !== null) this.database.prepare('INSERT OR REPLACE INTO next_row VALUES (1, ?)').run(nextRow);
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SQLITE_ERROR') throw error;
      if (!this.hasFailed) this.tell(`${PARTS_FILE} could not be written, and is tried again: ${String(error)}`);
      this.hasFailed = true;
      return false;
    }
    this.hasFailed = false;
    for (const [key] of written) this.staged.delete(key);
    this.forgotten.clear();
    this.unsaved.clear();
    return true;
  }
}

/** Without a newer part the old one stays. */
const UPSERT = `INSERT INTO parts (key, workspace_id, covered, open, part) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (key) DO UPDATE SET
    covered = max(covered, excluded.covered),
    open = CASE WHEN excluded.part IS NULL THEN open ELSE excluded.open END,
    part = coalesce(excluded.part, part)`;

const TABLES = `CREATE TABLE parts (
  key TEXT PRIMARY KEY,
  workspace_id TEXT NOT NULL,
  covered INTEGER NOT NULL,
  open INTEGER NOT NULL,
  part TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX parts_open ON parts (open) WHERE open = 1;
CREATE TABLE exporter (only INTEGER PRIMARY KEY CHECK (only = 1), name TEXT NOT NULL) STRICT;
CREATE TABLE next_row (only INTEGER PRIMARY KEY CHECK (only = 1), row INTEGER NOT NULL) STRICT`;
