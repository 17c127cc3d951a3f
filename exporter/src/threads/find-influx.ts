import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import {
  entityDatabase,
  InfluxRefusedError,
  InfluxSetupError,
  InfluxUnavailableError,
  prepareInflux,
  untilAvailable,
  type InfluxPlace,
  type InfluxServer,
  type InfluxSettings,
} from '../store/influx/index.js';

const FILE = 'influx-server.json';
/** How long a start waits for InfluxDB before it goes on without. */
const PATIENCE_MILLISECONDS = 3_000;
/** Between two attempts to make InfluxDB ready where something is missing. */
const SET_UP_AGAIN_MILLISECONDS = 30_000;

/** What finding InfluxDB is done with. */
export interface FindInflux {
  readonly settings: InfluxSettings;
  /** The data directory: remembers which InfluxDB it was. */
  readonly directory: string;
  readonly logger: Logger;
  /** Ends looking for it. */
  readonly signal: AbortSignal;
  /** Called when it turns out to be another generation than was assumed: whoever restarts the process ends that. */
  readonly onOther: (reason: string) => void;
}

/**
 * Finds out which InfluxDB it is and makes it ready. Where it does not answer, the exporter starts all the same, with
 * what it was the last time, or what its credentials say; it is made ready when it answers.
 * @throws InfluxSetupError | InfluxRefusedError Saying what it lacks or refuses.
 */
export async function findInflux(parts: FindInflux): Promise<InfluxPlace> {
  const { settings, logger, signal } = parts;
  const found = outcomeOf(prepared(parts));
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MILLISECONDS, null).unref());
  const first = await Promise.race([found, late]);
  if (first instanceof Error && !(first instanceof InfluxUnavailableError)) throw first;
  if (first !== null && !(first instanceof Error)) return first;
  const server = remembered(parts.directory) ?? assumed(settings);
  const why = first === null ? `InfluxDB at ${settings.url} does not answer` : first.message;
  logger.warn(`${why}; the exporter starts without, and keeps what it acknowledges in its journal`);
  void later(parts, server).catch((error: unknown) => {
    if (!signal.aborted) logger.error({ err: error }, 'InfluxDB is not looked for any more');
  });
  const databases = { points: settings.database, entities: entityDatabase(settings.database, server) };
  return { settings, server, databases };
}

/** An answer or the error: both are looked at. */
async function outcomeOf(promise: Promise<InfluxPlace>): Promise<InfluxPlace | Error> {
  try {
    return await promise;
  } catch (error) {
    return error as Error;
  }
}

async function prepared({ settings, directory, logger }: FindInflux): Promise<InfluxPlace> {
  const { server, databases } = await prepareInflux(settings);
  logger.info({ version: server.version, url: settings.url, databases }, 'InfluxDB found');
  const path = join(directory, FILE);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify(server), { mode: 0o600 });
  renameSync(`${path}.new`, path);
  return { settings, server, databases };
}

async function later(parts: FindInflux, assumedServer: InfluxServer): Promise<void> {
  const { logger, signal, onOther } = parts;
  for (;;) {
    try {
      const { server } = await untilAvailable(() => prepared(parts), signal);
      if (server.generation !== assumedServer.generation)
        onOther(`InfluxDB is ${server.version}, not of generation ${assumedServer.generation} as assumed: start again`);
      return;
    } catch (error) {
      if (!(error instanceof InfluxSetupError || error instanceof InfluxRefusedError)) throw error;
      logger.error(error.message);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SET_UP_AGAIN_MILLISECONDS);
        signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
      });
      signal.throwIfAborted();
    }
  }
}

function remembered(directory: string): InfluxServer | null {
  const path = join(directory, FILE);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as InfluxServer) : null;
}

/** InfluxDB 2 needs an organization, 3 has none, 1 has no tokens. */
function assumed({ token, org }: InfluxSettings): InfluxServer {
  const generation = token === null ? 1 : org === null ? 3 : 2;
  return { generation, version: 'unknown', build: null };
}
