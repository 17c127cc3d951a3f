import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { SecureContextOptions } from 'node:tls';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';

/** How often the files are looked at. */
const LOOK_MILLISECONDS = 5_000;

/** Where certificate chain and key lie, both in PEM. */
export interface TlsFiles {
  readonly certificate: string;
  readonly key: string;
}

/** Files that no server can be made with. */
export class TlsError extends Error {}

/**
 * Reads certificate and key.
 * @throws TlsError when a file is missing, is no PEM, or the key is not the certificate's.
 */
export function readTls({ certificate, key }: TlsFiles): SecureContextOptions {
  try {
    const options = { cert: readFileSync(certificate), key: readFileSync(key), minVersion: 'TLSv1.2' as const };
    createSecureContext(options);
    return options;
  } catch (error) {
    throw new TlsError(
      `TRAINING_TLS_CERTIFICATE=${certificate} and TRAINING_TLS_KEY=${key} cannot be used: ${(error as Error).message}`,
    );
  }
}

/**
 * Takes renewed files over for new connections; files that cannot be used change nothing.
 * @returns Stops watching.
 */
export function watchTls(
  files: TlsFiles,
  server: { setSecureContext(options: SecureContextOptions): void },
  logger: Pick<Logger, 'info' | 'error'>,
): () => void {
  const readAgain = (): void => {
    try {
      server.setSecureContext(readTls(files));
      logger.info('TLS certificate read again');
    } catch (error) {
      // While a renewal has replaced one file and not yet the other, the next look brings both.
      logger.error({ err: error }, 'TLS certificate not read again; the one before stays');
    }
  };
  const watched = [files.certificate, files.key];
  for (const file of watched) watchFile(file, { interval: LOOK_MILLISECONDS, persistent: false }, readAgain);
  return () => {
    for (const file of watched) unwatchFile(file, readAgain);
  };
}
