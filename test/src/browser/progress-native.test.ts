/// <reference lib="dom" />
import { expect, test } from '@jest/globals';
import { graveFindings } from './accessibility.js';
import { describeInBrowser } from './in-browser.js';
import { logRun } from './runs.js';
import type { WatchedPage } from './watched-page.js';

const ID = 'shadower-trainingprogress-panel';
const panel = (fixture: string, options: object = {}) =>
  `/workbench.html#/panel?${new URLSearchParams({ id: ID, fixture, height: '440', options: JSON.stringify(options) }).toString()}`;

/** The words of a session's cells, by the headings above them. */
async function cellsOf(watched: WatchedPage, session: string): Promise<Record<string, string>> {
  const headings = await watched.page
    .getByRole('columnheader')
    .evaluateAll((all) => all.map((heading) => heading.getAttribute('aria-label') ?? ''));
  const cells = await watched.row(session).getByRole('gridcell').allInnerTexts();
  return Object.fromEntries(headings.map((heading, index) => [heading, cells[index]?.trim() ?? '']));
}

describeInBrowser('the training progress panel as one of Grafana’s own', (shared) => {
  test('a frame of a CSV with six overrides is drawn as they say', async () => {
    const options = { extraFields: ['learning_*', 'optimizer', 'queue'] };
    const watched = await shared.open(panel('scheduler', options), { width: 1400, height: 500 });
    const { page } = watched;
    await watched.row('run-2').waitFor();
    expect(await cellsOf(watched, 'run-2')).toEqual({
      State: 'Finished',
      Session: 'wide layers',
      Objective: '0.40',
      'vs best': 'at best',
      Cost: '€31.3',
      LR: '0.001',
      queue: 'gpu-b',
      Actions: '',
    });
    // Hidden: the optimizer. Coloured by a regular expression: the learning rate, and nothing beside it.
    expect(await page.getByText('adamw').count()).toBe(0);
    const colorOf = (text: string) =>
      watched
        .row('run-2')
        .getByText(text, { exact: true })
        .evaluate((element) => getComputedStyle(element).color);
    expect(await colorOf('0.001')).toBe('rgb(255, 152, 48)');
    expect(await colorOf('€31.3')).toBe(await colorOf('0.40'));
    const link = watched.row('run-2').getByRole('link', { name: 'gpu-b' });
    expect(await link.getAttribute('target')).toBe('_blank');
    expect(await link.getAttribute('title')).toBe('Queue: queue');
    expect(await graveFindings(watched)).toEqual([]);
    await watched.screenshot('panel-progress-csv');
  });

  test('rows are selected by mouse and keyboard, several at once, and compared', async () => {
    const watched = await shared.open(panel('several'), { width: 1400, height: 500 });
    const { page } = watched;
    const rows = page.locator('[data-session]');
    await rows.first().waitFor();
    await rows.nth(0).click();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Control+Enter');
    const [first, third] = [
      await rows.nth(0).getAttribute('data-session'),
      await rows.nth(2).getAttribute('data-session'),
    ];
    await watched.shows(first!, third!);
    const address = await page.getByRole('link', { name: 'Compare 2 sessions' }).getAttribute('href');
    expect(address).toMatch(/^\/d\/shadower-training-compare\?var-session=/);
    // Sorting says so to those who don't see the arrow.
    const heading = page.getByRole('columnheader', { name: 'Cost' });
    await heading.getByRole('button').click();
    expect(await heading.getAttribute('aria-sort')).toBe('descending');
  });

  for (const theme of ['dark', 'light'] as const) {
    for (const width of [1600, 400]) {
      test(`no, one, many and too many sessions, ${theme}, ${width} wide`, async () => {
        const watched = await shared.open(panel('nothing'), { width, height: 500, theme });
        await watched.page.getByText('No sessions to show').waitFor();
        for (const fixture of ['one', 'many', 'ten thousand', 'a million', 'no state']) {
          await watched.goTo(panel(fixture));
          if (fixture === 'no state') {
            await watched.page.getByText('Needs the field "state"').waitFor();
          } else {
            await watched.page.locator('[data-session]').first().waitFor();
            expect(await watched.page.locator('[data-session]').count()).toBeLessThan(40);
          }
          expect(await watched.overflow()).toBeLessThanOrEqual(0);
          expect(await graveFindings(watched)).toEqual([]);
          await watched.screenshot(`panel-progress-${fixture.replaceAll(' ', '-')}-${theme}-${width}`);
        }
        await watched.goTo(panel('a million'));
        await watched.page.getByText(/The first 10,000 of 1,000,000 rows/).waitFor();
      });
    }
  }

  test('tags and notes are edited from a row, and the list and the details show them', async () => {
    const body = { agent_id: 'a', tags: { team: 'search', old: 'yes' } };
    await logRun(shared.client, { session_id: 'edited', name: 'to be edited', steps: 40, body });
    const watched = await shared.open('/#/sessions/edited', { width: 1900 });
    const { page } = watched;
    await watched.row('edited').waitFor();
    await page.getByRole('button', { name: 'Actions for to be edited' }).click();
    await page.getByRole('menu').getByText('Edit tags and notes').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Notes').fill('Half of the learning rate');
    await dialog.getByRole('button', { name: 'Remove old' }).click();
    await dialog.getByRole('button', { name: 'Add tag' }).click();
    await dialog.getByLabel('Tag name').last().fill('gpu');
    await dialog.getByLabel('Value of gpu').fill('a100');
    expect(await graveFindings(watched)).toEqual([]);
    await watched.screenshot('panel-progress-edit');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    await watched.row('edited').getByText('gpu=a100').waitFor();
    const details = watched.region('Session details');
    await details.getByText('Half of the learning rate').waitFor();
    expect(await details.getByRole('list', { name: 'Tags' }).getByRole('listitem').allInnerTexts()).toEqual([
      'team=search',
      'gpu=a100',
    ]);
    // What says nothing takes no room.
    expect(await details.getByText('Commit').count()).toBe(0);
  });

  test('a refusal is told in the words of the exporter', async () => {
    await logRun(shared.client, { session_id: 'refused', name: 'refused', steps: 40 });
    const watched = await shared.open('/#/sessions/refused', { allowed: /status of 4\d\d/ });
    const { page } = watched;
    await watched.region('Session details').getByRole('button', { name: 'Edit tags and notes' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add tag' }).click();
    await dialog.getByLabel('Tag name').fill('x'.repeat(65));
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog
      .getByRole('alert')
      .getByText(/64 characters/)
      .waitFor();
    await watched.screenshot('panel-progress-edit-refused');
  });
});
