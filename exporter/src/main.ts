#!/usr/bin/env node
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { ENTITIES, MEASUREMENTS } from '@shadower-training/contract';
import { pino, type Logger } from 'pino';
import type { ApiParts } from './api/parts.js';
import { publicUrlOf } from './api/public-url.js';
import { createApiServer, type ApiServer } from './api/server.js';
import { ConfigurationError, readConfiguration, type Configuration } from './configuration/configuration.js';
import { helpText } from './configuration/help.js';
import { listeningProblem } from './security/listening.js';
import { CommandError, tokenCommand } from './security/token-command.js';
import { TokenRegistry } from './security/token-registry.js';
import { readTokensFile, TokensFileError } from './security/tokens-file.js';
import { EmbeddedStoreReader, startReaderThread } from './store/embedded/index.js';
import { startWriter } from './threads/writer-client.js';

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

/** Opens the store: the writer thread, and a reader of the store for the main thread. */
async function openWriterAndStore(
  configuration: Configuration,
  logger: Logger,
): Promise<Pick<ApiParts, 'writer' | 'reader'>> {
  const directory = configuration.dataDir;
  const limits = {
    pointsInRequest: configuration.maxPoints,
    seriesInSession: configuration.maxSeriesPerSession,
    sessionsInWorkspace: configuration.maxSessionsPerWorkspace,
  };
  const writer = await startWriter({ directory, publicUrl: publicUrlOf(configuration), limits }, logger, (reason) => {
    // Whoever supervises the process starts it again; what was acknowledged is in the journal.
    logger.fatal({ reason }, 'a thread has ended');
    process.exit(EXIT_FAILED);
  }).catch((error: Error) => {
    throw new StartError(`the data directory ${directory} cannot be used: ${error.message}`);
  });
  const declarations = { measurements: MEASUREMENTS, entities: ENTITIES };
  const reader = new EmbeddedStoreReader(writer.calls, startReaderThread({ directory, declarations }));
  return { writer, reader };
}

async function main(commandLine: readonly string[]): Promise<void> {
  const [command, ...rest] = commandLine;
  if (command === undefined) return run();
  if (command === '--help' || command === '-h' || command === 'help') return print(helpText());
  if (command === '--version') return print(VERSION);
  if (command === 'token') return print(tokenCommand(rest, process.env['TRAINING_TOKENS_FILE'] || null));
  throw new CommandError(`unknown command ${JSON.stringify(command)}; --help lists what there is`);
}

/** Runs the exporter until a signal. */
async function run(): Promise<void> {
  const { configuration, warnings } = readConfiguration(process.env);
  const tokens = configuration.tokensFile === null ? null : new TokenRegistry(readTokensFile(configuration.tokensFile));
  const problem = listeningProblem(configuration.listen, tokens !== null);
  if (problem) throw new ConfigurationError([problem]);
  const pageDirectory = configuration.pageDir ?? PAGE_DIRECTORY;
  if (configuration.pageDir !== null && !existsSync(join(pageDirectory, 'index.html')))
    throw new ConfigurationError([`TRAINING_PAGE_DIR=${JSON.stringify(pageDirectory)}: must hold an index.html`]);
  const logger = pino({ level: configuration.logLevel, base: { name: 'exporter' } });
  for (const warning of warnings) logger.warn(warning);
  const { writer, reader } = await openWriterAndStore(configuration, logger);
  const parts = {
    configuration,
    writer,
    reader,
    tokens,
    logger,
    version: VERSION,
    exporterId: randomUUID(),
    pageDirectory,
  };
  const server = createApiServer(parts);
  try {
    await announce(server, configuration);
  } catch (error) {
    await writer.close();
    await reader.close();
    throw error;
  }
  readTokensAgainOnHangup(configuration, tokens, logger);
  stopOnSignal(server, parts);
}

/** Listens, and prints the address on standard output, where scripts wait for it. */
async function announce(server: ApiServer, configuration: Configuration): Promise<void> {
  const port = await server.listen().catch((error: NodeJS.ErrnoException) => {
    throw listeningError(error, configuration);
  });
  const address = publicUrlOf({ ...configuration, listen: { ...configuration.listen, port } });
  print(`Shadower Training exporter ${VERSION}: ${address}`);
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

function readTokensAgainOnHangup({ tokensFile }: Configuration, tokens: TokenRegistry | null, logger: Logger): void {
  process.on('SIGHUP', () => {
    if (tokensFile === null || tokens === null) return;
    try {
      const entries = readTokensFile(tokensFile);
      tokens.replace(entries);
      logger.info({ tokens: entries.length }, 'tokens read again');
    } catch (error) {
      logger.error({ err: error }, 'tokens not read again; those known before stay');
    }
  });
}

/** Stops accepting, finishes what was accepted, says goodbye to streams, closes the journal, exits. */
function stopOnSignal(server: ApiServer, { writer, reader, logger }: ApiParts): void {
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
    error instanceof ConfigurationError || error instanceof CommandError || error instanceof TokensFileError;
  const isClear = isWrongUse || error instanceof StartError;
  process.stderr.write(`${isClear ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(isWrongUse ? EXIT_WRONG_USE : EXIT_FAILED);
});
