import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration.js';
import type { TokenRegistry } from '../security/token-registry.js';
import type { RetentionStatistics } from '../retention/retention.js';
import type { StoreReader } from '../store/port.js';
import type { Writer } from './writer.js';

/** What the HTTP side is composed of. */
export interface ApiParts {
  readonly configuration: Configuration;
  readonly writer: Writer;
  readonly reader: StoreReader;
  /** Null: no tokens, loopback only. */
  readonly tokens: TokenRegistry | null;
  readonly logger: Logger;
  /** Version of the exporter. */
  readonly version: string;
  /** Drawn at each start. */
  readonly exporterId: string;
  /** Missing: everything is kept for ever. */
  readonly retention?: { statistics(): RetentionStatistics };
  /** Directory of the built page. */
  readonly pageDirectory: string;
}
