/// <reference lib="dom" />
import { describe, expect, test } from '@jest/globals';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { pointsOf, send } from './runs.js';
import type { WatchedPage } from './watched-page.js';

const LOSS = 'shadower-lossplot-panel';
const panel = (fixture: string, parameters: Record<string, string | object> = {}) => {
  const texts = Object.entries(parameters).map(([name, value]): [string, string] => [
    name,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const query = new URLSearchParams([['id', LOSS], ['fixture', fixture], ['height', '440'], ...texts]);
  return `/workbench.html#/panel?${query.toString()}`;
};
const SIZE = { width: 1000, height: 500 };

describeInBrowser("the loss plot as one of Grafana's own panels", (shared) => {
  /** Opens a fixture and waits until its words say so. */
  const shown = async (fixture: string, words: RegExp, parameters = {}, look = {}) => {
    const watched = await shared.open(panel(fixture, parameters), { ...SIZE, ...look });
    await watched.until(`${fixture} says ${words.source}`, async () => words.test((await said(watched)).join('\n')));
    return { watched, plot: new Plot(watched) };
  };

  describe('a frame from a CSV with six overrides', () => {
    test('has unit, decimals, colour by regex, display name, hidden fields and a data link', async () => {
      const { watched, plot } = await shown('overrides', /Held-out loss/);
      expect((await plot.curves()).map(({ name, last }) => [name, last])).toEqual([
        ['train loss', expect.stringMatching(/^0\.\d{3,4}$/)],
        ['Held-out loss', expect.stringMatching(/^0\.\d\d$/)],
        ['val accuracy', expect.stringMatching(/^9\d\.\d+%$/)],
      ]);
      expect(await plot.legend()).not.toMatch(/debug|step time/);
      expect(await pixelsOf(watched, [255, 0, 255])).toBeGreaterThan(200);
      const text = await plot.hover(0.5, 0.9);
      expect(text).toMatch(/Held-out loss\s+0\.\d\d\b/);
      expect(text).toMatch(/val accuracy\s+8\d(\.\d+)?%/);
      await watched.page.mouse.down();
      await watched.page.mouse.up();
      const link = watched.page.getByRole('link', { name: 'Logs of this run' });
      await link.waitFor();
      expect(await link.getAttribute('href')).toBe('https://logs.example/run');
      await watched.screenshot('loss-native-overrides');
      await watched.page.keyboard.press('Escape');
      await link.waitFor({ state: 'detached' });
    });
    for (const [theme, width] of [
      ['light', 1000],
      ['dark', 400],
      ['light', 400],
    ] as const) {
      test(`is drawn ${theme}, ${width} wide`, async () => {
        const { watched } = await shown('overrides', /Held-out loss/, {}, { theme, width });
        expect(await watched.overflow()).toBeLessThanOrEqual(0);
        await watched.screenshot(`loss-native-overrides-${theme}-${width}`);
      });
    }
  });

  describe('with the time range at the last six hours', () => {
    test("an older session's steps are all there", async () => {
      const { plot } = await shown('healthy', /training loss/, { range: 'now-6h' });
      expect(await plot.curve('training loss')).toMatchObject({ points: 600, extent: 'step 10 to step 6,000' });
      expect(await plot.colouredPixels(0.5)).toBeGreaterThan(0);
    });
    test('unless the panel is limited to it, which says so', async () => {
      const limited = panel('healthy', { range: 'now-6h', options: { limitToTimeRange: true } });
      const watched = await shared.open(limited, SIZE);
      await watched.page.getByText(/Nothing was logged in the dashboard's time range/).waitFor();
    });
    test('an axis of time says that there is nothing, and leads to the data', async () => {
      const { watched, plot } = await shown('healthy', /training loss/, {
        range: 'now-6h',
        options: { xAxis: 'time' },
      });
      await watched.page.getByText('All values lie outside of the time range').waitFor();
      expect(await plot.colouredPixels(0.5)).toBe(0);
      await watched.screenshot('loss-native-outside');
      await watched.page.getByRole('button', { name: 'Zoom to data' }).click();
      await watched.until('the curve is there', async () => (await plot.colouredPixels(0.5)) > 0);
    });
  });

  test('a group is its mean with a band, ranks name the slowest', async () => {
    const groups = await shown('groups', /lr 1e-3 · validation loss mean: .* of 4 sessions\)/);
    expect(await groups.plot.curves()).toHaveLength(2);
    expect(await groups.plot.hover(0.5)).toMatch(/0\.\d+ to [01]\.\d+ · 4 sessions/);
    await groups.watched.screenshot('loss-native-groups');
    const ranks = await shown('ranks', /validation loss median/);
    expect(await ranks.plot.hover(0.5)).toMatch(/4 ranks · slowest rank 2/);
  });

  test('the abandoned tail of an attempt is told and drawn fainter', async () => {
    const { watched } = await shown(
      'attempts',
      /training loss #1: .* done again by a later attempt from step 1,900 on/,
    );
    await watched.screenshot('loss-native-attempts');
  });

  test('a loss can be read as perplexity', async () => {
    const { plot, watched } = await shown('healthy', /training loss/);
    const logged = Number((await plot.curve('validation loss'))!.last);
    const { plot: other } = await shown('healthy', /training loss/, { options: { yTransform: 'perplexity' } });
    expect(Number((await other.curve('validation loss'))!.last)).toBeCloseTo(Math.exp(logged), 2);
    expect(await other.hover(0.5)).toMatch(/learning rate\s+\d\.\d+e-4/);
    await watched.screenshot('loss-native-plain');
  });

  test('annotations of the dashboard stand at the steps of their time', async () => {
    const { plot, watched } = await shown('overfitting', /annotation Deploy: node pool 3 at step 1,500/, {
      annotations: 'three',
    });
    expect(await plot.hover(1_490 / 5_990)).toContain('Deploy: node pool 3');
    expect(await plot.hover(3_300 / 5_990)).toContain('Maintenance: storage is slow');
    expect((await said(watched)).join('\n')).not.toContain('Next year');
    await watched.screenshot('loss-native-annotations');
  });

  test('a click in the legend leaves one curve, ctrl takes one away', async () => {
    const { watched, plot } = await shown('healthy', /training loss/);
    // By its text: since 13, @grafana/ui labels each item "All series selected".
    const item = (name: string) => watched.page.getByRole('button').filter({ hasText: new RegExp(`^${name}$`) });
    const losses = async () => (await plot.curves()).map(({ name }) => name).filter((name) => name.endsWith('loss'));
    await item('validation loss').click();
    await watched.until('one is left', async () => (await losses()).join() === 'validation loss');
    await item('validation loss').click();
    await watched.until('all are back', async () => (await losses()).length === 2);
    await item('training loss').click({ modifiers: ['Control'] });
    await watched.until('one is gone', async () => (await losses()).join() === 'validation loss');
  });

  test('a drag over steps zooms in, a double click back out', async () => {
    const { plot } = await shown('healthy', /training loss/);
    expect(await plot.zoom()).toBe('');
    await plot.drag(0.25, 0.5);
    // The fixture runs from step 10 to 6,000; a pixel is about seven steps.
    await plot.isZoomed(/^Zoomed to steps 1,(49|50|51)\d to (2,99|3,00|3,01)\d$/);
    await plot.doubleClick(0.1);
    await plot.isZoomed(null);
  });

  test('plus and minus zoom from the keyboard', async () => {
    const { watched, plot } = await shown('healthy', /training loss/);
    await watched.page.getByRole('group', { name: /curves over step\. Arrow keys/ }).focus();
    await watched.page.keyboard.press('+');
    await plot.isZoomed(/^Zoomed to steps [\d,]+ to [\d,]+$/);
    await watched.page.keyboard.press('-');
    await plot.isZoomed(null);
  });

  test('the keyboard reaches the plot and moves from point to point', async () => {
    const { watched } = await shown('healthy', /training loss/);
    await watched.page.getByRole('group', { name: /curves over step\. Arrow keys/ }).focus();
    await watched.page.keyboard.press('ArrowRight');
    await watched.page.keyboard.press('ArrowRight');
    const tip = watched.page.getByRole('status').filter({ hasText: 'Step' });
    await tip.getByText('Step 20', { exact: true }).waitFor();
    await watched.screenshot('loss-native-keyboard');
    await watched.page.keyboard.press('Escape');
    await tip.waitFor({ state: 'detached' });
  });

  test('a pinned tooltip of a live session stays while values come in', async () => {
    const [earlier, later] = [
      pointsOf({ session_id: 'live', steps: 100 }),
      pointsOf({ session_id: 'live', steps: 120 }),
    ];
    await shared.client.start({ session_id: 'live' });
    await send(shared.client, 'live', earlier);
    const watched = await shared.open('/#/sessions/live');
    const plot = new Plot(watched);
    await plot.hasPoints('training loss', 100);
    await plot.hover(0.5);
    await watched.page.mouse.down();
    await watched.page.mouse.up();
    const close = watched.page.getByRole('button', { name: 'Close', exact: true });
    await close.waitFor();
    await send(shared.client, 'live', later.slice(100), 2);
    await plot.hasPoints('training loss', 120);
    expect(await close.isVisible()).toBe(true);
    const before = await watched.page.locator('canvas').first().screenshot();
    await close.click();
    await close.waitFor({ state: 'detached' });
    await watched.page.mouse.move(2, 2);
    await watched.until('the new values are drawn', async () => {
      return !before.equals(await watched.page.locator('canvas').first().screenshot());
    });
  });

  test('what is wrong with data is said', async () => {
    const watched = await shared.open(panel('empty cells'), SIZE);
    for (const [fixture, words] of [
      ['empty cells', /training_loss: no values yet, all 10 rows are empty/],
      ['no x', /step holds no number in any row/],
      ['text', /loss holds its numbers as text, 4 cells such as "n\/a" are none/],
    ] as const) {
      await watched.goTo(panel(fixture));
      await watched.page.getByText(words).first().waitFor();
      await watched.screenshot(`loss-native-${fixture.replace(' ', '-')}`);
    }
  });

  test('a million points and two hundred frames are drawn', async () => {
    const million = await shown('a million', /training loss: 1000000 points/);
    expect(await million.plot.colouredPixels(0.5)).toBeGreaterThan(0);
    expect(await million.plot.hover(0.5)).toMatch(/training loss\s+[\d.]+/);
    const many = await shown('two hundred frames', /and 170 more curves/);
    await many.watched.page.getByText('Legend shows 50 of 200 curves; as a table it shows all').waitFor();
    expect(await many.plot.hover(0.5)).toMatch(/and 1?\d\d more/);
    await many.watched.screenshot('loss-native-two-hundred');
  });
});

/** The plot in words, a line each. */
function said(watched: WatchedPage): Promise<string[]> {
  return watched.page.locator('[data-testid="loss-plot-words"] li').allTextContents();
}

/** How many pixels of the plot have about this colour. */
function pixelsOf(watched: WatchedPage, color: [red: number, green: number, blue: number]): Promise<number> {
  return watched.page
    .locator('canvas')
    .first()
    .evaluate((canvas: HTMLCanvasElement, wanted) => {
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true })!;
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) {
        count += wanted.every((part, index) => Math.abs(part - data[at + index]!) < 40) && data[at + 3]! > 200 ? 1 : 0;
      }
      return count;
    }, color);
}
