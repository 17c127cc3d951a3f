/// <reference lib="dom" />
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { inRepository } from '../harness/repository.js';
import { waitUntil } from '../harness/waiting.js';

/** How a page is looked at. */
export interface PageLook {
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'dark' | 'light';
  /** Errors on the console that the test itself brings about; it takes nothing else away. */
  readonly allowed?: RegExp;
}

const SCREENSHOTS = inRepository('.cache', 'screenshots');
/** How long the page may take to show what it should; the machine may be busy. */
const SHOWN_WITHIN_MILLISECONDS = 15_000;

/** A page in a profile of its own, and what it wrote on the console. */
export class WatchedPage {
  readonly errors: string[] = [];

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
    page.on('pageerror', (error) => this.errors.push(`uncaught: ${error.stack ?? error.message}`));
  }

  unexpectedErrors(): string[] {
    return this.errors.filter((error) => !this.allowed?.test(error));
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
    await this.until(`${sessionIds.join(', ')} are shown`, async () => {
      const rows = this.page.locator('[data-session][aria-selected="true"]');
      const shown = await rows.evaluateAll((elements) => elements.map((row) => row.getAttribute('data-session')));
      return JSON.stringify(shown.sort()) === JSON.stringify([...sessionIds].sort());
    });
  }

  until(what: string, probe: () => Promise<boolean>): Promise<true> {
    return waitUntil(`the page: ${what}`, async () => (await probe()) || null, {
      within: SHOWN_WITHIN_MILLISECONDS,
      every: 50,
    }) as Promise<true>;
  }

  /** Pixels by which the page is wider than its window. */
  overflow(): Promise<number> {
    return this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  }

  /** Keeps a picture for people to look at: .cache/screenshots/<name>.png */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  async close(): Promise<void> {
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
