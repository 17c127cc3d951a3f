import type { Browser, Page } from 'playwright-core';

/** Shares of a core, 0 to 1 a core. */
export interface BrowserWork {
  /** All processes of the browser. */
  readonly processes: number;
  /** Tasks of the page's main thread. */
  readonly mainThread: number;
}

/** How much of a core the browser takes while something goes on. */
export async function browserWork(browser: Browser, page: Page, meanwhile: () => Promise<void>): Promise<BrowserWork> {
  const ofBrowser = await browser.newBrowserCDPSession();
  const ofPage = await page.context().newCDPSession(page);
  await ofPage.send('Performance.enable');
  const seconds = async () => {
    const { processInfo } = await ofBrowser.send('SystemInfo.getProcessInfo');
    const { metrics } = await ofPage.send('Performance.getMetrics');
    return {
      wall: performance.now() / 1_000,
      processes: processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
      mainThread: metrics.find(({ name }) => name === 'TaskDuration')!.value,
    };
  };
  const before = await seconds();
  await meanwhile();
  const after = await seconds();
  await Promise.all([ofBrowser.detach(), ofPage.detach()]);
  const wall = after.wall - before.wall;
  return {
    processes: (after.processes - before.processes) / wall,
    mainThread: (after.mainThread - before.mainThread) / wall,
  };
}
