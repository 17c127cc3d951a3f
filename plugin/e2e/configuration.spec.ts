import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { DATASOURCE, DATASOURCE_TYPE } from './training';

const addressField = (page: Page) => page.getByLabel('Exporter address', { exact: false });

test('a new data source is told from a wrong address, and works with the right one', async ({
  createDataSourceConfigPage,
  page,
  request,
}) => {
  const provisioned = (await (await request.get(`/api/datasources/uid/${DATASOURCE.uid}`)).json()) as {
    jsonData: { url: string };
  };
  const configuration = await createDataSourceConfigPage({ type: DATASOURCE_TYPE });
  await addressField(page).fill('http://127.0.0.1:1');
  await configuration.saveAndTest({ path: 'analytics/status' });
  await expect(configuration).toHaveAlert('error', { hasText: /exporter|reach/i });
  await addressField(page).fill(provisioned.jsonData.url);
  await configuration.saveAndTest({ path: 'analytics/status' });
  await expect(configuration).toHaveAlert('success');
});

test('the provisioned data source works', async ({ gotoDataSourceConfigPage }) => {
  const configuration = await gotoDataSourceConfigPage(DATASOURCE.uid);
  await configuration.saveAndTest({ path: 'analytics/status' });
  await expect(configuration).toHaveAlert('success');
});

test('the app has its page', async ({ gotoAppPage, page }) => {
  await gotoAppPage({ pluginId: 'shadower-training-app' });
  await expect(page.getByRole('heading', { name: 'Shadower Training' }).first()).toBeVisible();
});
