import { expect, test } from '@grafana/plugin-e2e';
import type { Page } from '@playwright/test';
import { DASHBOARDS, openDashboard, SESSIONS } from './training';

/** Opens a panel of the session dashboard in its editor. */
async function edit(page: Page, id: number): Promise<void> {
  await openDashboard(page, DASHBOARDS.session, { 'var-session': SESSIONS.completed, editPanel: String(id) });
}

test('the loss plot is edited with its own options and those of all panels', async ({ panelEditPage: panel, page }) => {
  await edit(page, 8);
  await expect(panel.getVisualizationName()).toHaveText('Loss plot');
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  const curves = panel.getCustomOptions('Curves');
  await curves.getSwitch('Log scale').check();
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  await expect(page.getByText('Standard options').first()).toBeVisible();
  await expect(panel.panel.getErrorIcon()).toHaveCount(0);
});

test('training progress is edited with its own options', async ({ panelEditPage: panel, page }) => {
  await edit(page, 7);
  await expect(panel.getVisualizationName()).toHaveText('Training progress');
  await expect(panel.panel.locator.getByText('router base').first()).toBeVisible();
  await expect(panel.panel.getErrorIcon()).toHaveCount(0);
});

test('curves may be drawn by the core time series panel, and back', async ({ panelEditPage: panel, page }) => {
  await edit(page, 13);
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  await panel.setVisualization('Loss plot');
  await expect(panel.getVisualizationName()).toHaveText('Loss plot');
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  await expect(panel.panel.getErrorIcon()).toHaveCount(0);
});
