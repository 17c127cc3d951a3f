import { expect, test } from '@jest/globals';
import type { NativeClient } from '../harness/native-client.js';
import { waitUntil } from '../harness/waiting.js';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { pointsOf, send, type Logged } from './runs.js';

describeInBrowser('an exporter that is killed while the page looks on', (shared) => {
  test('is said to be away; afterwards the page catches up, without a reload and without a gap', async () => {
    const { exporter } = shared;
    const [before, meanwhile, after] = parted(pointsOf({ session_id: 'outage' }), 80, 140);
    await shared.client.start({ session_id: 'outage', total_steps: 200 });
    await send(shared.client, 'outage', before, 1);
    // While nobody answers, the browser itself notes each request that failed.
    const watched = await shared.open('/', { allowed: /Failed to load resource|ERR_/ });
    const { page } = watched;
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 80);
    await watched.connection('Live');
    await page.evaluate(() => Object.assign(window, { isFirstLoad: true }));

    await exporter.kill9();
    await page.getByRole('alert').getByText('The exporter does not answer').waitFor();
    await watched.connection('Offline');
    await watched.screenshot('outage-banner');
    expect((await plot.curve('training loss'))?.points).toBe(80);

    await exporter.restart();
    await sendWhenThere(shared.client, 'outage', meanwhile, 2);
    await watched.connection('Live');
    await page.getByText('The exporter does not answer').waitFor({ state: 'detached' });
    await plot.hasPoints('training loss', 140);
    await send(shared.client, 'outage', after, 3);
    await plot.hasPoints('training loss', 200);
    await plot.hasPoints('validation loss', 10);
    expect(await page.evaluate(() => 'isFirstLoad' in window)).toBe(true);

    const { curves } = await shared.client.series({ session_id: ['outage'], metric: ['training_loss'] });
    expect(curves[0]!.y).toHaveLength(200);
    expect(await plot.curve('training loss')).toMatchObject({ points: 200, notFinite: 0 });
    // Steps of all three stretches, as the tooltip tells them.
    for (const step of [10, 79, 80, 110, 139, 140, 190]) {
      const text = await plot.hover(step / 199);
      expect(text).toContain(`Step ${step}`);
      expect(text).toContain(String(Number(Number(curves[0]!.y[step]).toPrecision(4))));
    }
  });
});

function parted(points: readonly Logged[], first: number, second: number) {
  return [points.slice(0, first), points.slice(first, second), points.slice(second)] as const;
}

/** The first connection after a kill may be a kept-alive one that is dead. */
async function sendWhenThere(client: NativeClient, session_id: string, points: readonly Logged[], sequence: number) {
  await waitUntil('the values are taken', async () => {
    await send(client, session_id, points, sequence);
    return true;
  });
}
