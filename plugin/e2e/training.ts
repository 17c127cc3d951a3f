/** Names that the specs share. The sessions are those of test/src/harness/fleet.ts; `npm run e2e` sends them. */
import type { Locator, Page } from '@playwright/test';

export const DATASOURCE_TYPE = 'shadower-training-datasource';
/** Of the provisioned datasource (provisioning/datasources/training.yaml). */
export const DATASOURCE = { uid: 'shadower-training', name: 'Shadower Training', type: DATASOURCE_TYPE };

export const DASHBOARDS = {
  overview: 'shadower-training-overview',
  session: 'shadower-training-session',
  compare: 'shadower-training-compare',
} as const;

/** A session that ended well, one that failed, and one with two attempts. */
export const SESSIONS = { completed: 'router-base', failed: 'planner-oom', resumed: 'planner-resumed' } as const;

/** A range that holds all sessions, however long ago they were sent. */
export const RANGE = { from: 'now-90d', to: 'now' } as const;

/** What a query may say beside its kind. */
export interface QueryParts {
  kind: string;
  sessions?: readonly string[];
  metrics?: readonly string[];
  part?: string;
  view?: string;
  x?: string;
}

/** Opens Explore with a query. */
export async function explore(page: Page, query: QueryParts): Promise<void> {
  const pane = {
    datasource: DATASOURCE.uid,
    queries: [{ refId: 'A', datasource: { type: DATASOURCE.type, uid: DATASOURCE.uid }, version: 1, ...query }],
    range: RANGE,
  };
  const panes = encodeURIComponent(JSON.stringify({ one: pane }));
  await page.goto(`/explore?schemaVersion=1&orgId=1&panes=${panes}`);
}

/** Opens a dashboard over all sessions; parameters are those of its address. */
export async function openDashboard(page: Page, uid: string, parameters: Record<string, string | string[]> = {}) {
  const query = new URLSearchParams({ orgId: '1', ...RANGE });
  for (const [name, values] of Object.entries(parameters))
    for (const value of [values].flat()) query.append(name, value);
  await page.goto(`/d/${uid}?${query.toString()}`);
  await anyPanel(page).first().waitFor();
}

const anyPanel = (page: Page) => page.locator('[data-testid^="data-testid Panel header "]');

/** A panel of a dashboard by its title; it is brought into view, as Grafana draws only panels that are seen. */
export async function panelOf(page: Page, title: string): Promise<Locator> {
  const panel = page.getByTestId(`data-testid Panel header ${title}`).first();
  await page.mouse.move(800, 600);
  for (let scrolled = 0; (await panel.count()) === 0 && scrolled < 60; scrolled++) {
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(150);
  }
  await panel.scrollIntoViewIfNeeded();
  return panel;
}
