/** Specs against a real Grafana: `npm run e2e` with GRAFANA_URL (docs/dashboards.md). */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig, devices } from '@playwright/test';

const HERE = dirname(fileURLToPath(import.meta.url));
const RESULTS = join(HERE, '..', '..', '.cache', 'e2e');
const SIGNED_IN = join(RESULTS, 'admin.json');

/** As root, and on a machine without a network, Chromium wants to be told so. */
const CHROMIUM = {
  executablePath: process.env['TRAINING_TEST_CHROMIUM'] || undefined,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
};

export default defineConfig<PluginOptions>({
  testDir: HERE,
  outputDir: join(RESULTS, 'results'),
  // One Grafana and one exporter serve all: its time is the limit, not the browser's.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  reporter: [['list']],
  use: {
    baseURL: process.env['GRAFANA_URL'],
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: CHROMIUM,
    viewport: { width: 1600, height: 1000 },
    provisioningRootDir: join(HERE, '..', '..', 'provisioning'),
  },
  projects: [
    { name: 'sign in', testMatch: 'sign-in.setup.ts', use: devices['Desktop Chrome'] },
    {
      name: 'specs',
      testMatch: '*.spec.ts',
      dependencies: ['sign in'],
      use: { ...devices['Desktop Chrome'], viewport: { width: 1600, height: 1000 }, storageState: SIGNED_IN },
    },
  ],
});
