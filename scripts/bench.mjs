/** `npm run bench -- NAME [FILE...]`: readable lines, then one line of JSON with the figures. */
import { at, node24 } from './lib/paths.mjs';
import { findPeers } from './lib/peers.mjs';
import { ensureCompiled, ensureInstalled, ensurePlugin } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await ensureInstalled();
await ensureCompiled();
// The only one that looks at the built panels.
if (process.argv[2] === 'panels') await ensurePlugin();
const { env } = await findPeers();
const { code } = await run(node24(), [at('test/dist/bench-command.js'), ...process.argv.slice(2)], { env });
process.exit(code);
