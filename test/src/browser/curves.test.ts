import { expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { logRun, pointsOf, send } from './runs.js';

describeInBrowser('the curves of the page', (shared) => {
  test('run over step, epoch, elapsed time and time', async () => {
    await logRun(shared.client, { session_id: 'axes' });
    const watched = await shared.open('/#/sessions/axes');
    const plot = new Plot(watched);
    const choose = (axis: string) =>
      watched.page.getByRole('radiogroup', { name: 'X axis' }).getByText(axis, { exact: true }).click();
    for (const [axis, extent] of [
      ['Step', /^step 0 to step 199$/],
      ['Epoch', /^epoch 0.05 to epoch 10$/],
      ['Elapsed', /^\S.* to 1 min (39|40) s$/],
      ['Time', /^\d\d-\d\d \d\d:\d\d:\d\d to \d\d-\d\d \d\d:\d\d:\d\d$/],
    ] as const) {
      await choose(axis);
      await watched.until(`it runs over ${axis}`, async () => {
        const curve = await plot.curve('training loss');
        return curve?.points === 200 && extent.test(curve.extent);
      });
    }
  });

  test('name every value at the cursor', async () => {
    const points = await logRun(shared.client, { session_id: 'hovered', steps: 101 });
    const watched = await shared.open('/#/sessions/hovered');
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 101);
    const text = await plot.hover(0.59);
    const at = points[59]!.metrics;
    expect(text).toMatch(/Step 59\b/);
    for (const [label, name] of [
      ['training loss', 'training_loss'],
      ['validation loss', 'validation_loss'],
      ['learning rate', 'learning_rate'],
      ['gradient norm', 'gradient_norm'],
    ] as const) {
      expect(text).toContain(label);
      expect(numbersOf(text)).toContainEqual(expect.closeTo(Number(at[name]), 3));
    }
  });

  test('are drawn on a log scale and smoothed, the values themselves behind', async () => {
    await logRun(shared.client, { session_id: 'smooth' });
    const watched = await shared.open('/#/sessions/smooth');
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 200);
    const options = watched.page.getByRole('group', { name: 'Curve options' });
    const panel = watched.page.locator('[data-panel="shadower-lossplot-panel"] canvas').first();
    const linear = await panel.screenshot();
    await options.getByRole('checkbox', { name: 'Log scale' }).check();
    await watched.until('the scale is another', async () => !linear.equals(await panel.screenshot()));
    await options.getByRole('slider', { name: 'Smoothing' }).fill('0.9');
    const text = await plot.hover(0.5);
    expect(text).toContain('smoothed');
    await watched.screenshot('curves-log-smoothed');
    await watched.reload();
    await plot.hasPoints('training loss', 200);
    expect(await options.getByRole('slider', { name: 'Smoothing' }).inputValue()).toBe('0.9');
  });

  test('show where values are NaN, and bridge no gap', async () => {
    const { client } = shared;
    const isBroken = (step: number) => step >= 80 && step < 120;
    const points = pointsOf({ session_id: 'broken' }).map((point) => ({
      ...point,
      metrics: { training_loss: isBroken(point.step) ? 'NaN' : point.metrics['training_loss']! },
    }));
    await client.start({ session_id: 'broken' });
    await send(client, 'broken', points);
    const watched = await shared.open('/#/sessions/broken');
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 160);
    expect(await plot.curve('training loss')).toMatchObject({ points: 160, notFinite: 40 });
    await plot.hasMark('break', /training loss: NaN or infinite from step 80 to step 119/);
    expect(await plot.colouredPixels(60 / 199)).toBeGreaterThan(0);
    expect(await plot.colouredPixels(140 / 199)).toBeGreaterThan(0);
    expect(await plot.colouredPixels(100 / 199)).toBe(0);
    expect(await plot.hover(100 / 199)).toContain('NaN');
    await watched.screenshot('curves-nan');
  });

  test('mark the best value and the region where a session overfits', async () => {
    const { client } = shared;
    await logRun(client, { session_id: 'overfits', rise: 3 });
    await logRun(client, { session_id: 'healthy' });
    const watched = await shared.open('/#/sessions/overfits');
    const plot = new Plot(watched);
    const best = client.summary('overfits').then(({ best_step }) => best_step);
    await plot.hasMark('region', new RegExp(`^overfitting from step ${await best} to step 199$`));
    await plot.hasMark('point', new RegExp(`^validation loss: best [\\d.]+ at step ${await best}$`));
    await watched.screenshot('curves-overfitting');
    const other = await shared.open('/#/sessions/healthy');
    await new Plot(other).hasMark('point', /best/);
    expect(await new Plot(other).marks('region')).toEqual([]);
    const both = await shared.open('/#/sessions/overfits,healthy');
    await new Plot(both).hasMark('region', /^overfits: overfitting/);
    await new Plot(both).hasMark('point', /^healthy: healthy · validation loss: best/);
    await both.screenshot('curves-compared');
  });
});

/** All numbers in a text. */
function numbersOf(text: string): number[] {
  return [...text.matchAll(/-?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?/g)].map(([number]) => Number(number.replaceAll(',', '')));
}
