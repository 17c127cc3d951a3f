import { exchange } from './http.js';
import { Child, type Ending } from './child-process.js';
import { freePort } from './free-port.js';
import { NativeClient } from './native-client.js';
import { EXPORTER_PROGRAM } from './repository.js';
import { temporaryDirectory } from './temporary-directory.js';
import { waitUntil } from './waiting.js';

const READY_WITHIN_MILLISECONDS = 30_000;

/** How an exporter is started. */
export interface ExporterOptions {
  /** Its data; a new directory when missing. */
  readonly directory?: string;
  readonly port?: number;
  /** Further variables, TRAINING_*. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments for Node itself, such as --cpu-prof. */
  readonly nodeArguments?: readonly string[];
}

/** A real exporter on a port and a directory of its own; after its end it can be started again on both. */
export class ExporterProcess {
  #child: Child;

  private constructor(
    readonly directory: string,
    readonly port: number,
    private readonly options: ExporterOptions,
  ) {
    this.#child = this.#spawn();
  }

  /** Starts one and waits until it is ready. */
  static async start(options: ExporterOptions = {}): Promise<ExporterProcess> {
    const exporter = await ExporterProcess.launch(options);
    await exporter.ready();
    return exporter;
  }

  /** Starts one and does not wait: for those that are to refuse. */
  static async launch(options: ExporterOptions = {}): Promise<ExporterProcess> {
    return new ExporterProcess(
      options.directory ?? temporaryDirectory('data'),
      options.port ?? (await freePort()),
      options,
    );
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.#child.pid;
  }

  /** What it logged since its last start. */
  get output(): string {
    return this.#child.output;
  }

  get ended(): Promise<Ending> {
    return this.#child.ended;
  }

  get isRunning(): boolean {
    return this.#child.ending === null;
  }

  /** A client of it, with a token where there are any. */
  client(token: string | null = null): NativeClient {
    return new NativeClient(this.url, token);
  }

  /**
   * Waits until data can be accepted.
   * @returns Milliseconds that it took from now.
   */
  async ready(limit = READY_WITHIN_MILLISECONDS): Promise<number> {
    const began = performance.now();
    await waitUntil(
      `the exporter on port ${this.port} is ready`,
      async () => {
        if (!this.isRunning) return 'ended';
        return (
          (await exchange(this.port, { method: 'GET', path: '/readyz', timeout: 2_000 })).status === 200 && 'ready'
        );
      },
      { within: limit, every: 10 },
    ).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${this.output.slice(-4_000)}`);
    });
    if (!this.isRunning) throw new Error(`the exporter ended before it was ready:\n${this.output.slice(-4_000)}`);
    return performance.now() - began;
  }

  /** kill -9. */
  async kill9(): Promise<void> {
    await this.#child.kill9();
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.signal(signal);
  }

  /** SIGTERM, and waits for its end. */
  async terminate(): Promise<Ending> {
    return this.#child.terminate();
  }

  /**
   * Starts it again on the same directory and port.
   * @returns Milliseconds until it was ready.
   */
  async restart(): Promise<number> {
    if (this.isRunning) throw new Error('the exporter is still running');
    this.#child = this.#spawn();
    return this.ready(120_000);
  }

  /** Lines that it logged as errors: a request that failed inside shows here, whatever its client heard. */
  errorLines(): string[] {
    return this.output.split('\n').filter((line) => /"level":(5|6)0/.test(line));
  }

  #spawn(): Child {
    const { PATH, HOME, TMPDIR } = process.env;
    return new Child(process.execPath, [...(this.options.nodeArguments ?? []), EXPORTER_PROGRAM], {
      ...{ PATH, HOME, TMPDIR, TZ: 'UTC' },
      TRAINING_DATA_DIR: this.directory,
      TRAINING_LISTEN: `127.0.0.1:${this.port}`,
      ...this.options.environment,
    });
  }
}
