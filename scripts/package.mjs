/** `npm run package`: builds the plugin, makes its zip with checksums and checks it (docs/release.md). */
import { at, node24 } from './lib/paths.mjs';
import { ensureCompiled, ensureInstalled, ensurePlugin } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await ensureInstalled();
await ensureCompiled();
await ensurePlugin();
const { code } = await run(node24(), [at('plugin/package/dist/main.js')]);
process.exit(code);
