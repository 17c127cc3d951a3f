/// <reference lib="dom" />
import type { WatchedPage } from './watched-page.js';

/** What the loss plot says of a curve in its words for screen readers. */
export interface DrawnCurve {
  readonly name: string;
  readonly points: number;
  readonly notFinite: number;
  readonly extent: string;
  readonly last: string;
}

const CURVE = /^(.+): ([\d,]+) points?(?:, (\d+) not finite)?(?:, (.+?), last value (.+))?$/;

/** The loss plot of a page, read as people read it: its words, its tooltip, its pixels. */
export class Plot {
  constructor(private readonly watched: WatchedPage) {}

  get #panel() {
    return this.watched.page.locator('[data-panel="shadower-lossplot-panel"]');
  }

  #words(kind: string): Promise<string[]> {
    return this.#panel.locator(`[data-testid="loss-plot-words"] [data-kind="${kind}"]`).allTextContents();
  }

  async curves(): Promise<DrawnCurve[]> {
    return (await this.#words('curve')).map((text) => {
      const [, name = text, points = '0', notFinite = '0', extent = '', last = ''] = CURVE.exec(text) ?? [];
      return { name, points: Number(points.replaceAll(',', '')), notFinite: Number(notFinite), extent, last };
    });
  }

  async curve(name: string): Promise<DrawnCurve | undefined> {
    return (await this.curves()).find((curve) => curve.name === name);
  }

  /** Waits until a curve has so many points, or more. */
  async hasPoints(name: string, least: number): Promise<void> {
    await this.watched.until(
      `the curve ${name} has ${least} points`,
      async () => ((await this.curve(name))?.points ?? 0) >= least,
    );
  }

  /** Marks of a kind in words: region, point, line, break. */
  marks(kind: 'region' | 'point' | 'line' | 'break'): Promise<string[]> {
    return this.#words(kind);
  }

  /** Waits for a mark with these words. */
  async hasMark(kind: 'region' | 'point' | 'line' | 'break', words: RegExp): Promise<void> {
    await this.watched.until(`a ${kind} says ${words.source}`, async () =>
      (await this.marks(kind)).some((text) => words.test(text)),
    );
  }

  /** What the plot is zoomed to, in its own words; empty where it shows everything. */
  async zoom(): Promise<string> {
    return (await this.#words('zoom')).join();
  }

  /** Waits until the plot says that it is zoomed to what the words match, or with null that it shows everything. */
  async isZoomed(words: RegExp | null): Promise<void> {
    await this.watched.until(words ? `the plot says ${words.source}` : 'the plot is whole', async () => {
      const said = await this.zoom();
      return words ? words.test(said) : said === '';
    });
  }

  /** Drags over the plot from one share of its width to another. */
  async drag(from: number, to: number): Promise<void> {
    const { x, y, width } = await this.#area();
    const { mouse } = this.watched.page;
    await mouse.move(x + width * from, y + 20);
    await mouse.down();
    await mouse.move(x + width * to, y + 40, { steps: 4 });
    await mouse.up();
  }

  async doubleClick(share: number): Promise<void> {
    const { x, y, width } = await this.#area();
    await this.watched.page.mouse.dblclick(x + width * share, y + 20);
  }

  /** Moves the mouse to a share of the plot's width; the text of the tooltip there. */
  async hover(share: number, at = 0.5): Promise<string> {
    const { x, y, width, height } = await this.#area();
    await this.watched.page.mouse.move(x + width * share - 3, y + height * at);
    await this.watched.page.mouse.move(x + width * share, y + height * at, { steps: 3 });
    const tooltip = this.watched.page.getByTestId('loss-plot-tooltip');
    await tooltip.waitFor();
    return tooltip.innerText();
  }

  /** Words of the legend. */
  legend(): Promise<string> {
    return this.#panel.innerText();
  }

  /**
   * How many pixels in a narrow stretch of the plot's height have a colour, as curves do and grids don't.
   * @param share Where, as a share of the plot's width.
   */
  async colouredPixels(share: number): Promise<number> {
    return this.#panel
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement, at) => {
        const over = canvas.parentElement!.querySelector('.u-over')!.getBoundingClientRect();
        const box = canvas.getBoundingClientRect();
        const ratio = canvas.width / box.width;
        const left = Math.round((over.left - box.left + over.width * at) * ratio);
        // The marks stand on the upper edge.
        const top = Math.round((over.top - box.top + 30) * ratio);
        const height = Math.round((over.height - 34) * ratio);
        // Of a copy: reading from the canvas itself would make the browser draw it another way.
        const copy = new OffscreenCanvas(3, height).getContext('2d', { willReadFrequently: true })!;
        copy.drawImage(canvas, -left, -top);
        const { data } = copy.getImageData(0, 0, 3, height);
        let coloured = 0;
        for (let index = 0; index < data.length; index += 4) {
          const [red, green, blue, alpha] = data.slice(index, index + 4);
          if (alpha! > 100 && Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!) > 60) coloured++;
        }
        return coloured;
      }, share);
  }

  async #area(): Promise<{ x: number; y: number; width: number; height: number }> {
    const box = await this.#panel.locator('.u-over').first().boundingBox();
    if (!box) throw new Error('the plot is not on the page');
    return box;
  }
}
