import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child-process.js';
import { freePort } from './free-port.js';
import { exchange } from './http.js';
import { temporaryDirectory } from './temporary-directory.js';
import { waitUntil } from './waiting.js';

export const INFLUX_DATABASE = 'bench';
const CONFIGURATION_FILE = 'influxdb.conf';

/** A real influxd 1.x on loopback, in a directory of its own, with the write-ahead log's fsync as the package ships it. */
export class InfluxdProcess {
  private child: Child;

  private constructor(
    private readonly program: string,
    /** Where its files are; they outlive the process. */
    readonly directory: string,
    readonly port: number,
  ) {
    this.child = this.spawn();
  }

  static async start(program: string): Promise<InfluxdProcess> {
    const directory = temporaryDirectory('influxd');
    const [port, backupPort] = [await freePort(), await freePort()];
    writeFileSync(join(directory, CONFIGURATION_FILE), configuration(directory, port, backupPort));
    const influxd = new InfluxdProcess(program, directory, port);
    await influxd.answers();
    await influxd.query(`CREATE DATABASE ${INFLUX_DATABASE}`);
    return influxd;
  }

  get pid(): number {
    return this.child.pid;
  }

  /** As INFLUX_URL takes it. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Ends it without a chance to say goodbye; its port and files stay for {@link restart}. */
  async kill9(): Promise<void> {
    await this.child.kill9();
  }

  /** Starts it again on its port and files, after `kill9` or `stop`. */
  async restart(): Promise<void> {
    this.child = this.spawn();
    await this.answers();
  }

  /** Stops or continues it: it holds its connections and answers nothing. */
  freeze(frozen: boolean): void {
    this.child.signal(frozen ? 'SIGSTOP' : 'SIGCONT');
  }

  private spawn(): Child {
    const { PATH } = process.env;
    const { directory } = this;
    return new Child(this.program, ['-config', join(directory, CONFIGURATION_FILE)], { PATH, HOME: directory });
  }

  private async answers(): Promise<void> {
    const { child } = this;
    await waitUntil('influxd answers', async () => (await this.get('/ping')).status === 204, {
      within: 30_000,
    }).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${child.output.slice(-2_000)}`);
    });
  }

  /** Runs InfluxQL and returns its answer. */
  async query(text: string, database = INFLUX_DATABASE): Promise<string> {
    const path = `/query?db=${encodeURIComponent(database)}&q=${encodeURIComponent(text)}`;
    const answer = await exchange(this.port, { method: 'POST', path, timeout: 60_000 });
    if (answer.status !== 200 || answer.text.includes('"error"')) throw new Error(`influxd: ${answer.text}`);
    return answer.text;
  }

  async stop(): Promise<void> {
    await this.child.terminate();
  }

  private get(path: string): Promise<{ status: number }> {
    return exchange(this.port, { method: 'GET', path, timeout: 1_000 });
  }
}

/**
 * Debian's own settings, but for places, ports and logs (its log of every request is off, which only helps it).
 * `wal-fsync-delay = "0s"`: every write is synced before it is acknowledged, as ours.
 */
function configuration(directory: string, port: number, backupPort: number): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
  dir = "${directory}/meta"
  logging-enabled = false
[data]
  dir = "${directory}/data"
  wal-dir = "${directory}/wal"
  wal-fsync-delay = "0s"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  enabled = true
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  max-body-size = 0
[logging]
  level = "error"
`;
}
