import type { Journal } from '../journal/journal.js';
import type { Projection } from '../projection/projection.js';
import type { Partition, StoreWriter } from '../store/port.js';
import type { WriterWord } from './writer-protocol.js';

/** Between turns: states, scores and news are at most so late. */
const TURN_MILLISECONDS = 100;
/** How often the store is forced to disk, and the journal trimmed. */
const SYNC_EVERY_MILLISECONDS = 1_000;
/** After a failure (disk full) the store is given a rest; the journal keeps everything meanwhile. */
const REST_AFTER_FAILURE_MILLISECONDS = 2_000;
/** Between ticks of the projection, each of which scores for some milliseconds at most: a tenth of the thread. */
const TICK_EVERY_MILLISECONDS = 40;
/** What a turn may spend on persisting: a request that comes meanwhile waits no longer than this. */
const PERSIST_BUDGET_MILLISECONDS = 4;

/** What the writer thread does between requests. */
export class Housekeeping {
  private timer: NodeJS.Timeout | null = null;
  private tickedAt = 0;
  private syncing = false;
  private syncedAt = 0;
  private trimBefore = 0;
  private trimAgainAt = 0;
  private persistAgainAt = 0;
  private hasFailed = false;
  private writeErrors = 0;
  private writeRetries = 0;

  constructor(
    private readonly parts: {
      readonly projection: Projection;
      readonly store: StoreWriter;
      readonly journal: Journal;
      /** The last record that the projection has applied: later ones are in the journal only, and must stay there. */
      readonly appliedThrough: () => number;
      readonly tell: (word: WriterWord) => void;
    },
  ) {}

  /** Failures of writing to the store, and attempts that followed one. */
  statistics(): { readonly errors: number; readonly retries: number } {
    return { errors: this.writeErrors, retries: this.writeRetries };
  }

  start(): void {
    this.timer = setTimeout(() => this.turn(), TURN_MILLISECONDS);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
  }

  /**
   * Makes what waits of some partitions readable. Where the disk refuses, reads get what was written before: the journal
   * has the rest, the log and a counter say so.
   */
  settle(partitions: readonly Partition[] | undefined): void {
    if (performance.now() < this.persistAgainAt) return;
    try {
      this.parts.store.settle(partitions);
    } catch (error) {
      this.noteFailure(error);
    }
  }

  /** @returns Whether there is more to persist. */
  private persist(): boolean {
    if (performance.now() < this.persistAgainAt) return false;
    if (this.hasFailed) this.writeRetries++;
    this.hasFailed = false;
    try {
      return this.parts.store.maintain(PERSIST_BUDGET_MILLISECONDS);
    } catch (error) {
      this.noteFailure(error);
      return false;
    }
  }

  private noteFailure(error: unknown): void {
    this.hasFailed = true;
    this.writeErrors++;
    this.persistAgainAt = performance.now() + REST_AFTER_FAILURE_MILLISECONDS;
    this.parts.tell({ failure: `the store could not be written: ${String(error)}` });
  }

  /** The journal lets go only of what the store has on the disk, not just in a file. */
  private syncStore(): void {
    const { store } = this.parts;
    if (this.syncing || performance.now() - this.syncedAt < SYNC_EVERY_MILLISECONDS) return;
    this.syncing = true;
    // The store knows of no record that waits for the disk: asked alone, it would let the journal forget those too.
    const unapplied = this.parts.appliedThrough() + 1;
    store
      .sync()
      .then((oldest) => (this.trimBefore = Math.min(oldest, unapplied)))
      .catch((error: unknown) => {
        this.writeErrors++;
        this.parts.tell({ failure: `the store could not be forced to disk: ${String(error)}` });
      })
      .finally(() => {
        this.syncing = false;
        this.syncedAt = performance.now();
      });
  }

  /**
   * Lets go of what the store has. Where the disk refuses (full, that costs room too), the records stay, and are trimmed
   * when it has room again.
   * @returns Whether there is more to trim.
   */
  private trimJournal(): boolean {
    if (performance.now() < this.trimAgainAt) return false;
    try {
      return this.parts.journal.trim(this.trimBefore);
    } catch (error) {
      this.trimAgainAt = performance.now() + REST_AFTER_FAILURE_MILLISECONDS;
      this.parts.tell({ failure: `the journal could not be trimmed: ${String(error)}` });
      return false;
    }
  }

  private turn(): void {
    const { projection, tell } = this.parts;
    // Turns come often where there is much to persist; scoring keeps its own, slower pace.
    if (performance.now() - this.tickedAt >= TICK_EVERY_MILLISECONDS) {
      this.tickedAt = performance.now();
      const news = projection.tick(Date.now());
      if (news) tell({ news });
    }
    const more = this.persist();
    this.syncStore();
    const moreToTrim = this.trimJournal();
    // Under load there is always more: requests get their turn in between, persisting keeps its share.
    this.timer = setTimeout(() => this.turn(), more || moreToTrim ? PERSIST_BUDGET_MILLISECONDS : TURN_MILLISECONDS);
  }
}
