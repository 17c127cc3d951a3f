import { unwatchFile, watchFile } from 'node:fs';
import type { TokenRegistry } from './token-registry.js';
import { readTokensFile, tokenId, tokenKey, type TokenEntry } from './tokens-file.js';

/** How often the file is looked at: a withdrawn token opens nothing for longer than this. */
const LOOK_MILLISECONDS = 1_000;

/** The part of a logger that is needed. */
export interface AuditLog {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/**
 * Reads the tokens file again when it has changed, and on SIGHUP. Each token that came or went is a line of the log with
 * `audit`. A file that cannot be used changes nothing.
 * @param known Entries that the registry has now.
 * @returns Stops watching.
 */
export function watchTokens(
  file: string,
  known: readonly TokenEntry[],
  registry: TokenRegistry,
  log: AuditLog,
): () => void {
  let entries = known;
  const readAgain = (): void => {
    try {
      const read = readTokensFile(file);
      registry.replace(read);
      audit('token_added', read, entries, log);
      audit('token_withdrawn', entries, read, log);
      entries = read;
      log.info({ tokens: entries.length }, 'tokens read again');
    } catch (error) {
      log.error({ err: error }, 'tokens not read again; those known before stay');
    }
  };
  watchFile(file, { interval: LOOK_MILLISECONDS, persistent: false }, readAgain);
  process.on('SIGHUP', readAgain);
  return () => {
    unwatchFile(file, readAgain);
    process.off('SIGHUP', readAgain);
  };
}

function audit(act: string, these: readonly TokenEntry[], others: readonly TokenEntry[], log: AuditLog): void {
  const there = new Set(others.map(tokenKey));
  for (const entry of these) {
    if (there.has(tokenKey(entry))) continue;
    const { name, workspace_id, scopes } = entry;
    log.info({ audit: act, token_id: tokenId(entry), token: name, workspace_id, scopes }, act.replace('_', ' '));
  }
}
