/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** What a panel of the workbench is shown with; see `#/many` in plugin/README.md. */
export type ShownPanel = { readonly query: object } | { readonly id: string; readonly fixture: string };

const DRAWN_WITHIN_MILLISECONDS = 60_000;

/** A panel alone on the workbench, drawn anew. */
export class Drawing {
  /** An address that is the same as before would draw nothing. */
  static #number = 0;

  constructor(private readonly page: Page) {}

  /**
   * Shows a loss plot and waits until its curves are on the screen.
   * @param frames How many frames it is to be given.
   * @returns Milliseconds from the panel being given its frames to the end of the frame in which they were painted.
   */
  async milliseconds(panel: ShownPanel, frames: number): Promise<number> {
    await this.page.evaluate(() => performance.clearMarks('panel-given'));
    const drawn = this.page.evaluate(whenDrawn, [frames, DRAWN_WITHIN_MILLISECONDS] as const);
    await this.show(panel);
    return drawn;
  }

  /** Shows a panel, without waiting. */
  async show(panel: ShownPanel): Promise<void> {
    const parameters = new URLSearchParams({
      panels: JSON.stringify([panel]),
      height: '800',
      number: String(++Drawing.#number),
    });
    await this.page.evaluate((hash) => (location.hash = hash), `#/many?${parameters.toString()}`);
  }
}

/** Runs in the page: looks in each frame whether the curves are there, then lets it be painted. */
function whenDrawn([frames, within]: readonly [number, number]): Promise<number> {
  const began = performance.now();
  const isDrawn = () =>
    document.querySelector('[data-testid="loss-plot-words"] [data-kind="curve"]') !== null &&
    document.querySelector('.u-over') !== null;
  return new Promise((resolve, reject) => {
    const look = () => {
      // A query is answered first by nothing: the mark is that of the frames.
      const given = performance
        .getEntriesByName('panel-given')
        .find((mark) => (mark as PerformanceMark).detail.frames === frames);
      if (given && isDrawn()) {
        const { port1, port2 } = new MessageChannel();
        // Comes after the frame was painted.
        port1.onmessage = () => resolve(performance.now() - given.startTime);
        port2.postMessage(null);
      } else if (performance.now() - began > within) {
        reject(new Error(`the loss plot did not draw ${frames} frames within ${within} ms`));
      } else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}
