/** Signs in once; GRAFANA_ADMIN_USER and GRAFANA_ADMIN_PASSWORD say as whom, else admin with the password admin. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test as setup } from '@playwright/test';

const SIGNED_IN = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '.cache', 'e2e', 'admin.json');

setup('sign in', async ({ request }) => {
  const user = process.env['GRAFANA_ADMIN_USER'] ?? 'admin';
  const password = process.env['GRAFANA_ADMIN_PASSWORD'] ?? 'admin';
  const answer = await request.post('/login', { data: { user, password } });
  if (!answer.ok()) throw new Error(`Grafana did not let ${user} in: ${answer.status()} ${await answer.text()}`);
  await request.storageState({ path: SIGNED_IN });
});
