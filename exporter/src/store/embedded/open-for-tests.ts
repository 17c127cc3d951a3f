import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localCaller } from '../../threads/remote-call.js';
import type { StoreDeclarations } from '../port.js';
import type { StoreUnderTest } from '../suite/store-under-test.js';
import { EmbeddedStoreReader } from './client.js';
import { openDatabase } from './database.js';
import type { PersistPolicy } from './persist-policy.js';
import { startReaderThread } from './reader-worker.js';
import { servedStoreCalls } from './served-calls.js';
import { EmbeddedStoreWriter } from './writer.js';

/** An embedded store for tests: the writer in this thread, the reader thread real. */
export interface EmbeddedUnderTest extends StoreUnderTest {
  readonly writer: EmbeddedStoreWriter;
  readonly directory: string;
  /** Opens again, also with newer declarations. */
  reopen(how: 'close' | 'crash', newer?: StoreDeclarations): Promise<EmbeddedUnderTest>;
}

/** Opens a store for tests in a new directory under the system's temporary one, or in the given directory. */
export function openEmbedded(
  declarations: StoreDeclarations,
  policy: Partial<PersistPolicy> = {},
  directory = mkdtempSync(join(tmpdir(), 'training-store-')),
): EmbeddedUnderTest {
  const database = openDatabase(directory);
  const writer = new EmbeddedStoreWriter(database, declarations, policy);
  const reader = new EmbeddedStoreReader(
    localCaller(servedStoreCalls(writer.calls)),
    startReaderThread({ directory, declarations }),
  );
  return {
    writer,
    reader,
    directory,
    written: () => Promise.resolve(),
    reopen: async (how, newer = declarations) => {
      if (how === 'close') writer.close();
      await reader.close();
      database.close();
      return openEmbedded(newer, policy, directory);
    },
    close: async () => {
      await reader.close();
      database.close();
      rmSync(directory, { recursive: true });
    },
  };
}
