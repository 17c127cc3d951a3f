import type { Partition, StoreDeclarations } from '../port.js';
import { InfluxConnection, type InfluxSettings } from './connection.js';
import { Coverage } from './coverage.js';
import { InfluxWriter } from './influx-writer.js';
import { CHECK_LINE, LineSender } from './line-sender.js';
import type { Quarantine } from './quarantine.js';
import { InfluxStoreReader } from './reader.js';
import { detectServer, ensureDatabases, entityDatabase, type InfluxServer } from './server.js';
import { DEFAULT_SEND_POLICY, type SendPolicy } from './send-policy.js';
import { InfluxStoreWriter } from './writer.js';

/** A server that was found and made ready, as plain data: it can be sent to another thread. */
export interface InfluxPlace {
  readonly settings: InfluxSettings;
  readonly server: InfluxServer;
  /** Databases (buckets) of the points and of the entities. */
  readonly databases: { readonly points: string; readonly entities: string };
}

/** The same with a connection. */
export interface ReadyInflux extends InfluxPlace {
  readonly connection: InfluxConnection;
}

/**
 * Finds out which InfluxDB it is and creates what is missing. Entities have a database of their own, kept for ever:
 * retention of points must not end them.
 * @throws InfluxUnavailableError When InfluxDB does not answer.
 * @throws InfluxSetupError Saying what is missing.
 */
export async function prepareInflux(settings: InfluxSettings): Promise<ReadyInflux> {
  const connection = new InfluxConnection(settings);
  const server = await detectServer(connection);
  const databases = { points: settings.database, entities: entityDatabase(settings.database, server) };
  const names = [databases.points, databases.entities];
  await ensureDatabases(
    connection,
    server,
    names.map((name) => ({ name, retentionSeconds: null })),
  );
  return { settings, connection, server, databases };
}

export interface InfluxStoreOptions {
  /** Names this exporter among those that write to one InfluxDB; the same after a restart, and of nobody else. */
  readonly exporter: string;
  readonly quarantine: Quarantine;
  readonly policy?: Partial<SendPolicy>;
  /**
   * What the exporter's own directory remembers of the coverage: then InfluxDB is not asked. Null: it must be, and
   * answer.
   */
  readonly covered?: { readonly records: Iterable<readonly [Partition, number]>; readonly nextRow: number } | null;
}

/** The writing half, for the writer thread, and what it sends by. */
export interface OpenedInfluxWriter {
  readonly writer: InfluxStoreWriter;
  readonly sender: LineSender;
  /** Gives connections back, after the writer is closed. */
  close(): void;
}

/** Opens the writing half: reads which records of the exporter's journal InfluxDB has. */
export async function openInfluxWriter(
  ready: ReadyInflux,
  declarations: StoreDeclarations,
  { exporter, quarantine, policy, covered = null }: InfluxStoreOptions,
): Promise<OpenedInfluxWriter> {
  const coverage = new Coverage(exporter, policy?.firstRecord ?? DEFAULT_SEND_POLICY.firstRecord);
  if (covered) coverage.remember(covered.records, covered.nextRow);
  else await coverage.load(ready.connection, ready.databases.entities);
  const stop = new AbortController();
  const http = new InfluxWriter(ready.connection, ready.server);
  // What comes of it is nobody's concern now: it is asked again when a line is refused.
  for (const database of Object.values(ready.databases)) void http.write(database, CHECK_LINE).catch(() => {});
  const sender = new LineSender({ writer: http, quarantine, signal: stop.signal });
  const writer = new InfluxStoreWriter({ ...ready, sender, declarations, coverage, stop, ...(policy && { policy }) });
  return { writer, sender, close: () => http.close() };
}

/** The reading half. @param flushed And `patienceMilliseconds` as in `InfluxStoreReaderParts`. */
export function openInfluxReader(
  ready: ReadyInflux,
  declarations: StoreDeclarations,
  flushed: () => Promise<void>,
  patienceMilliseconds?: number,
): InfluxStoreReader {
  return new InfluxStoreReader({
    ...ready,
    declarations,
    flushed,
    ...(patienceMilliseconds !== undefined && { patienceMilliseconds }),
  });
}
