/// <reference lib="dom" />
import { readdirSync, statSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { exchange } from '../harness/http.js';
import { inRepository } from '../harness/repository.js';
import { describeInBrowser } from './in-browser.js';
import { Plot } from './plot.js';
import { logRun } from './runs.js';

const LARGEST_MODULE = 250_000;
const HASHED_NAME = /-[0-9a-f]{8,}\.js$/;

describeInBrowser('what the page is made of', (shared) => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    exchange(shared.exporter.port, { method: 'GET', path, headers });

  test('every module.js that Grafana loads is small', () => {
    const folder = inRepository('plugin', 'dist');
    const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /(^|[\\/])module\.js$/.test(file),
    );
    expect(modules.length).toBeGreaterThanOrEqual(4);
    const large = modules.filter((file) => statSync(join(folder, file)).size >= LARGEST_MODULE);
    expect(large).toEqual([]);
  });

  test('scripts may be kept for ever and come compressed, the page itself is asked for again', async () => {
    const page = await get('/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const scripts = [...page.text.matchAll(/(?:src|href)="(assets\/[^"]+\.js)"/g)].map(([, path]) => `/${path}`);
    expect(scripts.length).toBeGreaterThanOrEqual(4);
    for (const path of scripts) {
      const { status, headers } = await get(path, { 'Accept-Encoding': 'gzip, br' });
      expect({ path, status }).toEqual({ path, status: 200 });
      if (HASHED_NAME.test(path)) expect(headers['cache-control']).toMatch(/immutable/);
      // Compression makes a file of a few words longer.
      if (Number((await get(path)).headers['content-length']) > 1_024) expect(headers['content-encoding']).toBe('br');
    }
  });

  test('the notices of the third parties in it are there', async () => {
    const watched = await shared.open();
    const href = await watched.page.getByRole('link', { name: 'Notices' }).getAttribute('href');
    const { status, headers, text } = await get(`/${href}`);
    expect(status).toBe(200);
    expect(headers['content-type']).toContain('text/plain');
    for (const name of ['@grafana/ui', 'react-dom', 'uplot', 'rxjs', '@emotion/css'])
      expect(text).toContain(`\n${name} `);
    expect((await get(`/${await docsLink()}`)).status).toBe(200);

    function docsLink() {
      return watched.page.getByRole('link', { name: 'API docs' }).getAttribute('href');
    }
  });

  test('the first curve is there soon after a cold start; how soon is printed', async () => {
    await logRun(shared.client, { session_id: 'cold' });
    const load = loadavg()[0]!.toFixed(1);
    const watched = await shared.open('/');
    await new Plot(watched).hasPoints('training loss', 200);
    // From the page's own clock: when the words of the plot, which come with its lines, were in the document.
    const milliseconds = Math.round(await watched.page.evaluate(() => performance.now()));
    console.info(`cold load to the first curve: at most ${milliseconds} ms at a load average of ${load}`);
  });
});
