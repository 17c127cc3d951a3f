/** `npm run provisioning`: writes what Grafana loads from provisioning/ anew (docs/dashboards.md). */
import { at, node24 } from './lib/paths.mjs';
import { ensureCompiled, ensureInstalled } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';

await ensureInstalled();
await ensureCompiled();
const { code } = await run(node24(), [at('provisioning-generator/dist/main.js')]);
process.exit(code);
