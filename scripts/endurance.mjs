/** `npm run test:endurance [-- OPTIONS]`: faults of every kind under load, then a comparison point by point. About 30 minutes. */
import { at, node24 } from './lib/paths.mjs';
import { findPeers } from './lib/peers.mjs';
import { ensureCompiled, ensureInstalled } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await ensureInstalled();
await ensureCompiled();
const { env } = await findPeers();
const { code } = await run(node24(), [at('test/dist/endurance-command.js'), ...process.argv.slice(2)], { env });
process.exit(code);
