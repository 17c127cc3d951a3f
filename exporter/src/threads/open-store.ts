import { ENTITIES, MEASUREMENTS } from '@shadower-training/contract';
import type { Logger } from 'pino';
import type { ApiParts } from '../api/parts.js';
import { EmbeddedStoreReader, startReaderThread } from '../store/embedded/index.js';
import {
  InfluxConnection,
  openInfluxReader,
  readerWhenAway,
  type InfluxPlace,
  type InfluxSettings,
} from '../store/influx/index.js';
import type { StoreReader } from '../store/port.js';
import { findInflux } from './find-influx.js';
import { startWriter, type WriterThread } from './writer-client.js';
import type { WriterThreadData } from './writer-protocol.js';

const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };

/** What the main thread writes by and reads by. */
export interface WriterAndReader extends Pick<ApiParts, 'reader'> {
  readonly writer: WriterThread;
  /** Whether the store can delete points: then retention can end them. */
  readonly canDelete: boolean;
}

export interface StoreToOpen extends Omit<WriterThreadData, 'influx'> {
  /** The InfluxDB to keep everything in; null: the data directory. */
  readonly influx: InfluxSettings | null;
}

/**
 * Starts the writer thread on the configured store, and opens a reader of it for the main thread. An InfluxDB
 * that does not answer is not waited for.
 * @param onDeath Called when a thread ends without having been closed.
 * @throws InfluxSetupError | InfluxRefusedError Saying what InfluxDB lacks or refuses.
 * @throws Error when another exporter uses the directory, or a newer one wrote its file.
 */
export async function openStore(
  { influx, ...data }: StoreToOpen,
  logger: Logger,
  onDeath: (reason: string) => void,
): Promise<WriterAndReader> {
  if (influx === null) {
    const writer = await startWriter({ ...data, influx }, logger, onDeath);
    return { writer, reader: embeddedReader(writer, data.directory), canDelete: true };
  }
  const ended = new AbortController();
  const parts = { settings: influx, directory: data.directory, logger, signal: ended.signal, onOther: onDeath };
  const place = await findInflux(parts);
  const writer = await startWriter({ ...data, influx: place }, logger, onDeath);
  const close = (): Promise<void> => {
    ended.abort();
    return writer.close();
  };
  const canDelete = place.server.generation !== 3;
  return { writer: { ...writer, close }, reader: influxReader(writer, place), canDelete };
}

function embeddedReader({ calls }: WriterThread, directory: string): StoreReader {
  return new EmbeddedStoreReader(calls, startReaderThread({ directory, declarations }));
}

/** Reads are waiting for a network: the main thread does them itself. */
function influxReader({ calls }: WriterThread, place: InfluxPlace): StoreReader {
  const ready = { ...place, connection: new InfluxConnection(place.settings) };
  return readerWhenAway(openInfluxReader(ready, declarations, () => calls.call('storeFlushed')));
}
