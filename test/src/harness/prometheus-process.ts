import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from './child-process.js';
import { freePort } from './free-port.js';
import { exchange } from './http.js';
import { temporaryDirectory } from './temporary-directory.js';
import { waitUntil } from './waiting.js';

/** One series of an answer. */
export interface QueriedSeries {
  readonly metric: Readonly<Record<string, string>>;
  /** Of the moment of the query; NaN and infinities as numbers. */
  readonly value: number;
}

/** What Prometheus scrapes. */
export interface ScrapeTarget {
  readonly port: number;
  /** Sent with each scrape. */
  readonly token?: string;
}

/** A real Prometheus on loopback that scrapes one exporter every half second. */
export class PrometheusProcess {
  private constructor(
    private readonly child: Child,
    readonly port: number,
  ) {}

  /** @param ruleFiles Absolute paths of the rules that it evaluates. */
  static async start(
    program: string,
    target: ScrapeTarget,
    ruleFiles: readonly string[] = [],
  ): Promise<PrometheusProcess> {
    const directory = temporaryDirectory('prometheus');
    const port = await freePort();
    const file = join(directory, 'prometheus.yml');
    writeFileSync(file, configuration(target, ruleFiles));
    const child = new Child(
      program,
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(directory, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--log.level=debug',
      ],
      { PATH: process.env['PATH'], HOME: directory },
    );
    const prometheus = new PrometheusProcess(child, port);
    await waitUntil(
      'Prometheus is ready',
      async () => (await exchange(port, { method: 'GET', path: '/-/ready', timeout: 1_000 })).status === 200,
      { within: 30_000 },
    ).catch((error: unknown) => {
      throw new Error(`${(error as Error).message}\n${child.output.slice(-2_000)}`);
    });
    return prometheus;
  }

  /** What it logged. */
  get output(): string {
    return this.child.output;
  }

  /** Evaluates PromQL now. */
  async query(text: string): Promise<QueriedSeries[]> {
    const path = `/api/v1/query?query=${encodeURIComponent(text)}`;
    const answer = await exchange(this.port, { method: 'GET', path, timeout: 5_000 });
    if (answer.status !== 200) throw new Error(`Prometheus: ${answer.text}`);
    const { data } = JSON.parse(answer.text) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value: [, value] }) => ({ metric, value: numberOf(value) }));
  }

  /** Waits until a query has an answer that fits. */
  async until(
    text: string,
    fits: (series: readonly QueriedSeries[]) => boolean,
    within = 20_000,
  ): Promise<QueriedSeries[]> {
    let series: QueriedSeries[] = [];
    await waitUntil(text, async () => fits((series = await this.query(text))), { within, every: 200 }).catch(
      (error: unknown) => {
        throw new Error(`${(error as Error).message}; last answer ${JSON.stringify(series)}`);
      },
    );
    return series;
  }

  async stop(): Promise<void> {
    await this.child.terminate();
  }
}

function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}

function configuration({ port, token }: ScrapeTarget, ruleFiles: readonly string[]): string {
  const authorization = token === undefined ? '' : `\n    authorization:\n      credentials: ${token}`;
  return `global:
  scrape_interval: 500ms
  scrape_timeout: 500ms
  evaluation_interval: 1s
rule_files: ${JSON.stringify(ruleFiles)}
scrape_configs:
  - job_name: training
    static_configs:
      - targets: ['127.0.0.1:${port}']${authorization}
`;
}
