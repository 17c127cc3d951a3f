import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Child } from '../harness/child-process.js';
import { inRepository } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';

/** A copy of .ci/run whose every command succeeds, but npm does what the script says. */
async function runWith(npm: string): Promise<{ code: number | null; lines: string[] }> {
  const directory = temporaryDirectory('ci');
  const program = (path: string, text: string): void => {
    const file = join(directory, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  };
  mkdirSync(join(directory, '.ci'));
  copyFileSync(inRepository('.ci', 'run'), join(directory, '.ci', 'run'));
  for (const name of ['chromium', 'influxd', 'prometheus', 'promtool']) program(`bin/${name}`, 'true');
  program('.cache/python/bin/python', 'true');
  program('bin/npm', npm);
  const child = new Child('bash', [join(directory, '.ci', 'run')], {
    PATH: `${join(directory, 'bin')}:${process.env['PATH']}`,
  });
  const { code } = await child.ended;
  return { code, lines: child.output.trim().split('\n') };
}

describe('.ci/run', () => {
  cleanUpAfterTests();

  test('has the result of the tests as its last line', async () => {
    const { code, lines } = await runWith('[ "$1" != test ] || echo "7 passed, 0 failed"');
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe('7 passed, 0 failed');
  });

  test('has it there also when npm says something after tests that failed', async () => {
    const { code, lines } = await runWith(
      '[ "$1" != test ] || { echo "6 passed, 1 failed" | tee .cache/test-result; echo "npm error" >&2; exit 1; }',
    );
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe('6 passed, 1 failed');
  });

  test.each([
    ['npm ci', 'ci'],
    ['npm run typecheck', 'run typecheck'],
    ['npm run lint', 'run lint'],
    ['npm run format:check', 'run format:check'],
    ['npm test', 'test'],
  ])('fails with a result where %s fails, and says so', async (step, words) => {
    const { code, lines } = await runWith(`case "$*" in "${words}"*) exit 3;; esac`);
    expect(code).toBe(3);
    expect(lines.join('\n')).toContain(`Failed with exit code 3: ${step}`);
    expect(lines.at(-1)).toBe('0 passed, 1 failed');
  });
});

describe('npm test', () => {
  cleanUpAfterTests();

  test('has a result as its last line where it cannot even begin', async () => {
    // A folder without package.json or anything else: preparing fails before a test runs.
    const directory = temporaryDirectory('npm-test');
    for (const folder of ['scripts/lib', 'bin']) mkdirSync(join(directory, folder), { recursive: true });
    for (const name of ['test', 'lib/paths', 'lib/peers', 'lib/prepare', 'lib/run', 'lib/say', 'lib/stamp'])
      copyFileSync(inRepository('scripts', `${name}.mjs`), join(directory, 'scripts', `${name}.mjs`));
    writeFileSync(join(directory, 'bin', 'npm'), '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    // One stream, as in .ci/run: lines of two arrive in either order.
    const child = new Child(
      'bash',
      ['-c', '"$0" "$1" 2>&1', process.execPath, join(directory, 'scripts', 'test.mjs')],
      {
        PATH: `${join(directory, 'bin')}:${process.env['PATH']}`,
      },
    );
    expect((await child.ended).code).toBe(1);
    expect(child.output).toContain('npm could not install the packages');
    expect(child.output.trim().split('\n').at(-1)).toBe('0 passed, 1 failed');
  });
});
