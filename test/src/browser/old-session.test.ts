import { beforeAll, expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { complete, pointsOf, send } from './runs.js';

const SESSION = 'last-month';
const STEPS = 200;
const AGO_MILLISECONDS = 30 * 24 * 3_600_000;
/** What Grafana's time picker says, as in a dashboard that nobody has touched. */
const RANGE = 'now-6h';

/** By what its address says, a part of the workbench that asks the exporter through the datasource over that range. */
const part = (name: string, parameters: Record<string, string | object>) => {
  const texts = Object.entries(parameters).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return `/workbench.html#/${name}?${new URLSearchParams([...texts, ['range', RANGE]]).toString()}`;
};

describeInBrowser('a session that ran a month ago, with the range at the last six hours', (shared) => {
  beforeAll(async () => {
    const points = pointsOf({ session_id: SESSION, steps: STEPS }).map((point) => ({
      ...point,
      time: point.time! - AGO_MILLISECONDS,
    }));
    const [started_at, completed_at] = [points[0]!, points.at(-1)!].map(({ time }) => new Date(time).toISOString());
    await shared.client.start({ session_id: SESSION, name: 'last month', started_at, total_steps: STEPS });
    await send(shared.client, SESSION, points);
    await complete(shared.client, { session_id: SESSION }, { status: 'completed', completed_at });
  });

  const metrics = ['training_loss', 'validation_loss'];
  const curves = { kind: 'series', sessions: [SESSION], metrics };
  for (const [where, address] of [
    ['the answer to a query', part('query', { query: curves })],
    ['the session dashboard', part('dashboard', { uid: 'shadower-training-session', variables: { session: SESSION } })],
  ] as const) {
    test(`shows its whole curve in ${where}`, async () => {
      const watched = await shared.open(address, { width: 1200 });
      const plot = new Plot(watched);
      await plot.hasPoints('training loss', STEPS);
      expect(await plot.curve('training loss')).toMatchObject({ points: STEPS, extent: `step 0 to step ${STEPS - 1}` });
      expect(await plot.curve('validation loss')).toMatchObject({ points: 10, extent: 'step 19 to step 199' });
      for (const share of [0.05, 0.5, 0.95]) expect(await plot.colouredPixels(share)).toBeGreaterThan(0);
      await watched.screenshot(`old-session-${where.replaceAll(' ', '-')}`);
    });
  }

  test('shows nothing over time, and says why', async () => {
    const watched = await shared.open(part('query', { query: { ...curves, x: 'time' } }), { width: 1200 });
    await watched.page
      .getByText(/All values lie outside of the time range|No curves/)
      .first()
      .waitFor();
  });
});
