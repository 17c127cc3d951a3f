/**
 * `npm start`: the exporter on its embedded store, an example training run that needs nothing installed, and the
 * address of the page that shows it. Ctrl-C ends both; what was recorded stays in TRAINING_DATA_DIR.
 */
import { clearInterval, setInterval } from 'node:timers';
import { startExample } from './lib/example.mjs';
import { at, node24 } from './lib/paths.mjs';
import { prepare } from './lib/prepare.mjs';
import { readyAddresses } from './lib/ready-line.mjs';
import { fail, say } from './lib/say.mjs';
import { Supervised } from './lib/supervised.mjs';

/** How long a start may take without a word that it is still going on. */
const TELL_EVERY_MILLISECONDS = 30_000;
/** The example waits up to 5 s for the acknowledgement of its last values. */
const EXAMPLE_PATIENCE_MILLISECONDS = 8_000;
/** The exporter gives itself 20 s. */
const EXPORTER_PATIENCE_MILLISECONDS = 25_000;

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log(`npm start [-- --built]: the exporter, an example training run, and the address of the page that shows it.
--built takes what is installed and built as it is. Configured by TRAINING_*, see docs/configuration.md.`);
  process.exit(0);
}
if (argument !== undefined && argument !== '--built')
  fail(`Unknown argument ${argument}; there is --built and --help.`);
if (argument !== '--built') await prepare();

let exporter = null;
let example = null;
let stopping = null;
// Before anything is launched: a signal at any time ends all of it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);

let output = '';
let addresses = null;
const ready = new Promise((resolve) => {
  exporter = new Supervised(node24(), [at('exporter/dist/main.js')], {
    stdout: (chunk) => {
      process.stdout.write(chunk);
      if (addresses !== null) return;
      output += chunk;
      addresses = readyAddresses(output);
      if (addresses !== null) resolve();
    },
  });
});
exporter.ended.then(onExporterEnded);
const waiting = setInterval(
  () => say('The exporter is not ready yet; its own words are above. Ctrl-C ends it.'),
  TELL_EVERY_MILLISECONDS,
);
await ready;
clearInterval(waiting);
if (stopping === null) await showExample();

async function showExample() {
  // A certificate names the public address, not that of this machine.
  const started = await startExample(process.env.TRAINING_TLS_CERTIFICATE ? addresses.page : addresses.local);
  say('');
  if (typeof started === 'string') say(started);
  else {
    example = started;
    example.ended.then(onExampleEnded);
    // The signal came while it was being started: whoever stops found none.
    if (stopping !== null) example.kill();
  }
  say(`Open ${addresses.page}/ ${example ? ': its panels fill while the example trains.' : ''}`.trimEnd());
  say('Ctrl-C ends it. Your own training code: see "Your own loop" in README.md.');
}

function onSignal() {
  if (stopping === null) stopping = stop();
  else {
    // Asked twice: at once.
    example?.kill();
    exporter?.kill();
  }
}

/** The example first, while somebody takes its last values; the exporter's end ends this process. */
async function stop() {
  await example?.end(EXAMPLE_PATIENCE_MILLISECONDS);
  await exporter?.end(EXPORTER_PATIENCE_MILLISECONDS);
}

async function onExporterEnded(code) {
  if (stopping === null) {
    stopping = Promise.resolve();
    const words = exporter.problem ?? 'its own words are above';
    console.error(`\nThe exporter has ended${addresses === null ? ' before it was ready' : ''}: ${words}.`);
  }
  await example?.end(EXAMPLE_PATIENCE_MILLISECONDS);
  process.exit(code ?? 1);
}

function onExampleEnded(code) {
  if (stopping !== null) return;
  say(
    example.problem ??
      (code === 0 ? 'The example run has ended; the page stays.' : `The example run ended with code ${code}.`),
  );
}
