import { expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { logRun, pointsOf, send } from './runs.js';

describeInBrowser('a newcomer at the page', (shared) => {
  test('sees code to paste, and then its curves grow without a reload', async () => {
    const { client, exporter } = shared;
    const watched = await shared.open();
    const { page } = watched;
    await watched.region('Log your first training session').waitFor();
    await page.getByRole('status').getByText('Waiting for the first session').waitFor();
    expect(await watched.region('Log your first training session').innerText()).toContain('import shadower_training');
    await page.getByRole('radiogroup', { name: 'Way to send values' }).getByText('curl').click();
    await page.getByText(`${exporter.url}/analytics/training/start`).first().waitFor();
    await page.getByRole('button', { name: /^Copy: / }).first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('curl');
    expect(await page.title()).toBe('Shadower Training');
    await page.evaluate(() => Object.assign(window, { isFirstLoad: true }));

    await client.start({ session_id: 'first', name: 'my first run', total_steps: 100 });
    const points = pointsOf({ session_id: 'first', steps: 100 });
    await send(client, 'first', points.slice(0, 10), 1);
    await watched.row('first').waitFor();
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 10);
    await send(client, 'first', points.slice(10, 40), 2);
    await plot.hasPoints('training loss', 40);
    await send(client, 'first', points.slice(40), 3);
    await plot.hasPoints('training loss', 100);
    await plot.hasPoints('validation loss', 5);
    await watched.connection('Live');
    await watched.until('the title tells', async () => (await page.title()).startsWith('my first run · Running 99 %'));
    await client.complete('first');
    await watched.until('the end is told', async () => (await page.title()).startsWith('my first run · Completed'));
    expect(await page.evaluate(() => 'isFirstLoad' in window)).toBe(true);
    await expectFullBar(watched.row('first').innerHTML());
  });

  test('is shown the newest running session, and chooses another', async () => {
    const { client } = shared;
    await logRun(client, { session_id: 'older' });
    await logRun(client, { session_id: 'newer' });
    const watched = await shared.open();
    await watched.shows('newer');
    expect(new URL(watched.page.url()).hash).toBe('');
    await watched.row('older').click();
    await watched.shows('older');
    expect(new URL(watched.page.url()).hash).toBe('#/sessions/older');
    expect(await watched.region('Session details').getByRole('heading').innerText()).toBe('older');
    await new Plot(watched).hasPoints('training loss', 200);
    await watched.page.goBack();
    await watched.shows('newer');
  });

  test('follows a link to a session, and one that leads nowhere', async () => {
    const { client } = shared;
    await logRun(client, { session_id: 'a/b, c', name: 'linked' });
    await logRun(client, { session_id: 'beside' });
    const watched = await shared.open(`/#/sessions/${encodeURIComponent('a/b, c')}`);
    await watched.shows('a/b, c');
    await watched.region('Session details').getByRole('heading', { name: 'linked' }).waitFor();
    await watched.until('the title names it', async () => (await watched.page.title()).startsWith('linked · '));
    await watched.page.getByRole('button', { name: 'Copy link' }).click();
    expect(await watched.page.evaluate(() => navigator.clipboard.readText())).toBe(
      `${shared.exporter.url}/#/sessions/a%2Fb%2C%20c`,
    );
    const lost = await shared.open('/#/sessions/nobody');
    await lost.page.getByText('This exporter has no session with this id').waitFor();
    await lost.page.getByRole('button', { name: 'Show the newest session' }).click();
    await lost.shows('beside');
  });

  test('compares sessions', async () => {
    const { client } = shared;
    await logRun(client, { session_id: 'left' });
    await logRun(client, { session_id: 'right' });
    const watched = await shared.open('/#/sessions/left');
    await watched.shows('left');
    await watched.page.getByRole('checkbox', { name: 'Compare' }).check();
    await watched.row('right').click();
    await watched.shows('left', 'right');
    const plot = new Plot(watched);
    await plot.hasPoints('left · training loss', 200);
    await plot.hasPoints('right · training loss', 200);
    await watched.until('the title counts', async () => (await watched.page.title()).startsWith('2 sessions compared'));
    expect(new URL(watched.page.url()).hash).toBe('#/sessions/left,right');
    await watched.row('left').click();
    await watched.shows('right');
  });

  test('turns the light on and off, and the page remembers', async () => {
    const watched = await shared.open('/', { theme: 'dark' });
    const ground = () => watched.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    await watched.page.getByRole('button', { name: 'Use the light theme' }).click();
    await watched.until('it is light', async () => (await ground()) === 'rgb(244, 245, 245)');
    await watched.page.reload();
    await watched.page.getByRole('button', { name: 'Use the dark theme' }).click();
    await watched.until('it is dark', async () => (await ground()) === 'rgb(17, 18, 23)');
  });
});

/** What is completed is all done, though its steps count from 0. */
async function expectFullBar(html: Promise<string>): Promise<void> {
  expect(await html).toContain('width: 100%');
}
