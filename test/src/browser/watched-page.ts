/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page, Request } from 'playwright-core';
import { inRepository } from '../harness/repository.js';
import { waitUntil } from '../harness/waiting.js';
import { GENERATION } from './generation.js';

/** How a page is looked at. */
export interface PageLook {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'dark' | 'light';
  /** Where the page comes from instead of the exporter itself. */
  readonly origin?: string;
  /** Errors on the console that the test itself brings about; it takes nothing else away. */
  readonly allowed?: RegExp;
}

const SCREENSHOTS = inRepository('.cache', 'screenshots', GENERATION);
/** How long the page may take to show what it should; the machine may be busy. */
const SHOWN_WITHIN_MILLISECONDS = 15_000;

/** A page in a profile of its own, and what it wrote on the console. */
export class WatchedPage {
  readonly errors: string[] = [];
  /** Every address that it asked for or stood at. */
  readonly addresses: string[] = [];
  readonly #pending = new Set<Request>();

  constructor(
    readonly page: Page,
    private readonly allowed: RegExp | undefined,
  ) {
    page.setDefaultTimeout(SHOWN_WITHIN_MILLISECONDS);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') {
        this.errors.push(`${message.type()}: ${message.text()} (${message.location().url})`);
      }
    });
    page.on('request', (request) => {
      this.#pending.add(request);
      this.addresses.push(request.url());
    });
    page.on('framenavigated', (frame) => this.addresses.push(frame.url()));
    page.on('requestfinished', (request) => this.#pending.delete(request));
    page.on('requestfailed', (request) => this.#pending.delete(request));
    page.on('pageerror', (error) => this.errors.push(`uncaught: ${error.stack ?? error.message}`));
  }

  unexpectedErrors(): string[] {
    return this.errors.filter((error) => !this.allowed?.test(error));
  }

  /** Goes to another fragment of the same page. */
  async goTo(address: string): Promise<void> {
    await this.page.evaluate((hash) => (location.hash = hash), new URL(address, this.page.url()).hash);
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  /** Waits until the connection is shown to be so. */
  async connection(word: 'Live' | 'Offline' | 'Reconnecting'): Promise<void> {
    await this.page.getByRole('status', { name: 'Connection' }).getByText(word, { exact: true }).waitFor();
  }

  /** The row of a session in the list, whether shown as a row or a card. */
  row(sessionId: string): Locator {
    return this.page.locator(`[data-session="${sessionId}"]`);
  }

  /** Waits until these sessions and no others are marked as shown. */
  async shows(...sessionIds: string[]): Promise<void> {
    const rows = this.page.locator('[data-session][aria-selected="true"]');
    const wanted = JSON.stringify(sessionIds.sort());
    await this.until(`the sessions ${wanted} are shown`, async () => {
      const shown = await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute('data-session')));
      const found = JSON.stringify(shown.sort());
      if (found !== wanted) throw new Error(`those shown are ${found}`);
      return true;
    });
  }

  /** Polls until it is so; where it never is, a picture of the page is kept. */
  async until(what: string, probe: () => Promise<boolean>): Promise<void> {
    try {
      await waitUntil(`the page: ${what}`, probe, { within: SHOWN_WITHIN_MILLISECONDS, every: 50 });
    } catch (error) {
      await this.screenshot('failed');
      throw error;
    }
  }

  /** Waits until the page has changed nothing for a while. */
  async quiet(milliseconds = 200): Promise<void> {
    await this.page.evaluate(
      ([calm, most]) =>
        new Promise<void>((resolve) => {
          let timer = setTimeout(done, calm);
          const observer = new MutationObserver(() => {
            clearTimeout(timer);
            timer = setTimeout(done, calm);
          });
          const end = setTimeout(done, most);
          observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
          function done() {
            observer.disconnect();
            clearTimeout(timer);
            clearTimeout(end);
            resolve();
          }
        }),
      [milliseconds, SHOWN_WITHIN_MILLISECONDS] as const,
    );
  }

  /** Pixels by which the page is wider than its window. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  /** What of these elements can't be seen whole because an element around it cuts it off; their words. */
  cutOff(selector: string): Promise<string[]> {
    return this.page.locator(selector).evaluateAll((elements) =>
      elements
        .filter((element) => {
          const inner = element.getBoundingClientRect();
          const outer = element.parentElement!.getBoundingClientRect();
          return inner.right > outer.right + 1 || inner.left < outer.left - 1;
        })
        .map((element) => element.textContent),
    );
  }

  /** Keeps a picture for people to look at: .cache/screenshots/<generation>/<name>.png */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  /**
   * Waits until its files are there: one that is cut off by leaving is an error line of the exporter. Pictures that the
   * browser had in its memory are never told to be finished, so the wait has an end.
   */
  async settled(): Promise<void> {
    const isFile = (request: Request) => !request.url().includes('/analytics/');
    await waitUntil('files are there', () => ![...this.#pending].some(isFile), { within: 1_000 }).catch(() => null);
  }

  async reload(): Promise<void> {
    await this.settled();
    await this.page.reload();
  }

  async close(): Promise<void> {
    await this.settled();
    await this.page.context().close();
  }
}

/** Opens an address in a new profile. */
export async function openPage(browser: Browser, url: string, look: PageLook): Promise<WatchedPage> {
  const { width = 1600, height = 1000, theme = 'dark', allowed } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: theme,
    locale: 'en-US',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const watched = new WatchedPage(await context.newPage(), allowed);
  await watched.page.goto(url);
  return watched;
}
