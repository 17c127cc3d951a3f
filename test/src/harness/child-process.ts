import { spawn, type ChildProcess } from 'node:child_process';

const OUTPUT_KEPT = 400_000;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Processes that are running, so that none outlives the tests. */
const running = new Set<Child>();

/** A process that a test started, with what it printed. */
export class Child {
  readonly ended: Promise<Ending>;
  ending: Ending | null = null;
  #output = '';
  readonly #process: ChildProcess;

  /**
   * @param environment The whole environment; nothing is inherited beside it.
   * @param directory Where it runs.
   */
  constructor(
    command: string,
    args: readonly string[],
    environment: Readonly<Record<string, string | undefined>>,
    directory?: string,
  ) {
    this.#process = spawn(command, args, {
      env: { ...environment },
      cwd: directory,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (chunk: Buffer): void => {
      this.#output = (this.#output + chunk.toString()).slice(-OUTPUT_KEPT);
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
    running.add(this);
    this.ended = new Promise((resolve) => {
      const end = (ending: Ending): void => {
        this.ending ??= ending;
        running.delete(this);
        resolve(this.ending);
      };
      this.#process.once('error', (error) => {
        keep(Buffer.from(`\n${command} could not be started: ${error.message}\n`));
        end({ code: null, signal: null });
      });
      // `close` comes when all output was read as well.
      this.#process.once('close', (code, signal) => end({ code, signal }));
    });
  }

  get pid(): number {
    const { pid } = this.#process;
    if (pid === undefined) throw new Error(`the process could not be started:\n${this.output}`);
    return pid;
  }

  /** The end of what it printed, both streams. */
  get output(): string {
    return this.#output;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.ending === null) this.#process.kill(signal);
  }

  /** Ends it without a chance to say goodbye. */
  async kill9(): Promise<void> {
    this.signal('SIGKILL');
    await this.ended;
  }

  /** Asks it to end, and waits. */
  async terminate(): Promise<Ending> {
    this.signal('SIGTERM');
    return this.ended;
  }
}

/** Ends whatever this file's tests left running. */
export async function endAllChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.kill9()));
}
