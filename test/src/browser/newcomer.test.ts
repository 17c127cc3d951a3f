import { expect, test } from '@jest/globals';
import { Child } from '../harness/child-process.js';
import { findPeer } from '../harness/peers.js';
import { PythonProcess } from '../harness/python-process.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { logRun } from './runs.js';

describeInBrowser('a newcomer at the page', (shared) => {
  test('sees code to paste, and then its curves grow without a reload', async () => {
    const watched = await shared.open();
    const { page } = watched;
    const empty = watched.region('Log your first training session');
    await empty.getByText('Waiting for the first session').waitFor();
    expect(await page.title()).toBe('Shadower Training');
    await watched.screenshot('empty-dark-1600');
    await page.evaluate(() => Object.assign(window, { isFirstLoad: true }));
    const python = startPasted(await empty.getByLabel('Log from your training loop', { exact: true }).innerText());
    await watched.region('Sessions').locator('[data-session]').waitFor();
    const plot = new Plot(watched);
    const seen = new Set<number>();
    await watched.until('the curve has grown to its end', async () => {
      const points = (await plot.curve('training loss'))?.points ?? 0;
      seen.add(points);
      return points === 20;
    });
    expect(seen.size).toBeGreaterThan(5);
    await watched.connection('Live');
    await python.succeeded();
    await watched.until('the end is told', async () => / · Completed · Shadower/.test(await page.title()));
    expect(await watched.region('Sessions').locator('[data-session]').innerHTML()).toContain('width: 100%');
    expect(await page.evaluate(() => 'isFirstLoad' in window)).toBe(true);
    expect(python.output).toContain(`${shared.exporter.url}/`);

    function startPasted(code: string): PythonProcess {
      const directory = temporaryDirectory('pasted');
      return new PythonProcess({
        python: findPeer('Python 3') ?? 'python3',
        args: ['-c', code],
        url: shared.exporter.url,
        directory,
      });
    }
  });

  test('may as well paste the lines for curl', async () => {
    const watched = await shared.open('/?workspace=curl');
    const { page } = watched;
    await page.getByRole('radiogroup', { name: 'Way to send values' }).getByText('curl').click();
    await page.getByText(`export TRAINING_URL=${shared.exporter.url}`).waitFor();
    await page.getByRole('button', { name: 'Copy: Start a session, send values, finish' }).click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const { PATH } = process.env;
    const shell = new Child('bash', ['-euc', copied.replaceAll('curl ', 'curl --fail-with-body -sS ')], {
      PATH,
      TRAINING_URL: shared.exporter.url,
    });
    expect(await shell.ended).toMatchObject({ code: 0 });
    const other = await shared.open('/#/sessions/first-run');
    await new Plot(other).hasPoints('training loss', 3);
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
    await watched.page.evaluate(() => (location.hash = '#/sessions/newer'));
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
    const brightness = () =>
      watched.page.evaluate(() => Number(/\d+/.exec(getComputedStyle(document.body).backgroundColor)?.[0]));
    await watched.page.getByRole('button', { name: 'Use the light theme' }).click();
    await watched.until('it is light', async () => (await brightness()) > 200);
    await watched.reload();
    await watched.page.getByRole('button', { name: 'Use the dark theme' }).click();
    await watched.until('it is dark', async () => (await brightness()) < 50);
  });
});
