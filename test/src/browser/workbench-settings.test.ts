import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { CONTRACT_SCHEMA_VERSION } from '@shadower-training/contract';
import { Child } from '../harness/child-process.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { describeInBrowser } from './in-browser.js';

const TOKEN = 't'.repeat(40);
/** The browser itself notes an answer of 401. */
const allowed = /status of 401/;
const GOOD = new RegExp(`Exporter \\d+\\.\\d+\\.\\d+, schema ${CONTRACT_SCHEMA_VERSION}, embedded store`);

describeInBrowser(
  'settings on the workbench, of an exporter with tokens',
  (shared) => {
    test('the datasource says whom it talks to, or what is wrong', async () => {
      const watched = await shared.open('/workbench.html#/datasource', { width: 1000, allowed });
      const { page } = watched;
      const address = page.getByLabel('Exporter address');
      const saved = async (words: RegExp) => {
        await page.getByRole('button', { name: 'Save & test' }).click();
        await page.getByRole('alert').or(page.getByRole('status')).getByText(words).first().waitFor();
      };
      await address.fill('localhost:4319');
      await page.getByText('Begin the address with http:// or https://').waitFor();
      await watched.screenshot('datasource-address');
      await address.fill('http://127.0.0.1:1');
      await saved(/The exporter does not answer/);
      await address.fill(shared.exporter.url);
      await saved(/The exporter wants a token/);
      await page.getByPlaceholder('40 letters and digits').fill('x'.repeat(40));
      await saved(/this one is missing or wrong/);
      await page.getByPlaceholder('40 letters and digits').fill(TOKEN);
      await saved(GOOD);
      await watched.screenshot('datasource-good');
    });

    test('the app is configured, tested, and makes its first datasource', async () => {
      const watched = await shared.open('/workbench.html#/app/configuration', { width: 1000, allowed });
      const { page } = watched;
      await page.getByLabel(/^Address \*/).fill(shared.exporter.url);
      await page.getByRole('button', { name: 'Save, enable and test' }).click();
      await page.getByText(/The exporter wants a token/).waitFor();
      await page.getByPlaceholder('40 letters and digits').fill(TOKEN);
      await page.getByRole('button', { name: 'Save, enable and test' }).click();
      await page
        .getByText(GOOD)
        .and(page.getByText(/"Shadower Training" was made for it/))
        .first()
        .waitFor();
      await watched.screenshot('app-configuration');
      await watched.reload();
      await page.getByRole('button', { name: 'Save and test' }).waitFor();
      expect(await page.getByLabel(/^Address \*/).inputValue()).toBe(shared.exporter.url);
      await page.getByRole('button', { name: 'Test', exact: true }).click();
      await page.getByText(GOOD).first().waitFor();
    });

    test('the start page shows lines that work as they stand', async () => {
      const watched = await shared.open('/workbench.html#/app/configuration', { width: 1000, allowed });
      const { page } = watched;
      await page.getByLabel(/^Address \*/).fill(shared.exporter.url);
      await page.getByPlaceholder('40 letters and digits').fill(TOKEN);
      await page.getByRole('button', { name: 'Save, enable and test' }).click();
      await page.getByText(GOOD).first().waitFor();
      await watched.goTo('/workbench.html#/app/start');
      await page.getByText(`export TRAINING_URL=${shared.exporter.url}`).waitFor();
      await watched.screenshot('app-start');
      await page.getByLabel('curl').click({ force: true });
      const lines = await page.locator('figure pre').allInnerTexts();
      expect(lines).toHaveLength(3);
      const { PATH } = process.env;
      const script = lines.join('\n').replaceAll('curl ', 'curl --fail-with-body -sS ');
      const shell = new Child('bash', ['-euc', script], { PATH, TRAINING_TOKEN: TOKEN });
      const { code } = await shell.ended;
      expect({ code, output: shell.output }).toMatchObject({ code: 0 });
      const client = shared.exporter.client(TOKEN);
      expect(await client.summary('my-first-session')).toMatchObject({ state: 'completed', final_training_loss: 0.9 });
      client.close();
    });
  },
  { environment: { TRAINING_TOKENS_FILE: tokensFile() } },
);

function tokensFile(): string {
  const file = join(temporaryDirectory('tokens'), 'tokens.json');
  const sha256 = createHash('sha256').update(TOKEN).digest('hex');
  writeFileSync(file, JSON.stringify([{ name: 'all', workspace_id: 'default', scopes: ['read', 'ingest'], sha256 }]));
  return file;
}
