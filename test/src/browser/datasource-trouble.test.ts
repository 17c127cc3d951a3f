import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Interposer, type Answered } from './interposer.js';
import { logRun } from './runs.js';

const SERIES = '/analytics/series';
const STATUS = '/analytics/status';

const query = (parts: object) => `/workbench.html#/query?query=${encodeURIComponent(JSON.stringify(parts))}`;
const curves = query({ kind: 'series', sessions: ['one'], metrics: ['training_loss'] });
const html: Answered = { status: 200, body: '<!doctype html><title>Sign in</title>', type: 'text/html' };

/** What stands between a panel and its data, how it looks from the browser, and the words that say what to do. */
const TROUBLES: [string, string, Answered, RegExp][] = [
  ['the exporter is away', SERIES, { status: 502, body: '' }, /does not answer.*npm run exporter/],
  ['the exporter is slow', SERIES, { status: 504, body: '' }, /did not answer in time.*Ask for less/],
  // Grafana's proxy turns the exporter's 401 into this.
  ['the token is wrong', SERIES, { status: 400, body: 'Authentication to data source failed' }, /Enter a token/],
  [
    'the token lacks a scope',
    SERIES,
    { status: 403, body: JSON.stringify({ error: { code: 'forbidden', message: 'lacks the scope read' } }) },
    /scope "read"/,
  ],
  ['Grafana refuses the user', SERIES, { status: 403, body: '{"message":"Access denied"}' }, /Ask an administrator/],
  ['a login page answers', SERIES, html, /web page came instead of data/],
  ['the route of the proxy is missing', SERIES, { status: 404, body: 'Not Found' }, /not a Shadower Training exporter/],
];

describeInBrowser('a datasource in trouble', (shared) => {
  let between: Interposer;
  beforeAll(async () => {
    await logRun(shared.client, { session_id: 'one' });
    between = await Interposer.before(shared.exporter.url);
  });
  beforeEach(() => {
    between.interpose = () => undefined;
    between.closed.length = 0;
  });
  afterAll(() => between.close());

  /** The browser itself notes requests that failed. */
  const open = (path: string) =>
    shared.open(path, { width: 1200, allowed: /Failed to load resource/, origin: between.url });

  for (const [what, path, answer, words] of TROUBLES) {
    test(`says what to do when ${what}`, async () => {
      between.interpose = (asked) => (asked === path ? answer : undefined);
      const { page } = await open(curves);
      await page.getByText(words).first().waitFor();
    });
  }

  test('says that the exporter speaks another schema, in the editor and in the panel, beside what it shows', async () => {
    const status = await (await fetch(shared.exporter.url + STATUS)).text();
    const body = status.replace(/"schema_version":\d+/, '"schema_version":99');
    between.interpose = (asked) => (asked === STATUS ? { status: 200, body, type: 'application/json' } : undefined);
    const watched = await open(curves);
    await watched
      .region('Query editor')
      .getByText(/schema 99.*Update the plugin/)
      .waitFor();
    await watched.region('Answer').getByText('one training_loss: 200 rows').waitFor();
    await watched.screenshot('query-other-schema');
  });

  test('closes the connection of a question that nobody waits for any more', async () => {
    between.interpose = (asked) => (asked === SERIES ? 'hang' : undefined);
    const watched = await open(curves);
    await watched.until('the curves are asked for', async () => between.paths.includes(SERIES));
    expect(between.closed).toEqual([]);
    await watched.page.getByLabel('Show', { exact: true }).click();
    await watched.page
      .getByRole('option')
      .filter({ hasText: /^Sessions/ })
      .click();
    await watched.until('the question is given up', async () => between.closed.includes(SERIES));
  });

  test('opens one stream for all panels of a page', async () => {
    const streams = () => between.paths.filter((path) => path === '/analytics/live').length;
    between.paths.length = 0;
    const watched = await open('/');
    await watched.connection('Live');
    await watched.page.waitForTimeout(3_000);
    expect(streams()).toBe(1);
  });
});
