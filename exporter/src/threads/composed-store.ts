import type { SessionHistory } from '../projection/history.js';
import type { Projection } from '../projection/projection.js';
import type { Sharing } from '../projection/sharing.js';
import type { ResuppliedRecord } from '../store/influx/index.js';
import type { StoreWriter } from '../store/port.js';
import type { Handlers } from './remote-call.js';
import type { StoreReadCalls } from './store-read-calls.js';
import type { WriterWord } from './writer-protocol.js';

/** What a store asks of the rest of the writer. */
export interface StoreSurroundings {
  readonly directory: string;
  /** Bytes of the journal's bodies from a record on. */
  readonly journalBytesFrom: (recordId: number) => number;
  /** The oldest record that the journal still has. */
  readonly firstJournalRecord: () => number;
  /** Whether the journal has never held a record: its ids begin at 1. */
  readonly isJournalNew: boolean;
  /** Publishes a partition's facts into the store: called right before the store says that it covers them. */
  readonly publishPartition: (partition: string) => void;
  /** What sessions are in memory in; there from the moment on at which the store is composed. */
  readonly projection: () => Projection;
  /** Records of the journal from one on, in order, lazily: for points that were left there. */
  readonly resupply: (fromId: number) => Iterable<ResuppliedRecord>;
  readonly tell: (word: WriterWord) => void;
}

/** What became of writing to the store. */
export interface StoreStatistics {
  readonly errors: number;
  readonly retries: number;
  /** Lines that the store refused and that wait to be looked at. */
  readonly quarantined_lines: number;
}

/** A store as the writer thread has it: the embedded one and InfluxDB give the same parts. */
export interface ComposedStore {
  readonly writer: StoreWriter;
  readonly history: SessionHistory & { countSessions(workspaceId: string): Promise<number> };
  readonly calls: Handlers<StoreReadCalls>;
  /** Where others write to the same store. */
  readonly sharing?: Sharing;
  /** Hears whether live streams are open. */
  readonly watch?: (isWatched: boolean) => void;
  /** While the journal is replayed: resolves when the store can take more without holding too much in memory. */
  whenRoom(): Promise<void>;
  /** The journal is replayed: from now on somebody waits for answers. */
  recovered(): void;
  statistics(): StoreStatistics;
  /** Makes everything persistent that can be, and closes. */
  close(): Promise<void>;
  /** Closes as a crash would. */
  abandon(): Promise<void>;
}
