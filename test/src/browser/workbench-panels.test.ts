import { expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';

const LOSS = 'shadower-lossplot-panel';
const PROGRESS = 'shadower-trainingprogress-panel';
const panel = (id: string, fixture: string) =>
  `/workbench.html#/panel?${new URLSearchParams({ id, fixture, height: '440' }).toString()}`;

describeInBrowser('panels on the workbench, with frames of any kind', (shared) => {
  for (const width of [1000, 400]) {
    test(`the loss plot, ${width} wide`, async () => {
      const watched = await shared.open(panel(LOSS, 'healthy'), { width, height: 500 });
      for (const [fixture, words] of [
        ['overfitting', /overfitting from step/],
        ['diverged', /NaN or infinite from step 2,250/],
        ['gaps', /NaN or infinite from step 1,200/],
        ['several', /aurora · validation loss: best/],
        ['many', /juniper · validation loss: best/],
        ['resumed', /attempt 2 at step 2,100/],
        ['csv', /loss: 100 points/],
        ['wide', /train loss: 100 points/],
        ['one point', /training loss: 1 point/],
        ['only NaN', /0 points, 10 not finite/],
      ] as const) {
        await watched.goTo(panel(LOSS, fixture));
        await watched.until(`${fixture} is drawn`, async () =>
          words.test(await watched.page.getByTestId('loss-plot-words').innerText()),
        );
        expect(await watched.overflow()).toBeLessThanOrEqual(0);
        await watched.screenshot(`panel-loss-${fixture.replace(' ', '-')}-${width}`);
      }
      await watched.goTo(panel(LOSS, 'words'));
      await watched.page.getByText(/Needs a number field/).waitFor();
      await watched.goTo(panel(LOSS, 'nothing'));
      await watched.page.getByText('No curves yet').waitFor();
    });
  }

  test('lines are drawn where there are values, and nothing where there are gaps', async () => {
    const watched = await shared.open(panel(LOSS, 'gaps'), { width: 1000 });
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 150);
    // Steps 10 to 2,000, of which 710 to 890 were not logged.
    expect(await plot.colouredPixels(500 / 1_990)).toBeGreaterThan(0);
    expect(await plot.colouredPixels(790 / 1_990)).toBe(0);
    expect(await plot.colouredPixels(1_500 / 1_990)).toBeGreaterThan(0);
  });

  test('training progress shows all seven states to filter by, wide and narrow', async () => {
    for (const width of [1600, 400]) {
      const watched = await shared.open(panel(PROGRESS, 'many'), { width, height: 500 });
      const chips = watched.page.getByRole('group', { name: 'Filter by state' }).getByRole('button');
      await chips.first().waitFor();
      expect(await chips.count()).toBe(7);
      expect(await watched.cutOff('button[aria-pressed]')).toEqual([]);
      expect(await watched.overflow()).toBeLessThanOrEqual(0);
      await watched.screenshot(`panel-progress-${width}`);
    }
    const nothing = await shared.open(panel(PROGRESS, 'nothing'));
    await nothing.page.getByText('No sessions to show').waitFor();
  });
});
