/// <reference lib="dom" />
import { afterAll, afterEach, beforeAll, jest } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import type { ExporterOptions } from '../harness/exporter-process.js';
import { shareExporter, type SharedExporter } from '../harness/shared-exporter.js';
import { launchChromium } from './chromium.js';
import { GENERATION } from './generation.js';
import { openPage, type PageLook, type WatchedPage } from './watched-page.js';

const TEST_MILLISECONDS = 40_000;

/** What tests in a browser share. */
export interface InBrowser extends SharedExporter {
  /** Opens a page of the exporter in a new profile; it is closed after the test, and must have logged no error. */
  open(path?: string, look?: PageLook): Promise<WatchedPage>;
}

/** Tests of a page that a real exporter serves, in a real Chromium, on the page of this run's generation; one a file. */
export function describeInBrowser(
  subject: string,
  tests: (shared: InBrowser) => void,
  options: ExporterOptions = {},
): void {
  if (GENERATION === '12') describeInChromium(subject, tests, options);
  else
    describeWithPeer('page of Grafana 13', `${subject}, Grafana 13`, (directory) =>
      describeInChromium(subject, tests, {
        ...options,
        environment: { TRAINING_PAGE_DIR: directory, ...options.environment },
      }),
    );
}

function describeInChromium(subject: string, tests: (shared: InBrowser) => void, options: ExporterOptions): void {
  describeWithPeer('Chromium', subject, (executablePath) => {
    const exporter = shareExporter(options);
    const opened: WatchedPage[] = [];
    let browser: Browser | null = null;
    jest.setTimeout(TEST_MILLISECONDS);
    beforeAll(async () => {
      browser = await launchChromium(executablePath);
    }, 60_000);
    afterEach(async () => {
      const errors = opened.flatMap((page) => page.unexpectedErrors());
      await Promise.all(opened.splice(0).map((page) => page.close()));
      if (errors.length > 0) throw new Error(`the page logged errors:\n${errors.slice(0, 5).join('\n')}`);
    });
    afterAll(() => browser?.close());
    tests({
      get exporter() {
        return exporter.exporter;
      },
      get client() {
        return exporter.client;
      },
      async open(path = '/', look = {}) {
        const page = await openPage(browser!, (look.origin ?? exporter.exporter.url) + path, look);
        opened.push(page);
        return page;
      },
    });
  });
}
