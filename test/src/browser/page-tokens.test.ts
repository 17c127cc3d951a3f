/// <reference lib="dom" />
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { logRun } from './runs.js';
import type { WatchedPage } from './watched-page.js';

const READER = 'r'.repeat(40);
const WRITER = 'w'.repeat(40);
const TOKENS = [
  { name: 'reader', token: READER, workspace_id: 'default', scopes: ['read'] },
  { name: 'writer', token: WRITER, workspace_id: 'default', scopes: ['ingest'] },
];
/** The browser itself notes every answer of 401 and 403. */
const allowed = /status of 40[13]/;

describeInBrowser(
  'the page of an exporter with tokens',
  (shared) => {
    test('asks for a token, refuses wrong ones, takes the right one, and keeps it in the tab only', async () => {
      const writer = shared.exporter.client(WRITER);
      await logRun(writer, { session_id: 'secret' });
      writer.close();
      const watched = await shared.open('/', { allowed });
      const { page } = watched;
      const enter = async (token: string) => {
        await page.getByLabel('Read token').fill(token);
        await page.getByRole('button', { name: 'Show sessions' }).click();
      };
      await watched.region('This exporter asks for a token').waitFor();
      await watched.screenshot('token-prompt');
      await enter('x'.repeat(40));
      await page.getByRole('alert').getByText('The exporter does not know this token').waitFor();
      await enter(WRITER);
      await page.getByRole('alert').getByText('This token may not read').waitFor();
      expect(await page.locator('[data-session]').count()).toBe(0);
      await enter(`  ${READER} `);
      await watched.shows('secret');
      await new Plot(watched).hasPoints('training loss', 200);
      await watched.connection('Live');
      expect(await traces(watched)).toEqual([]);

      await watched.reload();
      await watched.shows('secret');
      const otherTab = await shared.open('/', { allowed });
      await otherTab.region('This exporter asks for a token').waitFor();
      await watched.settled();
      await page.getByRole('button', { name: 'Sign out' }).click();
      await watched.region('This exporter asks for a token').waitFor();
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    });
  },
  { environment: { TRAINING_TOKENS_FILE: tokensFile() } },
);

/** Places in which the token must not be, and is. */
async function traces({ page, addresses }: WatchedPage): Promise<string[]> {
  const found = addresses.filter((address) => address.includes(READER));
  const kept = await page.evaluate(() => JSON.stringify({ ...localStorage }) + document.cookie + document.title);
  return kept.includes(READER) ? [...found, kept] : found;
}

function tokensFile(): string {
  const file = join(temporaryDirectory('tokens'), 'tokens.json');
  const entries = TOKENS.map(({ token, ...entry }) => ({
    ...entry,
    sha256: createHash('sha256').update(token).digest('hex'),
  }));
  writeFileSync(file, JSON.stringify(entries));
  return file;
}
