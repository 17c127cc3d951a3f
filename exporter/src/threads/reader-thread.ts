/**
 * Entry of the reader thread: a read-only connection of its own, so that a query of 100 ms is not 100 ms without HTTP
 * or ingest. Started by openReader (store/embedded/reader-worker.ts) when the writer has opened the database.
 */
import { parentPort, workerData } from 'node:worker_threads';
import type { ReaderCalls } from '../store/embedded/calls.js';
import type { StoredSeries } from '../store/port.js';
import { openStoreForReading } from '../store/embedded/database.js';
import { FileReader } from '../store/embedded/reader.js';
import type { ReaderThreadData } from '../store/embedded/reader-worker.js';
import { Handed, serveCalls } from './remote-call.js';

const { directory, declarations } = workerData as ReaderThreadData;
const reader = new FileReader(openStoreForReading(directory), declarations);

function columnsOf({ milliseconds, values, counts, coordinates }: StoredSeries): Float64Array[] {
  return [milliseconds, values, ...(counts ? [counts] : []), ...Object.values(coordinates)];
}

serveCalls<ReaderCalls>(parentPort!, {
  series: (read, heads) => {
    const found = reader.series(read, heads);
    // Columns of one head may share the snapshot's buffer: each buffer is handed over once.
    const buffers = new Set<ArrayBuffer>();
    for (const series of found) {
      for (const column of columnsOf(series)) {
        buffers.add(column.buffer as ArrayBuffer);
      }
    }
    return new Handed(found, [...buffers]);
  },
  seriesNames: (measurement, tags) => reader.seriesNames(measurement, tags),
  rows: (measurement, query) => reader.rows(measurement, query),
  entity: (kind, key) => reader.entity(kind, key),
  entities: (list) => reader.entities(list),
  countEntities: (kind, conditions, groupBy, others) => reader.countEntities(kind, conditions, groupBy, others),
  close: () => {
    reader.close();
    // The answer first, then the end.
    setImmediate(() => parentPort!.close());
  },
});
