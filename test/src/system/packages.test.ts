import { existsSync, readdirSync, realpathSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Child, endAllChildren } from '../harness/child-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { freePort } from '../harness/free-port.js';
import { inRepository } from '../harness/repository.js';
import { removeTemporaryDirectories, temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil, within } from '../harness/waiting.js';

const INSTALL_PATIENCE_MILLISECONDS = 180_000;

afterAll(async () => {
  await endAllChildren();
  removeTemporaryDirectories();
});

/** The environment of someone who has nothing of this repository: its tools are not on the path. */
function outside(): Record<string, string> {
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return {
    ...(process.env['HOME'] ? { HOME: process.env['HOME'] } : {}),
    PATH: path.join(delimiter),
    npm_config_update_notifier: 'false',
  };
}

/** Runs a command to its end. @returns what it printed. */
async function output(command: string, args: readonly string[], environment = outside(), directory?: string) {
  const child = new Child(command, args, environment, directory);
  const { code } = await child.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${child.output}`);
  return child.output.trim();
}

describe('the npm package of the exporter', () => {
  let tarball = '';
  let environment: Record<string, string> = {};

  beforeAll(async () => {
    const target = temporaryDirectory('package');
    const made = await output(process.execPath, [
      inRepository('scripts', 'package-exporter.mjs'),
      '--as-built',
      '--to',
      target,
    ]);
    tarball = made.split('\n').at(-1)!;
    // What npx installs goes to a folder of its own; what npm has downloaded before is not downloaded again.
    const cache = temporaryDirectory('npm');
    const downloaded = join(await output('npm', ['config', 'get', 'cache']), '_cacache');
    if (existsSync(downloaded)) symlinkSync(downloaded, join(cache, '_cacache'));
    environment = { ...outside(), npm_config_cache: cache, npm_config_prefer_offline: 'true' };
  }, INSTALL_PATIENCE_MILLISECONDS);

  test(
    'starts from an empty folder by one npx, serves its page and the API, and stops when asked',
    async () => {
      const empty = temporaryDirectory('empty');
      const url = `http://127.0.0.1:${await freePort()}`;
      const npx = new Child(
        'npx',
        ['--yes', `--package=${tarball}`, 'shadower-training-exporter'],
        { ...environment, TRAINING_LISTEN: new URL(url).host },
        empty,
      );
      await waitUntil(
        'it is ready, or has ended',
        async () => npx.ending !== null || (await fetch(`${url}/readyz`)).ok,
        { within: INSTALL_PATIENCE_MILLISECONDS },
      );
      expect(npx.output).toContain(`: ${url}`);
      const page = await (await fetch(`${url}/`)).text();
      expect(page).toContain('<script');
      const script = /src="([^"]+\.js)"/.exec(page)?.[1];
      expect((await fetch(new URL(script ?? 'missing', `${url}/`))).status).toBe(200);
      expect((await fetch(`${url}/openapi.json`)).status).toBe(200);
      expect(readdirSync(empty)).toEqual(['data']);

      npx.signal('SIGTERM');
      await waitUntil('nobody listens', async () => (await fetch(`${url}/readyz`).catch(() => null)) === null);
      await within(10_000, 'the end of npx', npx.ended);
      expect(npx.output).toContain('"msg":"stopped"');
    },
    INSTALL_PATIENCE_MILLISECONDS + 30_000,
  );

  test(
    'restarts itself in Node.js 24 where the machine has an older one, and hands signals and exit codes on',
    async () => {
      const folder = temporaryDirectory('installed');
      await output('npm', ['install', '--prefix', folder, '--no-save', tarball], environment, folder);
      const program = join(
        folder,
        'node_modules',
        '@shadower-training',
        'exporter',
        'bin',
        'shadower-training-exporter.mjs',
      );
      const wrong = new Child('node', [program], { ...outside(), TRAINING_STORE: 'paper' }, folder);
      expect((await wrong.ended).code).toBe(2);
      expect(wrong.output).toContain('TRAINING_STORE');

      const url = `http://127.0.0.1:${await freePort()}`;
      const exporter = new Child('node', [program], { ...outside(), TRAINING_LISTEN: new URL(url).host }, folder);
      await waitUntil('it is ready', async () => (await fetch(`${url}/readyz`)).ok, { within: 30_000 });
      const { code } = await within(30_000, 'the end', exporter.terminate());
      expect(code).toBe(0);

      const killed = new Child('node', [program], { ...outside(), TRAINING_LISTEN: new URL(url).host }, folder);
      await waitUntil('it is ready again', async () => (await fetch(`${url}/readyz`)).ok, { within: 30_000 });
      killed.signal('SIGKILL');
      await waitUntil('nobody listens', async () => (await fetch(`${url}/readyz`).catch(() => null)) === null);
    },
    INSTALL_PATIENCE_MILLISECONDS,
  );
});

describeWithPeer('Python 3', 'the wheel of the Python client', (python) => {
  test(
    'is made, checked, and imported in an empty environment',
    async () => {
      const target = temporaryDirectory('wheel');
      const environment = { ...outside(), TRAINING_TEST_PYTHON: python };
      const made = await output(
        process.execPath,
        [inRepository('scripts', 'package-client.mjs'), '--to', target],
        environment,
      );
      const wheel = made.split('\n').at(-1)!;
      const venv = join(target, 'venv');
      await output(python, ['-m', 'venv', venv]);
      const own = join(venv, process.platform === 'win32' ? 'Scripts' : 'bin');
      await output(join(own, 'pip'), ['install', '--quiet', '--no-index', '--disable-pip-version-check', wheel]);
      const where = await output(
        join(own, 'python'),
        ['-c', 'import shadower_training; print(shadower_training.__file__)'],
        outside(),
        target,
      );
      expect(realpathSync(where)).toContain(realpathSync(venv));
      expect(await output(join(own, 'shadower-training'), ['--help'])).toContain('sync');
    },
    INSTALL_PATIENCE_MILLISECONDS,
  );
});
