/**
 * Runs once before the services of docker-compose.yml: checks the secrets of .env, writes the exporter's tokens file and
 * Prometheus's token, and lays the plugin where Grafana reads it. Exits with 2 where a secret is not right.
 */
import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOfSecrets, tokensFile } from './secrets.mjs';

const RUN = process.env.SET_UP_DIR || '/run/training';
const PLUGIN = process.env.SET_UP_PLUGIN || '/plugin';
const APP = 'shadower-training-app';

const problems = problemsOfSecrets(process.env);
if (problems.length > 0) {
  console.error(`Nothing is started:\n${problems.map((line) => `  - ${line}`).join('\n')}`);
  process.exit(2);
}
for (const name of ['tokens', 'scrape', 'plugins']) mkdirSync(join(RUN, name), { recursive: true });
replace(join(RUN, 'tokens', 'tokens.json'), `${JSON.stringify(tokensFile(process.env), null, 2)}\n`, 0o600);
// Prometheus runs as another user; nothing else has this volume.
replace(join(RUN, 'scrape', 'token'), process.env.TRAINING_METRICS_TOKEN, 0o644);

const plugins = join(RUN, 'plugins');
// Of an earlier version: files that are no longer part of the plugin must not stay.
for (const name of readdirSync(plugins)) rmSync(join(plugins, name), { recursive: true });
cpSync(PLUGIN, join(plugins, APP), { recursive: true });
console.log('Secrets are checked; tokens and plugin are in place.');

/** Writes a file as a whole, so that a reader never sees half of it. */
function replace(path, text, mode) {
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
}
