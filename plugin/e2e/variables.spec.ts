import { expect, test } from '@grafana/plugin-e2e';
import { DASHBOARDS, DATASOURCE, openDashboard, SESSIONS } from './training';

test('a new variable offers sessions by name', async ({ variableEditPage, page }) => {
  await variableEditPage.datasource.set(DATASOURCE.name);
  await page.getByLabel('Values', { exact: true }).click();
  await page.getByRole('option', { name: /^Sessions/ }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews(['router base']);
});

test('a new variable offers agents', async ({ variableEditPage, page }) => {
  await variableEditPage.datasource.set(DATASOURCE.name);
  await page.getByLabel('Values', { exact: true }).click();
  await page.getByRole('option', { name: /^Agents/ }).click();
  await variableEditPage.runQuery();
  await expect(variableEditPage).toDisplayPreviews([
    /^(writer|planner|router)$/,
    /^(writer|planner|router)$/,
    /^(writer|planner|router)$/,
  ]);
});

test('the sessions that a dashboard offers follow its agent', async ({ page }) => {
  await openDashboard(page, DASHBOARDS.session, { 'var-agent': 'planner', 'var-session': SESSIONS.failed });
  await page.getByTestId('data-testid template variable').filter({ hasText: 'Session' }).getByRole('combobox').click();
  await expect(page.getByRole('option', { name: 'planner resumed' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'router base' })).toHaveCount(0);
});
