import { expect, test } from '@grafana/plugin-e2e';
import { explore, SESSIONS, type QueryParts } from './training';

/** Each kind of query: what the editor calls it, and what Explore shows of its answer. */
const KINDS: { query: QueryParts; shown: string; answer: RegExp | 'curves' }[] = [
  { query: { kind: 'series', sessions: [SESSIONS.completed] }, shown: 'Curves', answer: 'curves' },
  { query: { kind: 'series', sessions: [SESSIONS.completed], x: 'time' }, shown: 'Curves', answer: 'curves' },
  { query: { kind: 'scores', sessions: [SESSIONS.completed] }, shown: 'Scores over time', answer: 'curves' },
  { query: { kind: 'resources', sessions: [SESSIONS.completed] }, shown: 'Resources', answer: 'curves' },
  { query: { kind: 'sessions' }, shown: 'Sessions', answer: /router base/ },
  { query: { kind: 'table' }, shown: 'Compare', answer: /base_model/ },
  {
    query: { kind: 'table', view: 'diff', sessions: [SESSIONS.completed, SESSIONS.failed] },
    shown: 'Compare',
    answer: /learning_rate/,
  },
  { query: { kind: 'events', sessions: [SESSIONS.failed] }, shown: 'Events', answer: /CUDA out of memory/ },
  {
    query: { kind: 'progress', part: 'session', sessions: [SESSIONS.completed] },
    shown: 'One session',
    answer: /router base/,
  },
  {
    query: { kind: 'progress', part: 'log', sessions: [SESSIONS.failed] },
    shown: 'One session',
    answer: /OutOfMemoryError/,
  },
  {
    query: { kind: 'progress', part: 'configuration', sessions: [SESSIONS.completed] },
    shown: 'One session',
    answer: /hyperparameters/,
  },
];

for (const { query, shown, answer } of KINDS) {
  test(`Explore answers ${Object.values(query).flat().join(', ')}`, async ({ page }) => {
    await explore(page, query);
    const row = page.getByTestId('query-editor-row').first();
    await expect(row.getByLabel('Show', { exact: true })).toHaveValue(shown);
    if (answer === 'curves') {
      await expect(page.locator('main canvas').first()).toBeVisible();
      await expect(page.getByText(/No data|No curves/)).toHaveCount(0);
    } else {
      await expect(page.getByText(answer).first()).toBeVisible();
    }
    await expect(page.getByRole('alert').filter({ hasText: /error|went wrong/i })).toHaveCount(0);
  });
}

test('the editor leads from what to show to a metric, and asks for it', async ({ page }) => {
  await explore(page, { kind: 'sessions' });
  const row = page.getByTestId('query-editor-row').first();
  await row.getByLabel('Show', { exact: true }).click();
  await page.getByRole('option', { name: /^Curves/ }).click();
  await row.getByLabel('Metrics', { exact: true }).click();
  await page.getByRole('option', { name: 'gradient_norm' }).click();
  await page.keyboard.press('Escape');
  // Each choice is asked for at once, without "Run query".
  await expect(page.locator('main canvas').first()).toBeVisible();
  await expect(page.getByTestId('loss-plot-words')).toContainText(/gradient.norm: \d+ points/);
});
