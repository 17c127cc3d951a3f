import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { ContractError, idSchema, scopeSchema, validate } from '@shadower-training/contract';
import { z } from 'zod';

/** One token as the file holds it: everything but the token. */
export const tokenEntrySchema = z.strictObject({
  name: z.string().min(1).max(250),
  workspace_id: idSchema,
  scopes: z.array(scopeSchema).min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits'),
  created_at: z.iso.datetime().optional(),
});
export type TokenEntry = z.infer<typeof tokenEntrySchema>;

const LOCK_PATIENCE_MILLISECONDS = 5_000;
const LOCK_TRY_EVERY_MILLISECONDS = 20;

/** Characters of a hash that name its token: enough to tell tokens apart, useless for finding one. */
const ID_LENGTH = 12;

/** The id under which a token is listed, withdrawn and logged. */
export function tokenId({ sha256 }: Pick<TokenEntry, 'sha256'>): string {
  return sha256.slice(0, ID_LENGTH);
}

/** What makes an entry another one: whoever holds its token may do something else. */
export function tokenKey({ name, workspace_id, scopes, sha256 }: TokenEntry): string {
  return JSON.stringify([sha256, workspace_id, name, scopes]);
}

/** A tokens file that cannot be used. */
export class TokensFileError extends Error {
  constructor(file: string, problem: string) {
    super(`tokens file ${file}: ${problem}`);
    this.name = 'TokensFileError';
  }
}

/**
 * Reads a tokens file: a JSON list of entries.
 * @throws TokensFileError naming every wrong field.
 */
export function readTokensFile(file: string): TokenEntry[] {
  let entries: unknown;
  try {
    entries = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new TokensFileError(file, error instanceof Error ? error.message : String(error));
  }
  try {
    return validate(z.array(tokenEntrySchema), entries);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new TokensFileError(file, error.details.map(({ path, problem }) => `${path} ${problem}`).join('; '));
  }
}

/**
 * Changes a tokens file, or makes it. Commands that run at the same time wait for each other, so that no token is lost.
 * @param change Gets the entries that are there, none where the file is missing.
 * @throws TokensFileError, and what `change` throws: then nothing is changed.
 */
export function changeTokensFile(
  file: string,
  change: (entries: readonly TokenEntry[]) => readonly TokenEntry[],
): void {
  const release = lock(file);
  try {
    const known = statSync(file, { throwIfNoEntry: false });
    replaceFile(file, change(known ? readTokensFile(file) : []), known);
  } finally {
    release();
  }
}

/**
 * Replaces the file as a whole, so that a reader never sees half of it. A new one is its owner's alone; one that was
 * there keeps owner and mode, as root may run the command and somebody else the exporter.
 */
function replaceFile(file: string, entries: readonly TokenEntry[], known: Stats | undefined): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 });
    if (known) {
      if (process.getuid?.() === 0) chownSync(temporary, known.uid, known.gid);
      chmodSync(temporary, known.mode & 0o777);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new TokensFileError(file, (error as Error).message);
  }
}

/** @returns Lets the next one in. */
function lock(file: string): () => void {
  const lockFile = `${file}.lock`;
  const giveUpAt = performance.now() + LOCK_PATIENCE_MILLISECONDS;
  for (;;) {
    try {
      closeSync(openSync(lockFile, 'wx', 0o600));
      return () => rmSync(lockFile, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw new TokensFileError(file, (error as Error).message);
    }
    if (performance.now() > giveUpAt)
      throw new TokensFileError(file, `another command holds ${lockFile}; delete it if there is none`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOCK_TRY_EVERY_MILLISECONDS);
  }
}
