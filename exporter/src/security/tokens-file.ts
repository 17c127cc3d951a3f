import { randomUUID } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
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

/** Characters of a hash that name its token: enough to tell tokens apart, useless for finding one. */
const ID_LENGTH = 12;

/** The id under which a token is listed, withdrawn and logged. */
export function tokenId({ sha256 }: Pick<TokenEntry, 'sha256'>): string {
  return sha256.slice(0, ID_LENGTH);
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

/** Replaces a tokens file as a whole, so that a reader never sees half of it; readable by its owner only. */
export function writeTokensFile(file: string, entries: readonly TokenEntry[]): void {
  const temporary = `${file}.${randomUUID()}.tmp`;
  writeFileSync(temporary, `${JSON.stringify(entries, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, file);
}
