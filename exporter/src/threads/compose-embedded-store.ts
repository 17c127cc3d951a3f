import { ENTITIES, MEASUREMENTS } from '@shadower-training/contract';
import { EmbeddedStoreWriter, openDatabase, openStoreForReading, servedStoreCalls } from '../store/embedded/index.js';
import { FileReader } from '../store/embedded/reader.js';
import type { ComposedStore, StoreSurroundings } from './composed-store.js';
import { EmbeddedSessionHistory } from './embedded-session-history.js';

const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };
/** Sessions that had rested are read one at a time: their pages need not stay. */
const HISTORY_CACHE_KILOBYTES = 8 * 1024;

/**
 * The embedded store in the data directory.
 * @throws Error when a newer exporter wrote its file.
 */
export function composeEmbeddedStore(around: StoreSurroundings): ComposedStore {
  const database = openDatabase(around.directory);
  const writer = new EmbeddedStoreWriter(database, declarations, {
    backlogBytes: around.journalBytesFrom,
    beforePersist: around.publishPartition,
  });
  const file = new FileReader(openStoreForReading(around.directory, HISTORY_CACHE_KILOBYTES), declarations);
  const closeFiles = (): void => {
    file.close();
    database.close();
  };
  return {
    writer,
    history: new EmbeddedSessionHistory(writer, file),
    // Reads ask for what is in memory: nothing need be flushed for them.
    calls: { ...servedStoreCalls(writer.calls), storeFlushed: () => {} },
    whenRoom: () => Promise.resolve(),
    recovered: () => {},
    // It refuses nothing that the journal took, and tells its failures by throwing: housekeeping counts them.
    statistics: () => ({ errors: 0, retries: 0, quarantined_lines: 0 }),
    close: async () => {
      writer.close();
      closeFiles();
    },
    abandon: async () => closeFiles(),
  };
}
