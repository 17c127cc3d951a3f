import { Child } from './child-process.js';
import { inRepository } from './repository.js';

/** How a Python program is run. */
export interface PythonOptions {
  readonly python: string;
  /** Script and its arguments, or `-m module ...`, or `-c text`. */
  readonly args: readonly string[];
  /** Address of the exporter. */
  readonly url: string;
  /** Where the client keeps what is not acknowledged. */
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A Python process with this repository's client, as a user would have installed it. */
export class PythonProcess extends Child {
  constructor({ python, args, url, directory, environment }: PythonOptions) {
    const { PATH, HOME, TMPDIR } = process.env;
    super(
      python,
      args,
      {
        ...{ PATH, HOME, TMPDIR },
        PYTHONPATH: inRepository('clients', 'python'),
        PYTHONUNBUFFERED: '1',
        PYTHONDONTWRITEBYTECODE: '1',
        TRAINING_URL: url,
        TRAINING_DIR: directory,
        ...environment,
      },
      directory,
    );
  }

  /** Waits for its end. @throws When it failed, with what it printed. */
  async succeeded(): Promise<string> {
    const { code, signal } = await this.ended;
    if (code !== 0) throw new Error(`the Python process ended with ${code ?? signal}:\n${this.output}`);
    return this.output;
  }
}
