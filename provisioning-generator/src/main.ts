/** `npm run provisioning`: writes the generated files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './files.js';
import { readForeignLinks } from './foreign-links.js';

const PROVISIONING = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'provisioning');
const LINKS_FILE = join(PROVISIONING, 'links.yaml');

const links = readForeignLinks(readFileSync(LINKS_FILE, 'utf8'), 'provisioning/links.yaml');
for (const [path, text] of generatedFiles(links)) {
  const file = join(PROVISIONING, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`provisioning/${path}`);
}
