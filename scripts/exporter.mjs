/** `npm run exporter`: the exporter alone, configured by TRAINING_* (docs/configuration.md). */
import { spawn } from 'node:child_process';
import { at, node24 } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';

await prepare();
const child = spawn(node24(), [at('exporter/dist/main.js'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => process.exit(code ?? 1));
