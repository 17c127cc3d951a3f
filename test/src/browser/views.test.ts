/// <reference lib="dom" />
import { beforeAll, expect, test } from '@jest/globals';
import { graveFindings } from './accessibility.js';
import { GENERATION } from './generation.js';
import { describeInBrowser } from './in-browser.js';
import { complete, logRun } from './runs.js';
import type { WatchedPage } from './watched-page.js';

/** Wide and narrow; what is looked at with axe is the wide one. */
const WIDTHS = [1600, 400] as const;
const HEIGHT = 900;
const TEST_MILLISECONDS = 120_000;
/** A test for the views of a part. */
const PARTS = {
  'the app and its datasource': /^#\/(app|datasource|variable)/,
  dashboards: /^#\/(dashboard|many)/,
  queries: /^#\/query/,
  'the loss plot': /^#\/panel\?id=shadower-lossplot/,
  'training progress': /^#\/panel\?id=shadower-trainingprogress/,
};
/** What is light or dark does not depend on the generation. */
const THEMES = GENERATION === '12' ? (['dark', 'light'] as const) : (['dark'] as const);

/** Every view of the plugin: no grave finding of axe, nothing wider than the page; pictures of all to look at. */
describeInBrowser('every view of the workbench', (shared) => {
  beforeAll(async () => {
    const failed = { status: 'failed', error_details: 'Traceback (most recent call last):\nMemoryError: 12 GiB' };
    for (const session_id of ['first', 'second', 'third']) {
      const body = { tags: { team: 'search' }, training_config: { hyperparameters: { learning_rate: 0.001 } } };
      await logRun(shared.client, { session_id, body, rise: session_id === 'second' ? 2 : 0 });
      if (session_id === 'third') await complete(shared.client, { session_id }, failed);
    }
  }, 60_000);

  test('belongs to a part that is looked at', async () => {
    const watched = await shared.open('/workbench.html');
    const views = await viewsOf(watched);
    expect(views.filter((view) => !Object.values(PARTS).some((part) => part.test(view)))).toEqual([]);
  });

  for (const theme of THEMES) {
    for (const [name, part] of Object.entries(PARTS)) {
      test(
        `${name}, ${theme}`,
        async () => {
          const watched = await shared.open('/workbench.html', { theme, width: WIDTHS[0], height: HEIGHT });
          const views = (await viewsOf(watched)).filter((view) => part.test(view));
          expect(views).not.toEqual([]);
          const findings: string[] = [];
          for (const view of views)
            findings.push(...(await look(watched, view, theme)).map((finding) => `${view}: ${finding}`));
          expect(findings).toEqual([]);
        },
        TEST_MILLISECONDS,
      );
    }
  }
});

/** The addresses that the workbench lists. */
async function viewsOf(watched: WatchedPage): Promise<string[]> {
  const links = watched.page.locator('main a');
  await links.first().waitFor();
  return links.evaluateAll((elements) => elements.map((element) => element.getAttribute('href')!));
}

/** Looks at a view in all widths; what is wrong with it. */
async function look(watched: WatchedPage, address: string, theme: string): Promise<string[]> {
  await watched.goTo(address);
  const findings: string[] = [];
  // What is narrow does not depend on the theme.
  for (const width of theme === 'dark' ? WIDTHS : WIDTHS.slice(0, 1)) {
    await watched.page.setViewportSize({ width, height: HEIGHT });
    await watched.quiet(width === WIDTHS[0] ? 200 : 100);
    const overflow = await watched.overflow();
    if (overflow > 0) findings.push(`${overflow} pixels wider than a page of ${width}`);
    await watched.screenshot(`views/${nameOf(address)}-${theme}-${width}`);
    if (width === WIDTHS[0]) findings.push(...(await graveFindings(watched)));
  }
  return findings;
}

function nameOf(address: string): string {
  const words = decodeURIComponent(address.replaceAll('+', ' ')).replaceAll(/[^\w]+/g, '-');
  return words.replaceAll(/^-|-$/g, '').slice(0, 80);
}
