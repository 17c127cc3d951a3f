import { readFileSync, readdirSync } from 'node:fs';
import { Child } from './child-process.js';
import { inRepository } from './repository.js';
import { temporaryDirectory } from './temporary-directory.js';
import { waitUntil } from './waiting.js';

/** `npm start` on what is built, with a data directory of its own. */
export class StartCommand extends Child {
  readonly directory: string;

  constructor(environment: Readonly<Record<string, string>>) {
    const { PATH, HOME, TMPDIR } = process.env;
    const directory = temporaryDirectory('start');
    super(process.execPath, [inRepository('scripts', 'start.mjs'), '--built'], {
      ...{ PATH, HOME, TMPDIR, TZ: 'UTC', TRAINING_DATA_DIR: directory },
      ...environment,
    });
    this.directory = directory;
  }

  /** Waits for a text in what it prints. @returns The groups of the pattern. */
  printed(what: RegExp): Promise<readonly string[]> {
    return waitUntil(
      `npm start prints ${what}`,
      () => {
        const match = what.exec(this.output);
        if (match === null && this.ending !== null) throw new Error(`it has ended:\n${this.output}`);
        return match;
      },
      { within: 60_000 },
    );
  }

  /** Command lines of the processes that work on its directory, this one left out; Linux only. */
  descendants(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== this.pid)
      .filter((name) => read(`/proc/${name}/environ`).includes(`TRAINING_DATA_DIR=${this.directory}\0`))
      .map((name) => read(`/proc/${name}/cmdline`).replaceAll('\0', ' '));
  }
}

/** Empty where the process has ended meanwhile or is another user's. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
