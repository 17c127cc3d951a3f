import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, it } from '@jest/globals';
import type { InfluxSettings } from './connection.js';

/** Where the real influxd is; test/src/harness/peers.ts has the name too. */
const VARIABLE = 'TRAINING_TEST_INFLUXD';
const START_MILLISECONDS = 30_000;
const FILE = 'influxdb.conf';

/** A real influxd 1.x that tests of one file share. */
export interface RunningInfluxd {
  /** As of one exporter, in a database that no other test uses. */
  settings(others?: Partial<InfluxSettings>): InfluxSettings;
  /** Runs InfluxQL and gives the answer's text. */
  query(statement: string, database?: string): Promise<string>;
  /** Ends it without a chance to say goodbye. */
  kill9(): Promise<void>;
  /** Starts it again on its port and files. */
  restart(): Promise<void>;
}

/** Tests on a real influxd: skipped by name where there is none, failed where TRAINING_REQUIRE_PEERS=1. */
export function describeWithInfluxd(
  subject: string,
  tests: (influxd: RunningInfluxd) => void,
  { authentication = false }: { readonly authentication?: boolean } = {},
): void {
  const program = process.env[VARIABLE];
  describe(subject, () => {
    if (!program) {
      if (process.env['TRAINING_REQUIRE_PEERS'] === '1')
        it('needs influxd 1.x', () => {
          throw new Error(`influxd 1.x is required by TRAINING_REQUIRE_PEERS=1; ${VARIABLE} says where it is`);
        });
      else it.skip('needs influxd 1.x, which is not on this machine', () => undefined);
      return;
    }
    const influxd = new Influxd(program);
    beforeAll(() => influxd.start(authentication), START_MILLISECONDS);
    afterAll(() => influxd.stop());
    tests(influxd);
  });
}

let databases = 0;

class Influxd implements RunningInfluxd {
  private child: ChildProcess | undefined;
  private directory = '';
  private url = '';

  constructor(private readonly program: string) {}

  async start(authentication: boolean): Promise<void> {
    this.directory = mkdtempSync(join(tmpdir(), 'training-influxd-'));
    const [port, backupPort] = [await freePort(), await freePort()];
    this.url = `http://127.0.0.1:${port}`;
    writeFileSync(join(this.directory, FILE), configuration(this.directory, port, backupPort, authentication));
    await this.restart();
  }

  async restart(): Promise<void> {
    const file = join(this.directory, FILE);
    this.child = spawn(this.program, ['-config', file], { stdio: 'ignore', env: { HOME: this.directory } });
    const until = Date.now() + START_MILLISECONDS;
    const answers = (): Promise<boolean> =>
      fetch(`${this.url}/ping`).then(
        (answer) => answer.ok,
        () => false,
      );
    while (!(await answers())) {
      if (Date.now() > until) throw new Error('influxd does not answer');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async kill9(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async stop(): Promise<void> {
    await this.kill9();
    rmSync(this.directory, { recursive: true, force: true });
  }

  settings(others: Partial<InfluxSettings> = {}): InfluxSettings {
    const database = `test_${process.pid}_${++databases}`;
    const nobody = { token: null, user: null, password: null, org: null };
    return { url: this.url, ...nobody, database, timeoutMilliseconds: 30_000, ...others };
  }

  async query(statement: string, database = ''): Promise<string> {
    const body = new URLSearchParams({ q: statement, db: database });
    const answer = await fetch(`${this.url}/query`, { method: 'POST', body });
    return answer.text();
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** As test/src/harness/influxd-process.ts; forced to the disk every millisecond only, for the suite's many writes. */
function configuration(directory: string, port: number, backupPort: number, authentication: boolean): string {
  return `reporting-disabled = true
bind-address = "127.0.0.1:${backupPort}"
[meta]
  dir = "${directory}/meta"
  logging-enabled = false
[data]
  dir = "${directory}/data"
  wal-dir = "${directory}/wal"
  wal-fsync-delay = "1ms"
  query-log-enabled = false
[monitor]
  store-enabled = false
[http]
  bind-address = "127.0.0.1:${port}"
  log-enabled = false
  auth-enabled = ${authentication}
[logging]
  level = "error"
`;
}
