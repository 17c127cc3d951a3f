import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { freePort } from '../harness/free-port.js';
import { exchange, portOf } from '../harness/http.js';
import { NativeClient } from '../harness/native-client.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { StartCommand } from '../harness/start-command.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

/** Values of the one session that there is. */
async function valuesKept(client: NativeClient): Promise<number> {
  return (await client.call('listSessions')).items[0]?.values ?? 0;
}

async function growing(client: NativeClient): Promise<void> {
  const first = await waitUntil('the example logs', async () => (await valuesKept(client)) || null, { within: 30_000 });
  await waitUntil('its values become more', async () => (await valuesKept(client)) > first, { within: 30_000 });
}

describeWithPeer('Python 3', 'npm start', () => {
  cleanUpAfterTests();

  test.each(['SIGTERM', 'SIGINT'] as const)(
    'shows an example that trains, and ends with all of its processes on %s',
    async (signal) => {
      const port = await freePort();
      const start = new StartCommand({ TRAINING_LISTEN: `127.0.0.1:${port}` });
      await start.printed(new RegExp(`Open http://127\\.0\\.0\\.1:${port}/ `));
      const page = await exchange(port, { method: 'GET', path: '/' });
      expect(page.status).toBe(200);
      expect(page.text).toContain('<html');
      const client = new NativeClient(`http://127.0.0.1:${port}`, null);
      await growing(client);
      client.close();
      expect(existsSync(join(start.directory, 'example-client'))).toBe(true);
      expect(start.descendants()).toHaveLength(2);
      start.signal(signal);
      expect(await start.ended).toEqual({ code: 0, signal: null });
      expect(start.descendants()).toEqual([]);

      // The example's last words were still taken.
      const exporter = await ExporterProcess.start({ directory: start.directory });
      const after = exporter.client();
      expect((await after.call('listSessions')).items).toMatchObject([{ state: 'cancelled' }]);
      after.close();
      await exporter.terminate();
    },
    90_000,
  );

  test('finds a port that the system chose, also behind a public address', async () => {
    const start = new StartCommand({ TRAINING_LISTEN: '127.0.0.1:0', TRAINING_PUBLIC_URL: 'https://runs.example.org' });
    await start.printed(/Open https:\/\/runs\.example\.org\//);
    const [, local] = await start.printed(/listens on (\S+)\)/);
    const client = new NativeClient(`http://127.0.0.1:${portOf(local!)}`, null);
    await growing(client);
    client.close();
    await start.terminate();
  }, 90_000);

  test('trusts a certificate that signed itself', async () => {
    const directory = temporaryDirectory('start-tls');
    const [certificate, key] = [join(directory, 'certificate.pem'), join(directory, 'key.pem')];
    const how = ['-days', '1', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
    const whom = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    execFileSync('openssl', ['req', '-x509', ...how, ...whom, '-out', certificate, '-keyout', key], {
      stdio: 'ignore',
    });
    const start = new StartCommand({
      TRAINING_LISTEN: '127.0.0.1:0',
      TRAINING_TLS_CERTIFICATE: certificate,
      TRAINING_TLS_KEY: key,
    });
    const [, port] = await start.printed(/Open https:\/\/127\.0\.0\.1:(\d+)\/ : its panels fill/);
    const trusted = { method: 'GET', path: '/analytics/sessions', certificate: readFileSync(certificate, 'utf8') };
    await waitUntil(
      'the example logs',
      async () => JSON.parse((await exchange(Number(port), trusted)).text).items[0]?.values > 0,
      { within: 30_000 },
    );
    await start.terminate();
  }, 90_000);
});

describe('npm start', () => {
  cleanUpAfterTests();

  test('says what an example needs where calls need a token', async () => {
    const tokens = join(temporaryDirectory('start-tokens'), 'tokens.json');
    writeFileSync(tokens, '[]');
    const start = new StartCommand({ TRAINING_LISTEN: '127.0.0.1:0', TRAINING_TOKENS_FILE: tokens });
    await start.printed(/Open http/);
    expect(start.output).toMatch(/TRAINING_TOKEN is not set/);
    expect(start.descendants()).toHaveLength(1);
    expect(await start.terminate()).toEqual({ code: 0, signal: null });
  }, 60_000);

  test('ends at once where another exporter has the port, and shows nobody that one', async () => {
    const other = await ExporterProcess.start();
    const start = new StartCommand({ TRAINING_LISTEN: `127.0.0.1:${other.port}` });
    expect(await start.ended).toEqual({ code: 1, signal: null });
    expect(start.output).toMatch(/is in use, perhaps by another exporter; set TRAINING_LISTEN/);
    expect(start.output).not.toContain('Open ');
    const client = other.client();
    expect((await client.call('listSessions')).items).toEqual([]);
    client.close();
    await other.terminate();
  }, 60_000);

  test('leaves no process behind when it is ended before the exporter is ready', async () => {
    const start = new StartCommand({ TRAINING_LISTEN: '127.0.0.1:0' });
    await waitUntil('the exporter is there', () => start.descendants().length === 1, { every: 1 });
    start.signal('SIGTERM');
    const { code, signal } = await start.ended;
    expect({ code: code ?? 'none', signal }).toMatchObject({ signal: null });
    expect(start.output).not.toContain('Open ');
    expect(start.descendants()).toEqual([]);
  }, 60_000);
});
