/// <reference lib="dom" />
import { beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { waitUntil } from '../harness/waiting.js';
import { graveFindings } from './accessibility.js';
import { describeInBrowser } from './in-browser.js';
import { logRun, send } from './runs.js';
import type { WatchedPage } from './watched-page.js';

const part = (name: string, query?: object) =>
  `/workbench.html#/${name}${query ? `?query=${encodeURIComponent(JSON.stringify(query))}` : ''}`;

/** What each kind of query answers for the sessions below: the name of its first frame, and a field of it. */
const KINDS = [
  { kind: 'sessions', answer: /^sessions: 2 rows of .*attention_reason/ },
  { kind: 'series', answer: /^second training_loss: 200 rows of step, time, training_loss/ },
  { kind: 'scores', answer: /overfitting_score: \d+ rows of step, time, overfitting_score/ },
  { kind: 'resources', metrics: ['cpu_percent'], answer: /cpu_percent: 1 rows of .*time, cpu_percent/ },
  {
    kind: 'table',
    view: 'diff',
    sessions: ['second', 'first'],
    answer: /^diff: 1 rows of section, key, second, first/,
  },
  { kind: 'table', view: 'groups', groupBy: ['agent_id'], answer: /^groups: 2 rows of agent_id, sessions, objective/ },
  {
    kind: 'sessions',
    where: ['tags.team=|search|ops', 'hyperparameters.learning_rate<0.005'],
    answer: /^sessions: 1 r/,
  },
  { kind: 'table', answer: /^sessions: 2 rows of .*hyperparameters\.learning_rate/ },
  { kind: 'events', answer: /rows of time, timeEnd, title/ },
  { kind: 'progress', sessions: ['second'], answer: /^sessions: 1 rows/ },
  { kind: 'progress', sessions: ['second'], part: 'log', answer: /rows of timestamp, body, severity/ },
  { kind: 'progress', sessions: ['second'], part: 'configuration', answer: /rows of section, key, value/ },
];

describeInBrowser('the datasource on the workbench', (shared) => {
  beforeAll(async () => {
    const body = { tags: { team: 'search' }, training_config: { hyperparameters: { learning_rate: 0.001 } } };
    await logRun(shared.client, { session_id: 'first', body: { ...body, agent_id: 'router' } });
    const other = { tags: { team: 'search' }, training_config: { hyperparameters: { learning_rate: 0.01 } } };
    await logRun(shared.client, { session_id: 'second', body: { ...other, agent_id: 'writer' } });
    await send(shared.client, 'second', [{ step: 199, metrics: { cpu_percent: 40 } }], 2);
  });

  for (const { answer, ...query } of KINDS) {
    test(`a query of ${Object.values(query).flat().join(', ')} is edited and answered`, async () => {
      const watched = await shared.open(part('query', query), { width: 1200 });
      await watched.region('Query editor').getByLabel('Show', { exact: true }).waitFor();
      await watched.until('the answer is there', async () => {
        const frames = await watched.region('Answer').getByRole('listitem').allTextContents();
        if (!frames.some((text) => answer.test(text))) throw new Error(`the frames are ${frames.join(' | ')}`);
        return true;
      });
      await watched.screenshot(`query-${Object.values(query).flat().join('-')}`);
    });
  }

  test('the query editor leads from kind to agents, sessions and metrics, each list narrowed by what was chosen', async () => {
    const watched = await shared.open(part('query', { kind: 'sessions' }), { width: 1200 });
    const { page } = watched;
    await choose(page, 'Show', 'Curves');
    expect(await optionsOf(page, 'Agents')).toEqual(['router', 'writer']);
    await choose(page, 'Agents', 'router');
    expect(await optionsOf(page, 'Sessions')).toEqual(['first']);
    await choose(page, 'Sessions', 'first');
    expect(await optionsOf(page, 'Metrics')).toEqual(
      expect.arrayContaining(['training_loss', 'validation_loss', 'learning_rate', 'gradient_norm']),
    );
    await choose(page, 'Metrics', 'gradient_norm');
    await choose(page, 'X-axis', 'Epoch');
    await queryIs(watched, {
      ...{ kind: 'series', agents: ['router'], sessions: ['first'], x: 'epoch' },
      metrics: ['training_loss', 'validation_loss', 'gradient_norm'],
    });
    await watched.region('Answer').getByText('first gradient_norm: 200 rows of epoch').waitFor();
    await watched.screenshot('query-chosen');
  });

  for (const width of [1200, 400]) {
    test(`editors are accessible and fit a width of ${width} pixels`, async () => {
      const chosen = { sessions: ['first', 'second'], where: ['hyperparameters.learning_rate>=0.001'] };
      for (const [name, query] of [
        ['query', { kind: 'series', metrics: ['training_loss', 'validation_loss', 'gradient_norm'], ...chosen }],
        ['query', { kind: 'table', view: 'groups', groupBy: ['hyperparameters.learning_rate'], ...chosen }],
        ['query', { kind: 'events', events: ['best', 'failure', 'checkpoint'], where: ['not a condition'] }],
        ['variable', { kind: 'values', field: 'hyperparameters.learning_rate' }],
      ] as const) {
        const watched = await shared.open(part(name, query), { width, allowed: /Failed to load resource/ });
        await watched.region(name === 'query' ? 'Query editor' : 'Variable editor').waitFor();
        await watched.quiet();
        expect(await graveFindings(watched)).toEqual([]);
        expect(await watched.overflow()).toBeLessThanOrEqual(0);
        await watched.screenshot(`editor-${name}-${query.kind}-${width}`);
      }
    });
  }

  test('a field is chosen by keyboard alone', async () => {
    const watched = await shared.open(part('query', { kind: 'table' }), { width: 1200 });
    const { page } = watched;
    await page.getByLabel('View', { exact: true }).focus();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('listbox').getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await queryIs(watched, { kind: 'table', view: 'groups' });
    await page.getByLabel('Group by', { exact: true }).waitFor();
  });

  test('conditions offer the values of a field', async () => {
    const watched = await shared.open(part('query', { kind: 'sessions' }), { width: 1200 });
    const { page } = watched;
    await page.getByLabel('Conditions', { exact: true }).click();
    await page.keyboard.type('agent_id=', { delay: 60 });
    const options = page.getByRole('listbox').getByRole('option');
    await options.filter({ hasText: 'agent_id=writer' }).first().click();
    await queryIs(watched, { where: ['agent_id=writer'] });
    await watched
      .region('Answer')
      .getByText(/^sessions: 1 rows/)
      .waitFor();
  });

  test('variables offer workspaces, agents and sessions', async () => {
    const watched = await shared.open(part('variable', { kind: 'agents' }));
    const { page } = watched;
    const values = () =>
      page.getByRole('list', { name: 'Values of the variable' }).getByRole('listitem').allTextContents();
    await watched.until('agents are offered', async () => (await values()).sort().join() === 'router,writer');
    await choose(page, 'Values', 'Sessions');
    await watched.until('sessions are offered', async () => (await values()).sort().join() === 'first,second');
    await choose(page, 'Agents', 'writer');
    await watched.until('those of the agent are left', async () => (await values()).join() === 'second');
    await watched.screenshot('variable');
    await choose(page, 'Values', 'Values of a field');
    await choose(page, 'Field', 'agent_id');
    await watched.until('values are offered', async () => (await values()).join() === 'writer');
    await choose(page, 'Values', 'Workspaces');
    await watched.until('workspaces are offered', async () => (await values()).join() === 'default');
  });
});

/** Opens a list and waits until it holds something. */
async function opened(page: Page, label: string) {
  await page.getByLabel(label, { exact: true }).click();
  const options = page.getByRole('listbox').getByRole('option');
  await options.first().waitFor();
  return options;
}

/** The values that a field offers. */
async function optionsOf(page: Page, label: string): Promise<string[]> {
  const options = await opened(page, label);
  const texts = await options.evaluateAll((elements) =>
    elements.map((element) => (element as HTMLElement).innerText.split('\n')[0]!),
  );
  await closed(page);
  return texts.sort();
}

async function choose(page: Page, label: string, value: string): Promise<void> {
  const options = await opened(page, label);
  await options
    .filter({ hasText: new RegExp(`^${value}`) })
    .first()
    .click();
  await closed(page);
}

/** A list of which one value is chosen closes by itself, one of several stays open. */
async function closed(page: Page): Promise<void> {
  const list = page.getByRole('listbox');
  await waitUntil('the list is closed', async () => {
    if ((await list.count()) === 0 || !(await list.first().isVisible())) return true;
    await page.locator('body').click({ position: { x: 5, y: 5 } });
    return null;
  });
}

async function queryIs(watched: WatchedPage, wanted: Record<string, unknown>): Promise<void> {
  await watched.until('the query is as chosen', async () => {
    const query = JSON.parse(await watched.page.getByLabel('Query', { exact: true }).innerText()) as object;
    expect(query).toMatchObject(wanted);
    return true;
  });
}
