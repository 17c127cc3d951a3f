/** Finding the Node.js that the exporter needs, and being replaced by it as far as a process can be. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The oldest Node.js that the exporter runs in, for node:sqlite. */
export const NEEDED = 24;

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** The executable of the npm package `node`; null where it is missing, as after `npm install --ignore-scripts`. */
export function broughtNode() {
  let manifest;
  try {
    manifest = createRequire(import.meta.url).resolve('node/package.json');
  } catch (error) {
    if (error.code !== 'MODULE_NOT_FOUND') throw error;
    return null;
  }
  const executable = join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return existsSync(executable) ? executable : null;
}

/** Runs a program in another Node.js: signals go to it, its exit code or signal becomes this process's. */
export function runIn(node, args) {
  const follower = join(dirname(fileURLToPath(import.meta.url)), 'end-with-parent.mjs');
  const child = spawn(node, ['--import', pathToFileURL(follower).href, ...args], {
    // The channel is how the child learns that this process is gone, even after kill -9.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${node} could not be started: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
