/** What docker-compose.yml's secrets must be before anything starts: set, of the right form, and not the example's abroad. */
import { createHash } from 'node:crypto';

/** The tokens of the exporter that set-up makes a tokens file of, by the variable that holds them. */
export const TOKENS = [
  { variable: 'TRAINING_INGEST_TOKEN', name: 'ingest', scopes: ['ingest', 'read'] },
  { variable: 'TRAINING_READ_TOKEN', name: 'grafana', scopes: ['read'] },
  { variable: 'TRAINING_METRICS_TOKEN', name: 'prometheus', scopes: ['metrics'] },
];
const PASSWORDS = ['GRAFANA_ADMIN_PASSWORD', 'INFLUX_PASSWORD', 'INFLUX_TOKEN'];

/** The exporter's own form of a token. */
const TOKEN_FORM = /^[A-Za-z0-9]{40}$/;
/** InfluxDB refuses shorter passwords. */
const SHORTEST_PASSWORD = 8;
/** Every secret in .env.example says so. */
const OF_THE_EXAMPLE = /example/i;

/**
 * Looks at the secrets of an environment.
 * @param environment As of `process.env`; PUBLISH_ADDRESS is the host's address on which ports are published.
 * @returns what is wrong, a sentence each, never with a secret in it.
 */
export function problemsOfSecrets(environment) {
  const address = environment.PUBLISH_ADDRESS || '127.0.0.1';
  const isAbroad = !isLoopback(address);
  const problems = [];
  for (const name of [...TOKENS.map(({ variable }) => variable), ...PASSWORDS]) {
    const value = environment[name] ?? '';
    if (value === '') problems.push(`${name} is not set: copy .env.example to .env`);
    else if (isAbroad && OF_THE_EXAMPLE.test(value))
      problems.push(
        `${name} is the example's, which everybody knows: with PUBLISH_ADDRESS=${address}, outside loopback, set your own in .env`,
      );
  }
  for (const { variable } of TOKENS) {
    const value = environment[variable] ?? '';
    if (value !== '' && !TOKEN_FORM.test(value)) problems.push(`${variable} must be 40 letters and digits`);
  }
  for (const name of PASSWORDS) {
    const value = environment[name] ?? '';
    if (value !== '' && value.length < SHORTEST_PASSWORD)
      problems.push(`${name} must have at least ${SHORTEST_PASSWORD} characters`);
  }
  const tokens = TOKENS.map(({ variable }) => environment[variable]).filter(Boolean);
  if (new Set(tokens).size < tokens.length) problems.push('the TRAINING_..._TOKENs must differ from one another');
  return problems;
}

/** The exporter's tokens file for these secrets: hashes only. */
export function tokensFile(environment) {
  const workspace = environment.TRAINING_WORKSPACE || 'default';
  return TOKENS.map(({ variable, name, scopes }) => ({
    name,
    workspace_id: workspace,
    scopes,
    sha256: createHash('sha256').update(environment[variable]).digest('hex'),
  }));
}

function isLoopback(address) {
  return address === 'localhost' || address === '::1' || address === '[::1]' || /^127(\.\d{1,3}){3}$/.test(address);
}
