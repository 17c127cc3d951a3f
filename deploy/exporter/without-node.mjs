/** `node without-node.mjs FOLDER`: takes the dependency `node` out of a package, for an image that has it already. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(process.argv[2], 'package.json');
const manifest = JSON.parse(readFileSync(file, 'utf8'));
delete manifest.dependencies.node;
writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
