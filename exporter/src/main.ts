#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { pino, type Logger } from 'pino';
import type { ApiParts } from './api/parts.js';
import { publicUrlOf } from './api/public-url.js';
import { createApiServer, type ApiServer } from './api/server.js';
import { readTls, TlsError } from './api/tls.js';
import { ConfigurationError, readConfiguration, type Configuration } from './configuration/configuration.js';
import { helpText } from './configuration/help.js';
import { influxSettings } from './configuration/influx-variables.js';
import { listeningProblem } from './security/listening.js';
import { backupCommand } from './command/backup.js';
import { CommandError } from './configuration/command-error.js';
import { drainCommand } from './command/drain.js';
import { restoreCommand } from './command/restore.js';
import { Retention } from './retention/retention.js';
import { tokenCommand } from './security/token-command.js';
import { TokenRegistry } from './security/token-registry.js';
import { readTokensFile, TokensFileError } from './security/tokens-file.js';
import { watchTokens } from './security/watch-tokens.js';
import { InfluxRefusedError, InfluxSetupError, quarantineCommand } from './store/influx/index.js';
import { openStore, type WriterAndReader } from './threads/open-store.js';

// Bodies and columns live outside the heap, so all threads have few short-lived objects; V8 would still let the room for
// them grow to over 100 MB each under load. Must be set before it grows, and before the other threads start.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--min-semi-space-size=4');

/** Exit codes: something went wrong while running; wrong configuration or command. */
const EXIT_FAILED = 1;
const EXIT_WRONG_USE = 2;
/** Stopping takes seconds; if it hangs, the journal has what was acknowledged and the process may go. */
const STOP_PATIENCE_MILLISECONDS = 20_000;

const VERSION = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string })
  .version;
/** The built page, beside the exporter in the repository. */
const PAGE_DIRECTORY = join(import.meta.dirname, '..', '..', 'plugin', 'host', 'dist');

/** Opens the configured store: the writer thread, and a reader of the store for the main thread. */
async function openWriterAndStore(configuration: Configuration, logger: Logger): Promise<WriterAndReader> {
  const directory = configuration.dataDir;
  const limits = {
    pointsInRequest: configuration.maxPoints,
    seriesInSession: configuration.maxSeriesPerSession,
    sessionsInWorkspace: configuration.maxSessionsPerWorkspace,
    liveSessionsInWorkspace: configuration.maxLiveSessionsPerWorkspace,
  };
  const influx = configuration.store === 'influxdb' ? influxSettings(configuration) : null;
  const whatToOpen = { directory, publicUrl: publicUrlOf(configuration), limits, influx };
  return openStore(whatToOpen, logger, (reason) => {
    // Whoever supervises the process starts it again; what was acknowledged is in the journal.
    logger.fatal({ reason }, 'a thread has ended');
    process.exit(EXIT_FAILED);
  }).catch((error: Error) => {
    if (error instanceof InfluxSetupError || error instanceof InfluxRefusedError) throw new StartError(error.message);
    throw new StartError(`the data directory ${directory} cannot be used: ${error.message}`);
  });
}

async function main(commandLine: readonly string[]): Promise<void> {
  const [command, ...rest] = commandLine;
  if (command === undefined) return run();
  if (command === '--help' || command === '-h' || command === 'help') return print(helpText());
  if (command === '--version') return print(VERSION);
  if (command === 'token') return print(tokenCommand(rest, process.env['TRAINING_TOKENS_FILE'] || null));
  if (command === 'backup' || command === 'restore') return print(await copyCommand(command, rest));
  if (command === 'quarantine') return quarantine(rest);
  if (command === 'drain') return drain(rest);
  throw new CommandError(`unknown command ${JSON.stringify(command)}; --help lists what there is`);
}

/** `backup DIR` and `restore DIR`, on the data directory that the environment names. */
async function copyCommand(command: 'backup' | 'restore', rest: readonly string[]): Promise<string> {
  const [directory, ...more] = rest;
  if (!directory || directory.startsWith('-') || more.length > 0) throw new CommandError(`usage: ${command} DIR`);
  const { dataDir } = readConfiguration(process.env).configuration;
  return command === 'backup' ? backupCommand(dataDir, directory, VERSION) : restoreCommand(dataDir, directory);
}

/** Lists or re-sends what InfluxDB refused. */
async function quarantine(rest: readonly string[]): Promise<void> {
  const { configuration } = readConfiguration(process.env);
  await quarantineCommand(rest, configuration.dataDir, influxSettings(configuration), print).catch((error: Error) => {
    throw new CommandError(error.message);
  });
}

/** Brings the journal of the data directory into InfluxDB and ends. */
async function drain(rest: readonly string[]): Promise<void> {
  if (rest.length > 0) throw new CommandError('usage: drain');
  const { configuration } = readConfiguration(process.env);
  if (configuration.store !== 'influxdb')
    throw new CommandError('drain needs TRAINING_STORE=influxdb: the embedded store has everything in its directory');
  const logger = pino({ level: configuration.logLevel, base: { name: 'exporter' } }, pino.destination(2));
  const { writer, reader } = await openWriterAndStore(configuration, logger);
  await drainCommand(writer, print);
  await reader.close();
  process.exit(0);
}

/** Runs the exporter until a signal. */
async function run(): Promise<void> {
  const { configuration, warnings } = readConfiguration(process.env);
  const entries = configuration.tokensFile === null ? [] : readTokensFile(configuration.tokensFile);
  const tokens = configuration.tokensFile === null ? null : new TokenRegistry(entries);
  const problem = listeningProblem(configuration.listen, tokens !== null);
  if (problem) throw new ConfigurationError([problem]);
  const { tlsCertificate, tlsKey } = configuration;
  if ((tlsCertificate === null) !== (tlsKey === null))
    throw new ConfigurationError(['TRAINING_TLS_CERTIFICATE and TRAINING_TLS_KEY: must be set both or neither']);
  // Before anything is opened: a wrong file is an error of the configuration.
  if (tlsCertificate !== null && tlsKey !== null) readTls({ certificate: tlsCertificate, key: tlsKey });
  const pageDirectory = configuration.pageDir ?? PAGE_DIRECTORY;
  if (configuration.pageDir !== null && !existsSync(join(pageDirectory, 'index.html')))
    throw new ConfigurationError([`TRAINING_PAGE_DIR=${JSON.stringify(pageDirectory)}: must hold an index.html`]);
  const logger = pino({ level: configuration.logLevel, base: { name: 'exporter' } });
  for (const warning of warnings) logger.warn(warning);
  const { writer, reader, canDelete } = await openWriterAndStore(configuration, logger);
  const retention = startRetention({ configuration, writer, reader, canDelete }, logger);
  const parts = {
    configuration,
    writer,
    reader,
    tokens,
    logger,
    version: VERSION,
    exporterId: randomUUID(),
    pageDirectory,
    ...(retention && { retention }),
  };
  const server = createApiServer(parts);
  const port = await server.listen().catch(async (error: NodeJS.ErrnoException) => {
    await writer.close();
    await reader.close();
    throw listeningError(error, configuration);
  });
  if (configuration.tokensFile !== null && tokens) watchTokens(configuration.tokensFile, entries, tokens, logger);
  // Whoever reads the address may end it at once.
  stopOnSignal(server, parts, retention);
  announce(port, configuration);
}

/** Ends what is older than the limits that are configured; null where there are none. */
function startRetention(
  { configuration, writer, reader, canDelete }: WriterAndReader & { readonly configuration: Configuration },
  logger: Logger,
): Retention | null {
  const limits = {
    raw: configuration.retentionRaw,
    downsampled: configuration.retentionDownsampled,
    records: configuration.retentionRecords,
    points: configuration.retentionPoints,
  };
  if (!Retention.isNeeded(limits)) return null;
  if (!canDelete) {
    logger.warn('InfluxDB 3 cannot delete points: TRAINING_RETENTION_* are ignored, set retention on its database');
    return null;
  }
  const retention = new Retention({
    ...{ reader, limits, writer: writer.retention, isShared: configuration.store === 'influxdb', now: Date.now },
    onFailure: (error, session) => logger.error({ err: error, ...session }, 'retention has to wait'),
  });
  retention.start();
  return retention;
}

/** Prints the address on standard output, where scripts wait for it. */
function announce(port: number, configuration: Configuration): void {
  const listening = { ...configuration, listen: { ...configuration.listen, port } };
  const address = publicUrlOf(listening);
  const own = publicUrlOf({ ...listening, publicUrl: null });
  print(`Shadower Training exporter ${VERSION}: ${address}${own === address ? '' : ` (listens on ${own})`}`);
}

function listeningError(error: NodeJS.ErrnoException, { listen: { host, port } }: Configuration): Error {
  if (error.code === 'EADDRINUSE') {
    return new StartError(
      `port ${port} of ${host} is in use, perhaps by another exporter; set TRAINING_LISTEN to another one`,
    );
  }
  if (error.code === 'EACCES') return new StartError(`not allowed to listen on port ${port} of ${host}`);
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
    return new StartError(`${host} is not an address of this machine`);
  return error;
}

/** A start that failed for a reason that the operator can act on. */
class StartError extends Error {}

/** Stops accepting, finishes what was accepted, says goodbye to streams, closes the journal, exits. */
function stopOnSignal(server: ApiServer, { writer, reader, logger }: ApiParts, retention: Retention | null): void {
  let stopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return;
    stopping = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => {
      logger.error('stopping took too long');
      process.exit(EXIT_FAILED);
    }, STOP_PATIENCE_MILLISECONDS).unref();
    await server.stop('the exporter is stopping');
    await retention?.stop();
    await writer.close();
    await reader.close();
    logger.info('stopped');
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => {
      stop(signal).catch((error: unknown) => {
        logger.error({ err: error }, 'stopping failed');
        process.exit(EXIT_FAILED);
      });
    });
  }
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const isWrongUse =
    error instanceof ConfigurationError ||
    error instanceof CommandError ||
    error instanceof TokensFileError ||
    error instanceof TlsError;
  const isClear = isWrongUse || error instanceof StartError;
  process.stderr.write(`${isClear ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(isWrongUse ? EXIT_WRONG_USE : EXIT_FAILED);
});
