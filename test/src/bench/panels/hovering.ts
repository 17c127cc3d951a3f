/// <reference lib="dom" />
import type { Page } from 'playwright-core';

/** Frames of a page while the mouse runs over a plot. */
export interface HoverFigures {
  readonly framesASecond: number;
  /** The longest time without a frame, in milliseconds. */
  readonly longestFrame: number;
}

/** Runs the mouse to and fro over the plot and counts the frames that the page gets painted meanwhile. */
export async function hover(page: Page, seconds: number): Promise<HoverFigures> {
  const plot = page.locator('.u-over').first();
  const box = await plot.boundingBox();
  if (!box) throw new Error('there is no plot to run the mouse over');
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.getByTestId('loss-plot-tooltip').waitFor();
  const counted = page.evaluate(countFrames, seconds * 1_000);
  const end = performance.now() + seconds * 1_000;
  for (let move = 0; performance.now() < end; move++) {
    const share = 0.5 + 0.45 * Math.sin(move / 20);
    await page.mouse.move(box.x + box.width * share, box.y + box.height * (0.5 + 0.3 * Math.sin(move / 7)));
  }
  return counted;
}

/** Runs in the page. */
function countFrames(milliseconds: number): Promise<HoverFigures> {
  return new Promise((resolve) => {
    const began = performance.now();
    let last = began;
    let longestFrame = 0;
    let frames = 0;
    const frame = () => {
      const now = performance.now();
      frames++;
      longestFrame = Math.max(longestFrame, now - last);
      last = now;
      if (now - began < milliseconds) requestAnimationFrame(frame);
      else resolve({ framesASecond: (frames * 1_000) / (now - began), longestFrame });
    };
    requestAnimationFrame(frame);
  });
}
