import { createServer, request, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../harness/free-port.js';
import { shareExporter } from '../harness/shared-exporter.js';

const PREFIX = '/tools/training';
const proxyPort = await freePort();
const base = `http://127.0.0.1:${proxyPort}${PREFIX}`;

describe('below a path of a proxy that takes it off', () => {
  const shared = shareExporter({ environment: { TRAINING_PUBLIC_URL: `${base}/` } });
  let proxy: Server;

  beforeAll(async () => {
    proxy = createServer((incoming, outgoing) => {
      if (!incoming.url!.startsWith(`${PREFIX}/`)) {
        outgoing.writeHead(404).end('not of the exporter');
        return;
      }
      const { method, headers } = incoming;
      const path = incoming.url!.slice(PREFIX.length);
      const passed = request({ host: '127.0.0.1', port: shared.exporter.port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      incoming.pipe(passed);
    });
    await new Promise<void>((resolve) => proxy.listen(proxyPort, '127.0.0.1', resolve));
  });
  afterAll(() => {
    proxy.closeAllConnections();
    proxy.close();
  });

  /** Addresses that a page refers to, as a browser resolves them. */
  const referred = (page: string, address: string): string[] =>
    [...page.matchAll(/(?:href|src)="([^"#][^"]*)"/g)]
      .map(([, target]) => new URL(target!, address).href)
      .filter((target) => target.startsWith('http'));

  test.each(['/', '/docs'])('what %s refers to lies below it, and is there', async (path) => {
    const address = `${base}${path}`;
    const answer = await fetch(address);
    expect(answer.status).toBe(200);
    const addresses = referred(await answer.text(), address);
    expect(addresses.length).toBeGreaterThan(0);
    for (const target of addresses) {
      expect(target).toContain(`${base}/`);
      expect([target, (await fetch(target)).status]).toEqual([target, 200]);
    }
  });

  test('addresses in answers are those that people use', async () => {
    const description = (await (await fetch(`${base}/openapi.json`)).json()) as { servers: { url: string }[] };
    expect(description.servers).toEqual([{ url: base }]);
    const started = await fetch(`${description.servers[0]!.url}/analytics/training/start`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ agent_id: 'a', session_id: 's', training_config: {} }),
    });
    const { url } = (await started.json()) as { url: string };
    expect(url.startsWith(`${base}/`)).toBe(true);
    expect((await fetch(url)).status).toBe(200);
    expect(shared.exporter.output).toContain(base);
  });
});
