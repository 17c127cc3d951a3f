/** The InfluxDB store (README.md): points and entities in InfluxDB 1.x, 2.x or 3.x. */
export { InfluxConnection, InfluxRefusedError, InfluxUnavailableError, type InfluxSettings } from './connection.js';
export type { ResuppliedRecord } from './deferred-records.js';
export type { SenderStatistics } from './line-sender.js';
export { InfluxWriter } from './influx-writer.js';
export { openInfluxReader, openInfluxWriter, prepareInflux, type InfluxPlace, type ReadyInflux } from './open.js';
export { PARTS_FILE } from './parts-file.js';
export {
  QUARANTINE_FILE,
  QuarantineFile,
  resend,
  type Quarantine,
  type QuarantinedLine,
  type RefusedLine,
} from './quarantine.js';
export { quarantineCommand } from './quarantine-command.js';
export { NeighbourReads } from './neighbour-reads.js';
export { InfluxStoreReader } from './reader.js';
export { readerWhenAway } from './reader-when-away.js';
export { entityDatabase, InfluxSetupError, type InfluxServer } from './server.js';
export { untilAvailable } from './until-available.js';
export type { SendPolicy } from './send-policy.js';
export { InfluxStoreWriter } from './writer.js';
