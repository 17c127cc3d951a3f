import { close, fdatasync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import { explainingDamage } from '../sqlite/damage.js';
import { inLazyTransaction } from '../sqlite/transaction.js';
import { JOURNAL_ADVICE, type JournalDamage } from './inspect-journal.js';
import type { JournalMark } from './journal-mark.js';
import type { JournalledRecord, JournalRecord, JournalRecordKind } from './record.js';

/** Sizes of the journal. */
export interface JournalStatistics {
  /** Records that are not trimmed. */
  readonly records: number;
  /** Bytes of their bodies. */
  readonly bytes: number;
  /** Receipt of the oldest of them, epoch milliseconds; null when there is none. */
  readonly oldest_received_at: number | null;
  /** Records that were acknowledged and are not there, or whose bytes were found damaged in a replay, and skipped. */
  readonly damaged_records: number;
}

/** Records that one trim deletes at most: a slice of some milliseconds. */
const TRIM_SLICE_RECORDS = 256;
/** Bytes that one trim deletes at most. */
const TRIM_SLICE_BYTES = 8 * 1024 * 1024;

/**
 * Durable records in the order in which they were accepted: rows of the table `spool` with rising ids, also after
 * everything was trimmed. One connection writes it (the writer thread's).
 */
export class Journal {
  private readonly insert: StatementSync;
  private readonly select: StatementSync;
  /** The same without the body, which may have megabytes. */
  private readonly selectPlace: StatementSync;
  private readonly remove: StatementSync;
  private readonly moveStart: StatementSync;
  private firstId: number;
  private nextId: number;
  /** Body bytes of all records ever appended. */
  private bytesAppended: number;
  private damagedRecords: number;
  /** Descriptor of the log that `sync` forces. */
  private log: number | undefined;

  /**
   * @param database An open database with the tables of spool-table.ts and synchronous=FULL.
   * @param parts How far it was acknowledged (ids go on behind that, also where records are lost), and what it lacks.
   */
  constructor(
    private readonly database: DatabaseSync,
    private readonly parts: { readonly mark?: JournalMark; readonly damage?: JournalDamage | null } = {},
  ) {
    this.insert = database.prepare('INSERT INTO spool VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    this.select = database.prepare('SELECT * FROM spool WHERE id >= ? ORDER BY id LIMIT 1');
    this.selectPlace = database.prepare(
      'SELECT bytes_before, received_at FROM spool WHERE id >= ? ORDER BY id LIMIT 1',
    );
    this.remove = database.prepare('DELETE FROM spool WHERE id < ?');
    this.moveStart = database.prepare('UPDATE journal_start SET first_id = ?');
    this.firstId = Number(database.prepare('SELECT first_id FROM journal_start').get()?.['first_id'] ?? 1);
    const newest = database.prepare(
      'SELECT id, bytes_before + length(body) AS bytes FROM spool ORDER BY id DESC LIMIT 1',
    );
    const row = newest.get();
    this.nextId = Math.max(row ? Number(row['id']) : 0, parts.mark?.id ?? 0) + 1;
    this.damagedRecords = parts.damage?.lostRecords ?? 0;
    this.bytesAppended = row ? Number(row['bytes']) : 0;
  }

  /**
   * Writes records in one transaction. They survive the process from then on, and a power cut after the next `sync`.
   * @returns The id of the first one; the others follow by one.
   * @throws Error (disk full, ...): then none of them is kept.
   */
  append(records: readonly JournalRecord[]): number {
    const firstId = this.nextId;
    let id = firstId;
    let bytes = this.bytesAppended;
    inLazyTransaction(this.database, () => {
      for (const record of records) {
        this.insert.run(
          id++,
          record.kind,
          record.version,
          record.workspace_id,
          record.session_id,
          record.attempt,
          record.received_at,
          record.producer,
          record.sequence,
          bytes,
          checksumOf(record),
          record.body,
        );
        bytes += record.body.length;
      }
    });
    this.nextId = id;
    this.bytesAppended = bytes;
    return firstId;
  }

  /**
   * Writes without adding a record: whether the disk takes anything at all.
   * @throws Error when it does not.
   */
  probe(): void {
    inLazyTransaction(this.database, () => this.moveStart.run(this.firstId));
  }

  /**
   * Forces what was appended before this call to the disk, beside the thread: SQLite's own way (synchronous=FULL) would
   * hold up the thread for every commit. The log has it, or, after a checkpoint, the file: a checkpoint forces both.
   */
  sync(): Promise<void> {
    const log = (this.log ??= openSync(`${this.database.location()}-wal`, 'r'));
    // By callback: the promises of node:fs took a tenth of the thread at single points.
    return new Promise((resolve, reject) => {
      fdatasync(log, (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  }

  /** Notes that a record and all before it are durable, right before that is told. */
  acknowledged(id: number): void {
    this.parts.mark?.note(id);
  }

  /** Gives back what `sync` holds; the database is the opener's. */
  async close(): Promise<void> {
    if (this.log !== undefined) await promisify(close)(this.log);
    this.log = undefined;
  }

  /** The id of the oldest record that is not trimmed; that of the next one when all are. */
  get firstRecord(): number {
    return this.firstId;
  }

  /** The id that the newest record has; 0 before the first. */
  get lastId(): number {
    return this.nextId - 1;
  }

  /**
   * Records from an id on, one at a time: the table may be written and trimmed while the caller walks. A record whose
   * checksum fails is skipped and counted.
   * @param onDamage Hears the ids of skipped records.
   * @throws DamagedFileError Where SQLite itself finds the file damaged.
   */
  *replay(fromId: number, onDamage: (id: number) => void = () => {}): Generator<JournalledRecord, void, undefined> {
    let id = Math.max(fromId, this.firstId);
    for (;;) {
      const row = explainingDamage(this.database.location() ?? '', JOURNAL_ADVICE, () => this.select.get(id));
      if (!row) return;
      const record = recordOf(row);
      id = record.id + 1;
      if (row['checksum'] === checksumOf(record)) yield record;
      else {
        this.damagedRecords++;
        onDamage(record.id);
      }
    }
  }

  /**
   * Forgets a slice of the records before an id.
   * @returns Whether there are more of them: then call again later.
   */
  trim(beforeId: number): boolean {
    const goal = Math.min(beforeId, this.nextId);
    if (goal <= this.firstId) return false;
    const end = this.endOfSlice(goal);
    inLazyTransaction(this.database, () => {
      // The newest row stays: it holds the place of the ids and of the byte count.
      this.remove.run(Math.min(end, this.lastId));
      this.moveStart.run(end);
    });
    this.firstId = end;
    return end < goal;
  }

  /** Where a slice that starts at the first record ends: by count, and earlier where bodies are large. */
  private endOfSlice(goal: number): number {
    let end = Math.min(goal, this.firstId + TRIM_SLICE_RECORDS);
    const start = this.bytesBefore(this.firstId);
    while (end > this.firstId + 1 && this.bytesBefore(end) - start > TRIM_SLICE_BYTES) {
      end = this.firstId + Math.ceil((end - this.firstId) / 2);
    }
    return end;
  }

  private bytesBefore(id: number): number {
    return Number(this.selectPlace.get(id)?.['bytes_before'] ?? this.bytesAppended);
  }

  /** Bytes of the bodies from a record on, without a scan. */
  bytesFrom(id: number): number {
    return this.bytesAppended - this.bytesBefore(Math.max(id, this.firstId));
  }

  /** Sizes, from the first and the newest row only. */
  statistics(): JournalStatistics {
    const records = this.nextId - this.firstId;
    const first = records > 0 ? this.selectPlace.get(this.firstId) : undefined;
    return {
      records,
      bytes: first ? this.bytesAppended - Number(first['bytes_before']) : 0,
      oldest_received_at: first ? Number(first['received_at']) : null,
      damaged_records: this.damagedRecords,
    };
  }
}

/** Over the body and all that says whose it is: a value in another session would be worse than a lost one. */
function checksumOf(record: JournalRecord): number {
  const identity = JSON.stringify([
    record.kind,
    record.version,
    record.workspace_id,
    record.session_id,
    record.attempt,
    record.received_at,
    record.producer,
    record.sequence,
  ]);
  return crc32(record.body, crc32(identity));
}

function recordOf(row: Record<string, unknown>): JournalledRecord {
  return {
    id: row['id'] as number,
    kind: row['kind'] as JournalRecordKind,
    version: row['version'] as number,
    workspace_id: row['workspace_id'] as string,
    session_id: row['session_id'] as string,
    attempt: row['attempt'] as number,
    received_at: row['received_at'] as number,
    producer: row['producer'] as string | null,
    sequence: row['sequence'] as number | null,
    body: row['body'] as Uint8Array,
  };
}
