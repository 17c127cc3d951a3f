import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { PrometheusProcess } from '../harness/prometheus-process.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { waitUntil } from '../harness/waiting.js';

/** Names that need escaping, and everything that a session may have. */
const ODD = 'a "quoted"\\ agent';
const GPU_SAMPLE = { gpu_utilization_percent: 40, gpu_memory_bytes: 1e9, gpu_power_watts: 100 };
const everything = {
  agent_id: ODD,
  name: 'two\nlines, ünïcode "and" \\ more \r\u0007',
  group: 'sweep',
  tags: { owner: 'ops' },
  total_steps: 100,
  training_config: { model_base: 'base', training_type: 'fine_tuning', hyperparameters: {} },
  monitoring_config: { budget_usd: 5, cost_per_hour_usd: 2 },
  environment: { host: 'h', gpu_name: 'G', gpu_count: 2 },
};

function points(steps: number): object[] {
  return Array.from({ length: steps }, (_, step) => [
    {
      step,
      epoch: step / 10,
      metrics: { loss: 1 / (step + 1), val_loss: 1, val_acc: 0.9, lr: 1e-5, grad_norm: 'NaN', reward: 'Infinity' },
    },
    ...['0', '1'].map((gpu) => ({ labels: { gpu }, metrics: GPU_SAMPLE })),
    { metrics: { cpu_percent: 50, memory_percent: 25, process_memory_bytes: 1e8, tokens_total: step * 1_000 } },
  ]).flat();
}

const SCRAPER = 'm'.repeat(40);
const WRITER = 'w'.repeat(40);
const environment = {
  TRAINING_METRICS_FINISHED_SECONDS: '3',
  TRAINING_TOKENS_FILE: tokensFile([
    { name: 'prometheus', workspace_id: 'operations', scopes: ['metrics'], sha256: sha256(SCRAPER) },
    { name: 'writer', workspace_id: 'research', scopes: ['ingest', 'read'], sha256: sha256(WRITER) },
  ]),
};
const shared = shareExporter({ environment });

const scraped = async (port: number): Promise<string> =>
  (
    await exchange(port, {
      method: 'GET',
      path: '/metrics',
      headers: { Authorization: `Bearer ${SCRAPER}` },
    })
  ).text;

/** Sends what a busy exporter gets: odd names, NaN, failures, refusals, queries. @returns What a scrape then brings. */
async function scrapedWhenBusy(exporter: ExporterProcess): Promise<string> {
  const client = exporter.client(WRITER);
  await client.start({ ...everything, session_id: 'whole' });
  await client.log('whole', { producer: 'p', sequence: 1, points: points(20) });
  await client.start({ session_id: 'failed' });
  await client.complete('failed', { status: 'failed', error_details: 'out of memory' });
  await client.refusal('logMetrics', { parameters: { session_id: 'nobody' }, body: { points: [] } });
  await client.call('listSessions');
  client.close();
  return waitUntil('both sessions are told', async () => {
    const text = await scraped(exporter.port);
    const isWhole = /_state\{.*"failed"\} 4/.test(text) && text.includes('gpu_power_watts{');
    return isWhole && text;
  });
}

describeWithPeer('promtool', '/metrics as promtool reads it', (promtool) => {
  test('is without fault or advice: with odd names, NaN, failures, refusals and queries', async () => {
    const text = await scrapedWhenBusy(shared.exporter);
    expect(text).toContain('shadower_training_ingest_rejected_total{reason="not_found"} 1\n');
    expect(await check(promtool, text)).toEqual({ code: 0, output: '' });
    // The check can find fault: a gauge must not end like a counter.
    const faulty = await check(promtool, '# HELP x_total X.\n# TYPE x_total gauge\nx_total 1\n');
    expect(faulty.output).toContain('x_total');
  });

  test('is without fault where the budget of series leaves sessions out, and counts those', async () => {
    const exporter = await ExporterProcess.start({
      environment: { ...environment, TRAINING_METRICS_MAX_SERIES: '40' },
    });
    const client = exporter.client(WRITER);
    for (let session = 0; session < 12; session++) {
      await client.start({ ...everything, session_id: `s${session}` });
      await client.log(`s${session}`, { producer: 'p', sequence: 1, points: points(2) });
    }
    client.close();
    const text = await waitUntil('sessions are left out', async () => {
      const found = await scraped(exporter.port);
      return /^shadower_training_left_out_sessions [1-9]/m.test(found) && found;
    });
    const told = text.split('\n').filter((line) => /session_id="s\d+"/.test(line)).length;
    expect(told).toBeGreaterThan(0);
    expect(told).toBeLessThanOrEqual(40);
    expect(await check(promtool, text)).toEqual({ code: 0, output: '' });
    await exporter.terminate();
  }, 60_000);
});

describeWithPeer('influxd 1.x', '/metrics of an exporter that writes to InfluxDB', (program) => {
  describeWithPeer('promtool', 'as promtool reads it', (promtool) => {
    test('is without fault or advice, also while InfluxDB is away', async () => {
      const influxd = await InfluxdProcess.start(program);
      const store = { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url, INFLUX_TIMEOUT_SECONDS: '5' };
      const exporter = await ExporterProcess.start({ environment: { ...environment, ...store } });
      expect(await check(promtool, await scrapedWhenBusy(exporter))).toEqual({ code: 0, output: '' });
      await influxd.kill9();
      const client = exporter.client(WRITER);
      await client.log('whole', { producer: 'p', sequence: 2, points: points(20) });
      client.close();
      const text = await waitUntil(
        'the outage is counted',
        async () => {
          const found = await scraped(exporter.port);
          return /^shadower_training_store_write_errors_total [1-9]/m.test(found) && found;
        },
        { within: 30_000 },
      );
      expect(await check(promtool, text)).toEqual({ code: 0, output: '' });
      await exporter.kill9();
    }, 90_000);
  });
});

describeWithPeer('Prometheus', '/metrics as Prometheus scrapes it', (program) => {
  let prometheus: PrometheusProcess;
  beforeAll(async () => {
    prometheus = await PrometheusProcess.start(program, { port: shared.exporter.port, token: SCRAPER });
  }, 60_000);
  afterAll(() => prometheus?.stop());

  test('a live session has its loss there, joined with what it is; some time after its end it goes', async () => {
    const client = shared.exporter.client(WRITER);
    await client.start({ ...everything, session_id: 'run' });
    await client.log('run', { producer: 'p', sequence: 1, points: points(4) });
    const loss = 'shadower_training_session_training_loss{session_id="run"}';
    const [series] = await prometheus.until(loss, ([found]) => found?.value === 0.25);
    expect(series!.metric).toEqual({
      __name__: 'shadower_training_session_training_loss',
      instance: `127.0.0.1:${shared.exporter.port}`,
      job: 'training',
      workspace: 'research',
      agent: ODD,
      session_id: 'run',
    });
    const joined = await prometheus.query(
      `${loss} * on (workspace, agent, session_id) group_left (name, owner) shadower_training_session_info`,
    );
    expect(joined).toEqual([{ metric: expect.objectContaining({ name: everything.name, owner: 'ops' }), value: 0.25 }]);
    const utilization = await prometheus.query('shadower_training_session_gpu_utilization_ratio{session_id="run"}');
    expect(utilization.map(({ value }) => value)).toEqual([0.4]);
    expect((await prometheus.query('shadower_training_session_gradient_norm{session_id="run"}'))[0]!.value).toBeNaN();
    await client.complete('run');
    await prometheus.until('shadower_training_session_state{session_id="run"}', ([found]) => found?.value === 3);
    await prometheus.until('shadower_training_session_state{session_id="run"}', (found) => found.length === 0);
    client.close();
  }, 60_000);

  test('the exporter is up, its histograms give quantiles, and Prometheus has nothing to complain of', async () => {
    await prometheus.until('up', ([found]) => found?.value === 1);
    const [quantile] = await prometheus.until(
      'histogram_quantile(0.5, sum by (le) (shadower_training_ingest_acknowledgement_seconds_bucket))',
      ([found]) => found !== undefined && found.value > 0,
    );
    expect(quantile!.value).toBeLessThan(10);
    const batches = await prometheus.query('sum(shadower_training_ingest_batches_total)');
    expect(batches[0]!.value).toBeGreaterThanOrEqual(3);
    expect(await prometheus.query('count({__name__=~"shadower_training_.+"}) by (__name__) > 0')).not.toHaveLength(0);
    expect(prometheus.output).not.toMatch(/level=(warn|error)|Append failed|scrape failed/);
  }, 60_000);
});

function check(promtool: string, text: string): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = execFile(promtool, ['check', 'metrics'], (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: (error?.code as number | undefined) ?? 0, output: stdout + stderr });
    });
    child.stdin!.end(text);
  });
}

function tokensFile(entries: readonly object[]): string {
  const file = join(temporaryDirectory('tokens'), 'tokens.json');
  writeFileSync(file, JSON.stringify(entries));
  return file;
}

function sha256(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
