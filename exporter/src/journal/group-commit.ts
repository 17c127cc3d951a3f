import { performance } from 'node:perf_hooks';
import type { Journal } from './journal.js';
import type { JournalRecord } from './record.js';

/** Bytes of waiting bodies at which a commit does not wait for the end of the turn. */
const MAXIMUM_WAITING_BYTES = 8 * 1024 * 1024;

/** What commits cost so far. */
export interface CommitStatistics {
  readonly commits: number;
  /** Seconds in commits, fsync included. */
  readonly commit_seconds: number;
  readonly committed_records: number;
  readonly failed_commits: number;
}

interface Waiting {
  readonly record: JournalRecord;
  readonly onDurable: (id: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Makes all records that arrive in one turn of the event loop durable with one transaction and one fsync: the more
 * requests come, the less each of them pays.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private scheduled = false;
  private commits = 0;
  private commitSeconds = 0;
  private committedRecords = 0;
  private failedCommits = 0;

  constructor(
    private readonly journal: Journal,
    private readonly maximumWaitingBytes = MAXIMUM_WAITING_BYTES,
  ) {}

  /**
   * Hands a record over. Exactly one of the two is called, in the order of appending: `onDurable` with the record's id
   * when it is on disk, `onFailure` when the commit failed and nothing of it is kept.
   */
  append(record: JournalRecord, onDurable: (id: number) => void, onFailure: (error: unknown) => void): void {
    this.waiting.push({ record, onDurable, onFailure });
    this.waitingBytes += record.body.length;
    if (this.waitingBytes >= this.maximumWaitingBytes) {
      this.flush();
    } else if (!this.scheduled) {
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.flush();
      });
    }
  }

  /** Commits what waits, now. What `onDurable` throws is thrown on, after all others were told. */
  flush(): void {
    const group = this.waiting;
    if (group.length === 0) return;
    this.waiting = [];
    this.waitingBytes = 0;
    let id: number;
    const start = performance.now();
    try {
      id = this.journal.append(group.map((waiting) => waiting.record));
    } catch (error) {
      this.failedCommits++;
      tellAll(group, (waiting) => waiting.onFailure(error));
      return;
    }
    this.commits++;
    this.commitSeconds += (performance.now() - start) / 1_000;
    this.committedRecords += group.length;
    tellAll(group, (waiting) => waiting.onDurable(id++));
  }

  statistics(): CommitStatistics {
    return {
      commits: this.commits,
      commit_seconds: this.commitSeconds,
      committed_records: this.committedRecords,
      failed_commits: this.failedCommits,
    };
  }
}

function tellAll(group: readonly Waiting[], tell: (waiting: Waiting) => void): void {
  const errors: unknown[] = [];
  for (const waiting of group) {
    try {
      tell(waiting);
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}
