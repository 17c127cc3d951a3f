import { beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { complete, logRun } from './runs.js';

/** Sessions beside each other, in workspaces of their own. */
const COUNTS = { none: 0, one: 1, many: 200 } as const;
const LOOKS = (['dark', 'light'] as const).flatMap((theme) =>
  [1600, 400].map((width) => ({ theme, width, height: width === 400 ? 860 : 1000 })),
);
const ENDS = [
  { status: 'completed' },
  null,
  {
    status: 'failed',
    error_details: 'Traceback (most recent call last):\n  File "train.py", line 7\nMemoryError: 12 GiB',
  },
  { status: 'stopped' },
  { status: 'cancelled' },
];

describeInBrowser('the page with no session, one, and many', (shared) => {
  beforeAll(async () => {
    for (const [workspace_id, count] of Object.entries(COUNTS)) {
      // Running ones are the oldest: what the page shows by itself then stands far down in the list.
      for (let index = 0; index < count; index++) {
        const end = count === 1 ? null : index === 3 ? null : ENDS[index % ENDS.length === 1 ? 0 : index % ENDS.length];
        const session_id = `${workspace_id}-${index}`;
        const agent_id = `agent-${index % 3}`;
        const name = index % 7 === 6 ? `a-name-that-goes-on-and-on-without-a-place-to-break-${index}` : `run ${index}`;
        const body = { agent_id, tags: { number: String(index) } };
        const points = index === 3 || count === 1 ? 200 : 40;
        const run = { session_id, workspace_id, name, steps: points, rise: index % 2, body };
        await logRun(shared.client, run);
        if (end) await complete(shared.client, run, end);
      }
    }
  }, 90_000);

  for (const [workspace, count] of Object.entries(COUNTS)) {
    for (const { theme, width, height } of LOOKS) {
      test(`${count} sessions, ${theme}, ${width} wide`, async () => {
        const watched = await shared.open(`/?workspace=${workspace}`, { theme, width, height });
        if (count === 0) await watched.region('Log your first training session').waitFor();
        else {
          await watched.shows(count === 1 ? 'one-0' : 'many-3');
          const plot = new Plot(watched);
          await plot.hasPoints('training loss', 200);
        }
        await watched.connection('Live');
        expect(await watched.overflow()).toBeLessThanOrEqual(0);
        expect(await watched.cutOff('button[aria-pressed]')).toEqual([]);
        await watched.screenshot(`sessions-${count}-${theme}-${width}`);
      });
    }
  }

  test('a long list is filtered by state and by words', async () => {
    const watched = await shared.open('/?workspace=many');
    const { page } = watched;
    await page.getByTitle('Show only: Failed').click();
    await watched.until('only failed sessions are listed', async () => {
      const rows = await page.locator('[data-session]').allInnerTexts();
      return rows.length > 5 && rows.every((text) => text.includes('Failed'));
    });
    await page.getByPlaceholder('Filter sessions').fill('run 102');
    await watched.until('one is left', async () => (await page.locator('[data-session]').count()) === 1);
    await watched.row('many-102').click();
    await watched.region('Session details').getByRole('group').getByText('MemoryError: 12 GiB').first().waitFor();
    await watched.screenshot('sessions-failed');
  });
});
