import { expect, test } from '@grafana/plugin-e2e';
import { DASHBOARDS, RANGE, SESSIONS } from './training';

const CHOSEN = new URLSearchParams({ 'var-session': SESSIONS.completed });
const dashboard = { uid: DASHBOARDS.session, timeRange: RANGE, queryParams: CHOSEN };

test('the loss plot is edited with its own options and those of all panels', async ({ gotoPanelEditPage, page }) => {
  const panel = await gotoPanelEditPage({ dashboard, id: '8' });
  await expect(panel.getVisualizationName()).toHaveText('Loss plot');
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  const curves = panel.getCustomOptions('Curves');
  await curves.getSwitch('Log scale').check();
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  await expect(page.getByText('Standard options').first()).toBeVisible();
  await expect(panel.panel.getErrorIcon()).toHaveCount(0);
});

test('training progress is edited with its own options', async ({ gotoPanelEditPage }) => {
  const panel = await gotoPanelEditPage({ dashboard, id: '7' });
  await expect(panel.getVisualizationName()).toHaveText('Training progress');
  await expect(panel.panel.locator.getByText('router base').first()).toBeVisible();
  await expect(panel.panel.getErrorIcon()).toHaveCount(0);
});

test('curves may be drawn by the core time series panel, and back', async ({ gotoPanelEditPage }) => {
  const panel = await gotoPanelEditPage({ dashboard, id: '13' });
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  await panel.setVisualization('Loss plot');
  await expect(panel.getVisualizationName()).toHaveText('Loss plot');
  await expect(panel.panel.locator.locator('canvas').first()).toBeVisible();
  await expect(panel.panel.getErrorIcon()).toHaveCount(0);
});
