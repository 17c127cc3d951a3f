/** `npm run provisioning`: writes the generated files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAlertSettings } from './alerts/settings.js';
import { generatedFiles } from './files.js';
import { readForeignLinks } from './foreign-links.js';

const PROVISIONING = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'provisioning');
const LINKS_FILE = join(PROVISIONING, 'links.yaml');

const links = readForeignLinks(readFileSync(LINKS_FILE, 'utf8'), 'provisioning/links.yaml');
const alerts = readAlertSettings(readFileSync(join(PROVISIONING, 'alerts.yaml'), 'utf8'), 'provisioning/alerts.yaml');
for (const [path, text] of generatedFiles(links, alerts)) {
  const file = join(PROVISIONING, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`provisioning/${path}`);
}
