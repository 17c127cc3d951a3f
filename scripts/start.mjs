/**
 * `npm start`: the exporter on its embedded store, an example training run that needs nothing installed, and the
 * address of the page that shows it. Ctrl-C ends both; what was recorded stays in TRAINING_DATA_DIR.
 */
import { spawn } from 'node:child_process';
import { at, node24, ROOT } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { exists } from './lib/run.mjs';
import { fail, say } from './lib/say.mjs';

const READY_WITHIN_MILLISECONDS = 30_000;

await prepare();

const address = `http://${process.env.TRAINING_LISTEN ?? '127.0.0.1:4319'}`;
const running = [];
let stopping = false;

const exporter = launch(node24(), [at('exporter/dist/main.js')], 'The exporter has ended.');
await waitUntilReady();
await startExample();

say('');
say(`Open ${address}/ : its panels fill while the example trains.`);
say('Ctrl-C ends it. Your own training code: see "Your own loop" in README.md.');

for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);

function launch(command, args, whenEnded) {
  const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit' });
  running.push(child);
  child.on('error', (error) => fail(`${command} could not be started: ${error.message}`));
  if (whenEnded) {
    child.on('close', (code) => {
      if (!stopping) console.error(`\n${whenEnded}`);
      stop();
      process.exitCode = code ?? 1;
    });
  }
  return child;
}

function stop() {
  stopping = true;
  for (const child of running) if (child.exitCode === null) child.kill('SIGTERM');
}

async function waitUntilReady() {
  const deadline = Date.now() + READY_WITHIN_MILLISECONDS;
  while (Date.now() < deadline) {
    if (exporter.exitCode !== null) process.exit(exporter.exitCode || 1);
    try {
      if ((await fetch(`${address}/readyz`)).ok) return;
    } catch {
      // It is not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  stop();
  fail(`The exporter did not get ready within ${READY_WITHIN_MILLISECONDS / 1000} s; its own words are above.`);
}

async function startExample() {
  const python = (await exists('python3')) ? 'python3' : (await exists('python')) ? 'python' : null;
  if (python === null) {
    say('There is no Python 3 on this machine, so no example run is started; the page waits for your own.');
    return;
  }
  const child = spawn(python, [at('examples/plain_python.py')], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TRAINING_URL: address, TRAINING_DIR: at('data', 'example-client') },
  });
  running.push(child);
  child.on('close', (code) => {
    if (!stopping)
      say(code === 0 ? 'The example run has ended; the page stays.' : `The example run ended with code ${code}.`);
  });
}
