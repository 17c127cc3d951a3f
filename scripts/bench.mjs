/** `npm run bench -- NAME [FILE...]`: readable lines, then one line of JSON with the figures. */
import { at, node24 } from './lib/paths.mjs';
import { ensureCompiled, ensureInstalled } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await ensureInstalled();
await ensureCompiled();
const { code } = await run(node24(), [at('test/dist/bench-command.js'), ...process.argv.slice(2)]);
process.exit(code);
