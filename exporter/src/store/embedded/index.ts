/** The embedded store: one SQLite file. Writer thread: `openDatabase`, `EmbeddedStoreWriter`. Main thread: the rest. */
export type { ReaderCalls, StoreCalls } from './calls.js';
export { EmbeddedStoreReader } from './client.js';
export { DATABASE_FILE, openDatabase, openStoreForReading } from './database.js';
export { DEFAULT_PERSIST_POLICY, type PersistPolicy } from './persist-policy.js';
export { startReaderThread } from './reader-worker.js';
export { servedStoreCalls } from './served-calls.js';
export { EmbeddedStoreWriter } from './writer.js';
