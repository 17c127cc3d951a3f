import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@grafana/plugin-e2e';
import { DASHBOARDS, openDashboard, panelOf, RANGE, SESSIONS } from './training';

interface StoredPanel {
  title: string;
  type: string;
  collapsed?: boolean;
}

const FOLDER = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'provisioning', 'dashboards');
const panelsOf = (uid: string): StoredPanel[] =>
  (JSON.parse(readFileSync(join(FOLDER, `${uid}.json`), 'utf8')) as { panels: StoredPanel[] }).panels;

/** Which sessions a dashboard is opened with. */
const CHOSEN: Record<string, string[]> = {
  [DASHBOARDS.session]: [SESSIONS.resumed],
  [DASHBOARDS.compare]: ['$__all'],
};

for (const uid of Object.values(DASHBOARDS)) {
  test(`${uid} shows every panel without an error`, async ({ page }) => {
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    await openDashboard(page, uid, { 'var-session': CHOSEN[uid] ?? [] });
    for (const { title, type } of panelsOf(uid)) {
      if (type === 'row' || type === 'annolist') continue;
      const panel = await panelOf(page, title.replace('$metric', 'validation_loss'));
      await expect(panel, title).toBeVisible();
      await expect(panel.getByText(/^No (data|curves|sessions)/), title).toHaveCount(0);
      await expect(panel.getByTestId('data-testid Panel status error'), title).toHaveCount(0);
    }
    expect(problems).toEqual([]);
  });
}

test('a click on a session opens its dashboard over the time in which it ran', async ({ page }) => {
  await openDashboard(page, DASHBOARDS.overview);
  const list = await panelOf(page, 'Ended sessions');
  await list.getByText('planner, long context').first().click();
  await page
    .getByRole('link', { name: 'Open dashboard' })
    .or(page.getByRole('menuitem', { name: 'Open dashboard' }))
    .first()
    .click();
  await page.waitForURL(/shadower-training-session/);
  const address = new URL(page.url());
  expect(address.searchParams.get('var-session')).toBe(SESSIONS.failed);
  expect(address.searchParams.get('var-datasource')).not.toBeNull();
  // Grafana writes ends of a range as milliseconds or as instants.
  const millisecondsOf = (text: string) => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));
  const [from, to] = ['from', 'to'].map((name) => millisecondsOf(address.searchParams.get(name) ?? ''));
  expect(to! - from!).toBeGreaterThan(2 * 3_600_000);
  expect(to! - from!).toBeLessThan(4 * 3_600_000);
  await expect(await panelOf(page, 'Log and traceback')).toContainText('OutOfMemoryError');
});

test('the dashboards lead to each other and keep the time range', async ({ page }) => {
  await openDashboard(page, DASHBOARDS.overview);
  await page.getByRole('link', { name: 'Compare sessions' }).click();
  await page.waitForURL(/shadower-training-compare/);
  expect(new URL(page.url()).searchParams.get('from')).toBe(RANGE.from);
});
