/**
 * `npm run e2e`: the specs of plugin/e2e against the Grafana at GRAFANA_URL, which has the plugin and provisioning/. Where
 * TRAINING_URL names its exporter, example sessions are sent there first. Arguments go to Playwright.
 */
import { at, node24 } from './lib/paths.mjs';
import { ensureCompiled, ensureInstalled } from './lib/prepare.mjs';
import { findPeers } from './lib/peers.mjs';
import { run } from './lib/run.mjs';
import { fail, say } from './lib/say.mjs';

if (!process.env.GRAFANA_URL) fail('GRAFANA_URL must be the address of a Grafana, such as http://127.0.0.1:3000');
await ensureInstalled();
const { TRAINING_URL, TRAINING_TOKEN } = process.env;
if (TRAINING_URL) {
  await ensureCompiled();
  say(`Sending example sessions to ${TRAINING_URL} ...`);
  const fill = [at('test/dist/fleet-command.js'), TRAINING_URL, ...(TRAINING_TOKEN ? [TRAINING_TOKEN] : [])];
  if ((await run(node24(), fill)).code !== 0) fail('The sessions could not be sent: the words above say why.');
}
const { env } = await findPeers();
const playwright = [
  at('node_modules/@playwright/test/cli.js'),
  'test',
  '--config',
  at('plugin/e2e/playwright.config.ts'),
];
const { code } = await run(node24(), [...playwright, ...process.argv.slice(2)], { env });
process.exit(code);
