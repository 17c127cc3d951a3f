import { expect, test } from '@grafana/plugin-e2e';
import { DASHBOARDS, DATASOURCE, openDashboard, SESSIONS } from './training';

test('a new annotation query asks for events', async ({ annotationEditPage, page }) => {
  await annotationEditPage.datasource.set(DATASOURCE.name);
  await expect(page.getByLabel('Show', { exact: true })).toHaveValue('Events');
  await page.getByRole('button', { name: /^Test/ }).click();
  await expect(page.getByText(/\d+ events \(from/)).toBeVisible();
});

test('the events of a session are marked in panels over time', async ({ page }) => {
  await openDashboard(page, DASHBOARDS.session, { 'var-session': SESSIONS.failed, viewPanel: 'panel-13' });
  await expect(page.getByTestId('data-testid annotation-marker').first()).toBeVisible();
});
