import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ContractError, validate } from '@shadower-training/contract';
import { drawToken, hashToken } from './token.js';
import { readTokensFile, tokenEntrySchema, writeTokensFile } from './tokens-file.js';

/** A command that was written wrongly; the message says how it should be. */
export class CommandError extends Error {}

const USAGE = 'token create --workspace W --scopes ingest,read [--name N] [--file F]';

/**
 * `token create`: draws a token and keeps its hash in the tokens file.
 * @param argumentsOfCommand What follows `token` on the command line.
 * @param fileByDefault TRAINING_TOKENS_FILE, if set.
 * @returns What to print; the token stands nowhere else.
 * @throws CommandError, TokensFileError
 */
export function tokenCommand(argumentsOfCommand: readonly string[], fileByDefault: string | null): string {
  const { values, positionals } = parse(argumentsOfCommand);
  const file = values.file ?? fileByDefault;
  if (positionals.join(' ') !== 'create' || !values.workspace || !values.scopes)
    throw new CommandError(`usage: ${USAGE}`);
  if (!file) throw new CommandError('name the tokens file by --file or TRAINING_TOKENS_FILE');
  const token = drawToken();
  const entry = checkedEntry({
    name: values.name ?? values.workspace,
    workspace_id: values.workspace,
    scopes: values.scopes.split(',').map((scope) => scope.trim()),
    sha256: hashToken(token),
  });
  writeTokensFile(file, [...(existsSync(file) ? readTokensFile(file) : []), entry]);
  return `${token}\n\nKept as a hash in ${file} for workspace "${entry.workspace_id}" (${entry.scopes.join(', ')}). It is not shown again.\nA running exporter reads the file again on SIGHUP.`;
}

function parse(argumentsOfCommand: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...argumentsOfCommand],
      options: { workspace: text, scopes: text, name: text, file: text },
      allowPositionals: true,
    });
  } catch (error) {
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\nusage: ${USAGE}`);
  }
}

function checkedEntry(entry: unknown) {
  try {
    return validate(tokenEntrySchema, entry);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new CommandError(error.details.map(({ path, problem }) => `${path}: ${problem}`).join('\n'));
  }
}
