/** The InfluxDB store (README.md): points and entities in InfluxDB 1.x, 2.x or 3.x. */
export { InfluxRefusedError, InfluxUnavailableError, type InfluxSettings } from './connection.js';
export type { SenderStatistics } from './line-sender.js';
export { InfluxWriter } from './influx-writer.js';
export { openInfluxReader, openInfluxWriter, prepareInflux, type ReadyInflux } from './open.js';
export { QUARANTINE_FILE, QuarantineFile, resend, type QuarantinedLine } from './quarantine.js';
export { InfluxStoreReader } from './reader.js';
export { InfluxSetupError, type InfluxServer } from './server.js';
export type { SpoolForwarder, SpoolForwarderParts } from './spool-forwarder.js';
export { InfluxStoreWriter, type SendPolicy } from './writer.js';
