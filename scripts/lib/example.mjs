import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { at, ROOT } from './paths.mjs';
import { exists } from './run.mjs';
import { Supervised } from './supervised.mjs';

/** What the example is not to take over from the environment of the user's own training. */
const OF_ONE_S_OWN_TRAINING = ['TRAINING_MODE', 'TRAINING_SESSION_ID', 'TRAINING_AGENT', 'TRAINING_NAME'];

/**
 * Starts the example training run against the exporter at an address.
 * @returns The process, or in words why none was started.
 */
export async function startExample(address) {
  const { TRAINING_TOKENS_FILE, TRAINING_TOKEN } = process.env;
  if (TRAINING_TOKENS_FILE && !TRAINING_TOKEN)
    return [
      'No example run is started: TRAINING_TOKENS_FILE is set, so it needs a token, and TRAINING_TOKEN is not set.',
      'Draw one with `npm run exporter -- token create --workspace default --scopes ingest,read`, then run',
      '`TRAINING_TOKEN=... npm start`. The page asks for a token with the scope read.',
    ].join('\n');
  const python = (await exists('python3')) ? 'python3' : (await exists('python')) ? 'python' : null;
  if (python === null)
    return 'No example run is started: there is no Python 3 on this machine. The page waits for your own training.';
  return new Supervised(python, [at('examples/plain_python.py')], { stdout: 'ignore', env: environment(address) });
}

function environment(address) {
  const { TRAINING_DATA_DIR, TRAINING_TLS_CERTIFICATE } = process.env;
  const env = {
    ...process.env,
    TRAINING_URL: address,
    TRAINING_DIR: resolve(ROOT, TRAINING_DATA_DIR || 'data', 'example-client'),
  };
  for (const name of OF_ONE_S_OWN_TRAINING) delete env[name];
  // Nobody else vouches for a certificate that signed itself.
  if (TRAINING_TLS_CERTIFICATE && signedItself(TRAINING_TLS_CERTIFICATE))
    env.SSL_CERT_FILE = resolve(ROOT, TRAINING_TLS_CERTIFICATE);
  return env;
}

function signedItself(file) {
  const certificate = new X509Certificate(readFileSync(resolve(ROOT, file)));
  return certificate.checkIssued(certificate);
}
