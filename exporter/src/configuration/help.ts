import { VARIABLES } from './variables.js';
import type { Variable } from './variable.js';

const all = (): Variable[] => Object.values<Variable>(VARIABLES);

/** What `--help` prints. */
export function helpText(): string {
  const variables = all().map(
    ({ name, byDefault, allowed, description }) =>
      `  ${name}${byDefault === null ? '' : `=${byDefault}`}\n      ${description}\n      Allowed: ${allowed}.`,
  );
  return `Shadower Training exporter: keeps training telemetry durably, scores it and serves it.

Usage:
  shadower-training-exporter                run, configured by the environment
  shadower-training-exporter token create --workspace W --scopes ingest,read [--name N] [--file F]
                                            draw a token, print it once, keep its hash in the tokens file
  shadower-training-exporter token list [--workspace W] [--file F]
                                            list tokens by id, name, workspace and scopes
  shadower-training-exporter token revoke ID [--file F]
                                            withdraw the token with that id
  shadower-training-exporter backup DIR     copy the data directory, also while an exporter runs on it
  shadower-training-exporter restore DIR    put a backup into an empty data directory
  shadower-training-exporter quarantine list | quarantine resend [ID ...]
                                            lines that InfluxDB refused: show them, send them again
  shadower-training-exporter drain          bring what the data directory's journal holds into InfluxDB, and end
  shadower-training-exporter --help | --version

Environment:
${variables.join('\n')}
`;
}

/** The table of docs/configuration.md, as Markdown; a test holds the file to it. */
export function variablesTable(): string {
  const rows = all().map(
    ({ name, byDefault, allowed, description }) =>
      `| \`${name}\` | ${byDefault === null ? '' : `\`${byDefault}\``} | ${allowed} | ${description} |`,
  );
  return ['| variable | default | allowed | meaning |', '|---|---|---|---|', ...rows].join('\n');
}
