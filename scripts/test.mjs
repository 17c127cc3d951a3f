/**
 * `npm test`: units of every workspace, whole-system and browser tests with the real parts that the machine has, and the
 * Python client's own tests. Arguments go to Jest. The last line is `N passed, N failed`.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { at, node24 } from './lib/paths.mjs';
import { findPeers } from './lib/peers.mjs';
import { ensureSecondPage, prepare } from './lib/prepare.mjs';
import { run } from './lib/run.mjs';
import { fail, say } from './lib/say.mjs';

let last = '0 passed, 1 failed';
// Also where a build fails or a peer is missing.
process.on('exit', () => {
  mkdirSync(at('.cache'), { recursive: true });
  // For .ci/run, because npm has a word of its own after a failure.
  writeFileSync(at('.cache/test-result'), `${last}\n`);
  console.log(last);
});

await prepare();
await ensureSecondPage();
const { env, missing } = await findPeers();
if (missing.length > 0) {
  const list = missing.map((name) => `  - ${name}`).join('\n');
  if (process.env.TRAINING_REQUIRE_PEERS === '1') fail(`Missing, and required by TRAINING_REQUIRE_PEERS=1:\n${list}`);
  say(`Not on this machine, so their tests are skipped:\n${list}`);
}

const selected = process.argv.slice(2);
say('Running the tests (about 10 minutes on 2 cores) ...');
const jest = await runJest();
const python =
  selected.length === 0 && env.TRAINING_TEST_PYTHON
    ? await runPython(env.TRAINING_TEST_PYTHON)
    : { passed: 0, failed: 0, skipped: 0 };

say('Done.');
const failed = jest.failed + python.failed;
const skipped = jest.skipped + python.skipped;
if (skipped > 0) console.log(`${skipped} skipped`);
last = `${jest.passed + python.passed} passed, ${failed} failed`;
process.exit(failed > 0 ? 1 : 0);

async function runJest() {
  const report = at('.cache/jest.json');
  rmSync(report, { force: true });
  const { code } = await run(
    node24(),
    [
      '--experimental-vm-modules',
      '--no-warnings',
      at('node_modules/jest/bin/jest.js'),
      '--json',
      `--outputFile=${report}`,
      ...selected,
    ],
    { env: { ...env, TZ: 'UTC' } },
  );
  try {
    const {
      numPassedTests: passed,
      numPendingTests,
      numTodoTests,
      numFailedTests,
      numRuntimeErrorTestSuites: broken,
    } = JSON.parse(readFileSync(report, 'utf8'));
    // A suite that could not even be loaded has no test that failed.
    const failed = numFailedTests + broken || (code === 0 ? 0 : 1);
    return { passed, failed, skipped: numPendingTests + numTodoTests };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
}

async function runPython(python) {
  say('Python client:');
  const { code, output } = await run(python, ['-m', 'unittest', 'discover', '-s', 'tests', '-t', '.'], {
    cwd: at('clients/python'),
    quiet: true,
  });
  const count = Number(/Ran (\d+) tests?/.exec(output)?.[1] ?? 0);
  const skipped = Number(/skipped=(\d+)/.exec(output)?.[1] ?? 0);
  const wrong = [...output.matchAll(/(?:failures|errors)=(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
  if (code !== 0) console.log(output);
  const failed = wrong || (code === 0 ? 0 : 1);
  return { passed: Math.max(0, count - failed - skipped), failed, skipped };
}
