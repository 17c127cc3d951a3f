import { loadavg } from 'node:os';
import type { Browser, Page } from 'playwright-core';
import { launchChromium } from '../browser/chromium.js';
import { endAllChildren } from '../harness/child-process.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { findPeer } from '../harness/peers.js';
import { removeTemporaryDirectories } from '../harness/temporary-directory.js';
import { pause } from '../harness/waiting.js';
import { fillStore } from './fill-store.js';
import { round } from './ingest/shapes.js';
import { Feeder } from './load/feeder.js';
import { median } from './medians.js';
import { BenchOptions } from './options.js';
import { browserWork } from './panels/browser-work.js';
import { Drawing, type ShownPanel } from './panels/drawing.js';
import { hover } from './panels/hovering.js';

const GOALS = { milliseconds: 500, framesASecond: 30, shareOfCore: 0.2 };
const METRIC = 'training_loss';
/** Steps of a session of the list before it is watched. */
const LISTED_STEPS = 100;

interface Sizes {
  readonly longPoints: number;
  readonly sessions: number;
  readonly points: number;
  readonly listed: number;
  /** How often each panel is drawn. */
  readonly times: number;
  /** Seconds of hovering over each plot, and of watching the list. */
  readonly seconds: number;
}

/**
 * What the built panels cost in Chromium: time to draw, frames while hovering, work of a list that is updated each
 * second. Options: `--long POINTS`, `--sessions`, `--points`, `--listed`, `--times`, `--seconds`, `--page DIRECTORY`
 * (of another generation's page, such as plugin/host-13/dist), `--small`.
 */
export async function run(args: readonly string[]): Promise<Readonly<Record<string, number>>> {
  const options = new BenchOptions(args);
  const sizes = sizesOf(options);
  const executable = findPeer('Chromium') ?? '/usr/bin/chromium';
  const page = options.text('page');
  const figures: Record<string, number> = { load_average_before: round(loadavg()[0]!) };
  console.log(`load average ${figures['load_average_before']}`);
  let browser: Browser | null = null;
  try {
    const exporter = await ExporterProcess.start({ environment: page === null ? {} : { TRAINING_PAGE_DIR: page } });
    await fill(exporter.port, sizes);
    browser = await launchChromium(executable);
    Object.assign(figures, await drawAndHover(browser, exporter, sizes));
    Object.assign(figures, await watchList(browser, exporter, sizes));
    await browser.close();
    await exporter.terminate();
  } finally {
    await browser?.close();
    await endAllChildren();
    removeTemporaryDirectories();
  }
  return figures;
}

function sizesOf(options: BenchOptions): Sizes {
  const small = options.has('small');
  return {
    longPoints: options.number('long', small ? 20_000 : 1_000_000),
    sessions: options.number('sessions', small ? 5 : 50),
    points: options.number('points', small ? 2_000 : 100_000),
    listed: options.number('listed', small ? 20 : 200),
    times: options.number('times', small ? 1 : 5),
    seconds: options.number('seconds', small ? 1 : 10),
  };
}

async function fill(port: number, { longPoints, sessions, points, listed }: Sizes): Promise<void> {
  const one = { metrics: 1, finished: 0 };
  const long = await fillStore(port, { values: longPoints, sessions: 1, prefix: 'long', ...one });
  const many = await fillStore(port, { values: sessions * points, sessions, prefix: 'one-of-many', ...one });
  const list = { values: listed * LISTED_STEPS, sessions: listed, prefix: 'listed', ...one };
  const short = await fillStore(port, list);
  console.log(
    `filled: 1 session of ${longPoints} points, ${sessions} of ${points}, ${listed} short ones in ${(long.seconds + many.seconds + short.seconds).toFixed(1)} s`,
  );
}

/** The plots, by name, with their number of curves. */
function plotsOf({ sessions }: Sizes): Record<string, readonly [panel: ShownPanel, curves: number]> {
  const names = namesOf('one-of-many', sessions);
  const series = (of: readonly string[]) => ({
    query: { kind: 'series', sessions: of, metrics: [METRIC], live: false },
  });
  return {
    million_in_frame: [{ id: 'shadower-lossplot-panel', fixture: 'a million' }, 1],
    long_session: [series(['long-0']), 1],
    many_sessions: [series(names), sessions],
  };
}

function namesOf(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

async function openWorkbench(browser: Browser, { url }: ExporterProcess): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1600, height: 900 } });
  await page.goto(`${url}/workbench.html`);
  await page.locator('main a').first().waitFor();
  return page;
}

async function drawAndHover(
  browser: Browser,
  exporter: ExporterProcess,
  sizes: Sizes,
): Promise<Record<string, number>> {
  const page = await openWorkbench(browser, exporter);
  const drawing = new Drawing(page);
  // The panel's module is loaded once a page.
  await drawing.milliseconds({ id: 'shadower-lossplot-panel', fixture: 'csv' }, 1);
  const figures: Record<string, number> = {};
  for (const [name, [panel, curves]] of Object.entries(plotsOf(sizes))) {
    const times: number[] = [];
    for (let time = 0; time < sizes.times; time++) times.push(await drawing.milliseconds(panel, curves));
    const { framesASecond, longestFrame } = await hover(page, sizes.seconds);
    figures[`${name}_draw_ms`] = round(median(times));
    figures[`${name}_draw_most_ms`] = round(Math.max(...times));
    figures[`${name}_hover_frames_per_second`] = round(framesASecond);
    figures[`${name}_hover_longest_frame_ms`] = round(longestFrame);
    console.log(
      `${name.padEnd(16)} drawn in ${figures[`${name}_draw_ms`]} ms (most ${figures[`${name}_draw_most_ms`]} ms of ${sizes.times}; goal < ${GOALS.milliseconds}); ` +
        `hover ${figures[`${name}_hover_frames_per_second`]} frames/s, the longest ${figures[`${name}_hover_longest_frame_ms`]} ms (goal > ${GOALS.framesASecond}/s)`,
    );
  }
  await page.close();
  return figures;
}

async function watchList(browser: Browser, exporter: ExporterProcess, sizes: Sizes): Promise<Record<string, number>> {
  const names = namesOf('listed', sizes.listed);
  const page = await openWorkbench(browser, exporter);
  const query = { kind: 'sessions', limit: sizes.listed, where: [], agents: [] };
  await new Drawing(page).show({ query });
  await page.locator('[data-session]').first().waitFor();
  const feeder = await Feeder.open(
    exporter.port,
    { target: 'exporter', points: 1, metrics: 1, stepField: true },
    names,
    'watched',
    Object.fromEntries(names.map((name) => [name, LISTED_STEPS])),
  );
  const feed = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      const next = Date.now() + 1_000;
      for (let session = 0; session < names.length; session++) await feeder.feed();
      await pause(Math.max(0, next - Date.now()));
    }
  };
  // The stream opens, and what starts a page is over.
  await feed(Math.min(3, sizes.seconds));
  const text = () => page.locator('[data-session]').first().innerText();
  const before = await text();
  const { processes, mainThread } = await browserWork(browser, page, () => feed(sizes.seconds));
  feeder.close();
  if ((await text()) === before) throw new Error('the list did not follow the sessions');
  await page.close();
  const figures = { list_share_of_core: round(processes), list_main_thread_share: round(mainThread) };
  console.log(
    `${sizes.listed} sessions updated each second: ${(processes * 100).toFixed(1)} % of a core in all processes of the browser, ` +
      `${(mainThread * 100).toFixed(1)} % in the page's main thread (goal < ${GOALS.shareOfCore * 100} %)`,
  );
  return figures;
}
