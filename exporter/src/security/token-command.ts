import { parseArgs } from 'node:util';
import { ContractError, validate } from '@shadower-training/contract';
import { CommandError } from '../configuration/command-error.js';
import { drawToken, hashToken } from './token.js';
import { changeTokensFile, readTokensFile, tokenEntrySchema, tokenId, type TokenEntry } from './tokens-file.js';

export { CommandError };

const USAGE = `usage: token create --workspace W --scopes ingest,read [--name N] [--file F]
       token list [--workspace W] [--file F]
       token revoke ID [--file F]`;
const READ_AGAIN = 'A running exporter takes notice within seconds.';

type Options = Readonly<Partial<Record<'workspace' | 'scopes' | 'name' | 'file', string>>>;

/**
 * `token create`, `token list` and `token revoke`, on the tokens file.
 * @param argumentsOfCommand What follows `token` on the command line.
 * @param fileByDefault TRAINING_TOKENS_FILE, if set.
 * @returns What to print; a new token stands nowhere else.
 * @throws CommandError, TokensFileError
 */
export function tokenCommand(argumentsOfCommand: readonly string[], fileByDefault: string | null): string {
  const { values, positionals } = parse(argumentsOfCommand);
  const [verb, id, ...more] = positionals;
  const takesId = verb === 'revoke';
  if (more.length > 0 || takesId !== (id !== undefined)) throw new CommandError(USAGE);
  const file = values.file ?? fileByDefault;
  const named = (): string => {
    if (!file) throw new CommandError('name the tokens file by --file or TRAINING_TOKENS_FILE');
    return file;
  };
  if (verb === 'create') return create(values, named);
  if (verb === 'list') return list(named(), values.workspace);
  if (verb === 'revoke') return revoke(named(), id!);
  throw new CommandError(USAGE);
}

function create({ workspace, scopes, name }: Options, named: () => string): string {
  if (!workspace || !scopes) throw new CommandError(USAGE);
  const file = named();
  const token = drawToken();
  const entry = checkedEntry({
    name: name ?? workspace,
    workspace_id: workspace,
    scopes: scopes.split(',').map((scope) => scope.trim()),
    sha256: hashToken(token),
    created_at: new Date().toISOString(),
  });
  changeTokensFile(file, (entries) => [...entries, entry]);
  return `${token}\n\nKept as a hash in ${file} with the id ${tokenId(entry)}, for workspace "${entry.workspace_id}" (${entry.scopes.join(', ')}). It is not shown again.\n${READ_AGAIN}`;
}

function list(file: string, workspace: string | undefined): string {
  const entries = readTokensFile(file).filter(
    ({ workspace_id }) => workspace === undefined || workspace_id === workspace,
  );
  const rows = entries.map((entry) => [
    tokenId(entry),
    entry.name,
    entry.workspace_id,
    entry.scopes.join(','),
    entry.created_at ?? '-',
  ]);
  return aligned([['id', 'name', 'workspace', 'scopes', 'created'], ...rows]);
}

function revoke(file: string, id: string): string {
  const revoked: TokenEntry[] = [];
  changeTokensFile(file, (entries) => {
    revoked.push(...entries.filter((entry) => tokenId(entry) === id));
    if (revoked.length === 0)
      throw new CommandError(`${file} has no token with the id ${id}; "token list" shows the ids`);
    return entries.filter((entry) => tokenId(entry) !== id);
  });
  return `${revoked.map(({ name, workspace_id }) => `"${name}" of workspace "${workspace_id}"`).join(', ')} is withdrawn. ${READ_AGAIN}`;
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
    throw new CommandError(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

function checkedEntry(entry: unknown): TokenEntry {
  try {
    return validate(tokenEntrySchema, entry);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    throw new CommandError(error.details.map(({ path, problem }) => `${path}: ${problem}`).join('\n'));
  }
}
