import { spawn } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import { ROOT } from './paths.mjs';

/**
 * A process that ends when it is told to: in a group of its own, so that Ctrl-C reaches the script alone, which then ends
 * its processes in their order.
 */
export class Supervised {
  #child;
  /** Resolves to its exit code (null when a signal ended it) once all output was read; never rejects. */
  ended;
  /** Why it could not be started; null when it could. */
  problem = null;

  /** @param stdout `inherit`, `ignore`, or a function that gets each chunk of text. */
  constructor(command, args, { env = process.env, stdout = 'inherit' } = {}) {
    const reads = typeof stdout === 'function';
    this.#child = spawn(command, args, {
      cwd: ROOT,
      env,
      detached: true,
      stdio: ['ignore', reads ? 'pipe' : stdout, 'inherit'],
    });
    if (reads) this.#child.stdout.setEncoding('utf8').on('data', stdout);
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.problem = `${command} could not be started: ${error.message}`;
        resolve(1);
      });
      this.#child.once('close', resolve);
    });
  }

  /** SIGTERM, and SIGKILL if it is still there after so many milliseconds. */
  async end(patience) {
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.kill(), patience);
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it at once. */
  kill() {
    this.#child.kill('SIGKILL');
  }
}
