import { performance } from 'node:perf_hooks';
import { Histogram, type HistogramCounts } from '../counting/histogram.js';
import type { Journal } from './journal.js';
import type { JournalRecord } from './record.js';

/** Bytes of waiting bodies at which a commit does not wait for the end of the turn. */
const MAXIMUM_WAITING_BYTES = 8 * 1024 * 1024;

/** So long a failed commit counts; then the disk is asked by a small write, which may find room where a batch does not. */
const TRUST_AFTER_FAILURE_MILLISECONDS = 3_000;

/** What commits cost so far. */
export interface CommitStatistics {
  readonly commits: number;
  /** Seconds in commits, writing only: forcing them to the disk goes on beside the thread. */
  readonly commit_seconds: number;
  /** Seconds that forcing commits to the disk took, each time. */
  readonly sync_seconds: HistogramCounts;
  readonly committed_records: number;
  readonly failed_commits: number;
}

interface Waiting {
  readonly record: JournalRecord;
  readonly onDurable: (id: number) => void;
  readonly onFailure: (error: unknown) => void;
}

/** Records that are written, from an id on, and wait for the disk. */
interface Written {
  readonly firstId: number;
  readonly group: readonly Waiting[];
}

/**
 * Makes all records that arrive in one turn of the event loop durable together: the more requests come, the less each of
 * them pays. Groups are written at once and forced to the disk beside the thread, one force at a time for all groups
 * written before it; meanwhile the thread takes the next requests.
 */
export class GroupCommit {
  private waiting: Waiting[] = [];
  private waitingBytes = 0;
  private scheduled = false;
  private written: Written[] = [];
  private forcing: Promise<void> | null = null;
  /** The last record whose caller was told; the journal's own end may lie further: those records wait for the disk. */
  toldThrough: number;
  private commits = 0;
  private commitSeconds = 0;
  private readonly syncSeconds = new Histogram();
  private committedRecords = 0;
  private failedCommits = 0;
  /** When the last commit failed (performance.now); null when it did not. */
  private failedAt: number | null = null;

  constructor(
    private readonly journal: Journal,
    private readonly maximumWaitingBytes = MAXIMUM_WAITING_BYTES,
  ) {
    this.toldThrough = journal.lastId;
  }

  /**
   * Hands a record over. Exactly one of the two is called, in the order of appending: `onDurable` with the record's id
   * when it is on disk, `onFailure` when it could not be written or forced. (What could be written and not forced may
   * still come back after a crash: whoever replays knows repeats.)
   */
  append(record: JournalRecord, onDurable: (id: number) => void, onFailure: (error: unknown) => void): void {
    this.waiting.push({ record, onDurable, onFailure });
    this.waitingBytes += record.body.length;
    if (this.waitingBytes >= this.maximumWaitingBytes) {
      this.write();
    } else if (!this.scheduled) {
      this.scheduled = true;
      setImmediate(() => {
        this.scheduled = false;
        this.write();
      });
    }
  }

  /** Writes what waits, and resolves when all that was handed over before is durable, or its failure was told. */
  async flush(): Promise<void> {
    this.write();
    await this.forcing;
  }

  /** Whether the disk takes records; after a failure it is asked again, since nobody may be sending any more. */
  accepts(): boolean {
    if (this.failedAt === null) return true;
    if (performance.now() - this.failedAt < TRUST_AFTER_FAILURE_MILLISECONDS) return false;
    try {
      this.journal.probe();
    } catch {
      return false;
    }
    this.failedAt = null;
    return true;
  }

  statistics(): CommitStatistics {
    return {
      commits: this.commits,
      commit_seconds: this.commitSeconds,
      sync_seconds: this.syncSeconds.counts(),
      committed_records: this.committedRecords,
      failed_commits: this.failedCommits,
    };
  }

  private write(): void {
    const group = this.waiting;
    if (group.length === 0) return;
    this.waiting = [];
    this.waitingBytes = 0;
    const start = performance.now();
    try {
      const firstId = this.journal.append(group.map((waiting) => waiting.record));
      this.written.push({ firstId, group });
    } catch (error) {
      this.failedCommits++;
      this.failedAt = performance.now();
      tellAll(group, (waiting) => waiting.onFailure(error));
      return;
    }
    this.commits++;
    this.commitSeconds += (performance.now() - start) / 1_000;
    this.committedRecords += group.length;
    this.forcing ??= this.force().finally(() => (this.forcing = null));
  }

  /** Forces what is written until nothing waits for the disk. While the disk is at work, those before are told. */
  private async force(): Promise<void> {
    let sync = this.sync();
    while (sync.groups.length > 0) {
      const failure = await sync.done;
      const { groups } = sync;
      sync = this.sync();
      for (const written of groups) {
        if (failure === null) {
          this.journal.acknowledged(written.firstId + written.group.length - 1);
          tellDurable(written);
        } else tellAll(written.group, (waiting) => waiting.onFailure(failure.error));
        this.toldThrough = written.firstId + written.group.length - 1;
      }
      // What they were told may have brought more.
      if (sync.groups.length === 0) sync = this.sync();
    }
  }

  /** Begins to force all groups that are written and not forced yet. */
  private sync(): { groups: readonly Written[]; done: Promise<{ error: unknown } | null> } {
    const groups = this.written;
    this.written = [];
    return { groups, done: groups.length === 0 ? Promise.resolve(null) : this.forceOf(groups) };
  }

  /** @returns What went wrong, or null. */
  private async forceOf(groups: readonly Written[]): Promise<{ error: unknown } | null> {
    const start = performance.now();
    try {
      await this.journal.sync();
    } catch (error) {
      this.failedCommits += groups.length;
      this.failedAt = performance.now();
      return { error };
    }
    this.failedAt = null;
    this.syncSeconds.observe((performance.now() - start) / 1_000);
    return null;
  }
}

function tellDurable({ firstId, group }: Written): void {
  tellAll(group, (waiting, place) => waiting.onDurable(firstId + place));
}

/** Tells everybody; what one of them throws is thrown on where it ends the process, after all others were told. */
function tellAll(group: readonly Waiting[], tell: (waiting: Waiting, place: number) => void): void {
  group.forEach((waiting, place) => {
    try {
      tell(waiting, place);
    } catch (error) {
      queueMicrotask(() => {
        throw error;
      });
    }
  });
}
