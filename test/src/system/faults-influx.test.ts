import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { Child } from '../harness/child-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { exporterMetric, readiness } from '../harness/exporter-metric.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxProxy, type InfluxFault } from '../harness/influx-proxy.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import type { NativeClient } from '../harness/native-client.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { EXPORTER_PROGRAM } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { pause, waitUntil } from '../harness/waiting.js';

const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
const DATABASE = 'training';
/** What InfluxDB may take for an answer here; 30 s by default. */
const TIMEOUT_SECONDS = 2;
/** No acknowledgement may wait for an InfluxDB that takes longer than this in each of these faults. */
const LONGEST_ACKNOWLEDGEMENT_MILLISECONDS = 1_000;
/** How long a fault lasts under load. */
const FAULT_MILLISECONDS = 1_300;

/** Each request hears the next of some refusals. */
function inTurn(...statuses: readonly number[]): InfluxFault {
  let requests = 0;
  return {
    kind: 'answer',
    get status() {
      return statuses[requests++ % statuses.length]!;
    },
  };
}

describeWithPeer('influxd 1.x', 'while something is wrong between the exporter and InfluxDB', (program) => {
  let influxd: InfluxdProcess;
  let proxy: InfluxProxy;
  let exporter: ExporterProcess;
  let client: NativeClient;
  let environment: Record<string, string>;
  let tests = 0;
  cleanUpAfterTests();
  beforeAll(async () => {
    influxd = await InfluxdProcess.start(program);
    proxy = await InfluxProxy.start(influxd.port);
    environment = {
      TRAINING_STORE: 'influxdb',
      INFLUX_URL: proxy.url,
      INFLUX_TIMEOUT_SECONDS: String(TIMEOUT_SECONDS),
    };
    exporter = await ExporterProcess.start({ environment });
    client = exporter.client();
  }, 60_000);
  afterEach(() => proxy.set(null));
  afterAll(async () => {
    client.close();
    await exporter.kill9();
    await proxy.stop();
  });

  const metric = (name: string) => exporterMetric(exporter, name);
  const drained = () =>
    waitUntil('all is in InfluxDB', async () => (await metric('journal_records')) === 0, { within: 60_000 });
  /** Values of a session that InfluxDB itself has. */
  const stored = async (session_id: string): Promise<number> => {
    const answer = await influxd.query(
      `SELECT count(loss) FROM training_step WHERE session_id = '${session_id}'`,
      DATABASE,
    );
    return Number(/,(\d+)\]\]/.exec(answer)?.[1] ?? 0);
  };

  /** Load on a session of its own: before the fault, during it, and until it is over. */
  async function underLoad(fault: InfluxFault, during: () => Promise<void> = async () => {}, poison = '') {
    const session_id = `faults-${++tests}`;
    await client.start({ session_id });
    const ledger = new Ledger();
    const options = { client, ledger, session_id, random: randomFrom(SEED + tests), points: 40 };
    const senders = ['loss', `other${poison}`].map(
      (name) => new BatchSender({ ...options, producer: name, metrics: [name] }),
    );
    let isRunning = true;
    let longest = 0;
    const runs = Promise.all(
      senders.map(async (sender) => {
        while (isRunning) {
          const began = performance.now();
          await sender.sendOne();
          longest = Math.max(longest, performance.now() - began);
          await pause(2);
        }
      }),
    );
    const load = (milliseconds: number) => Promise.race([pause(milliseconds), runs]);
    try {
      await load(500);
      await proxy.set(fault);
      longest = 0;
      const before = ledger.size;
      await load(FAULT_MILLISECONDS);
      await during();
      const acknowledged = ledger.size - before;
      expect(await readiness(exporter)).toBe(200);
      expect(acknowledged).toBeGreaterThan(500);
      const duringFault = longest;
      await proxy.set(null);
      await load(300);
      isRunning = false;
      await runs;
      await drained();
      expect(duringFault).toBeLessThan(LONGEST_ACKNOWLEDGEMENT_MILLISECONDS);
      return { session_id, ledger };
    } finally {
      isRunning = false;
      await proxy.set(null);
      await runs.catch(() => {});
    }
  }

  /** Nothing is lost, nothing is doubled, nothing was put aside. */
  async function isWhole({ session_id, ledger }: { session_id: string; ledger: Ledger }): Promise<void> {
    expect(await ledger.differences(client)).toEqual([]);
    expect((await client.summary(session_id)).values).toBe(ledger.size);
    const of = [...ledger.snapshot()].find(([key]) => key.includes('"loss"'));
    expect(await stored(session_id)).toBe(of![1].size);
    expect(await metric('store_quarantined_lines')).toBe(0);
  }

  const told = () => exporter.output.split('InfluxDB takes nothing for now').length - 1;
  /** What an outage shows. @param retries And what the log told, before it. */
  async function showsOutage(retries: number, toldBefore: number): Promise<void> {
    await waitUntil('retries are counted', async () => (await metric('store_write_retries_total')) > retries);
    expect(await metric('journal_records')).toBeGreaterThan(0);
    expect(await metric('journal_oldest_record_timestamp_seconds')).toBeGreaterThan(Date.now() / 1_000 - 60);
    await waitUntil('the log tells', () => told() > toldBefore);
    // What begins meanwhile is accepted; a session that was never served here may be another exporter's.
    expect(await client.start({ session_id: `new-${tests}` })).toMatchObject({ attempt: 1 });
    const body = { points: [{ step: 1, time: Date.now(), metrics: { loss: 1 } }] };
    const unknown = { parameters: { session_id: `unknown-${tests}` }, body };
    expect(await client.refusal('logMetrics', unknown)).toMatchObject({ status: 429 });
  }

  const answer = (status: number): InfluxFault => ({ kind: 'answer', status });
  test.each<[string, InfluxFault]>([
    ['nobody listens', { kind: 'refused' }],
    ['nobody answers', { kind: 'stalled' }],
    ['401, 429, 500 and 503 in turn', inTurn(401, 429, 500, 503)],
    ['400 to everything', answer(400)],
    ['413 to everything', answer(413)],
    ['the connection is cut in mid-answer', { kind: 'cut' }],
  ])(
    '%s: acknowledgements go on, it shows, and nothing is lost or doubled',
    async (_, fault) => {
      const retries = await metric('store_write_retries_total');
      const toldBefore = told();
      await isWhole(await underLoad(fault, () => showsOutage(retries, toldBefore)));
    },
    60_000,
  );

  test('answers that take long hold up reads alone', async () => {
    const depth = await metric('journal_records');
    const whole = await underLoad({ kind: 'slow', milliseconds: 1_500 }, async () => {
      expect(await metric('journal_records')).toBeGreaterThan(depth);
    });
    await isWhole(whole);
  }, 60_000);

  test('Retry-After is kept to, in seconds', async () => {
    const retries = await metric('store_write_retries_total');
    const whole = await underLoad(
      {
        ...{ kind: 'answer', status: 429, headers: { 'Retry-After': '6' } },
        // A read would count as well.
        to: ({ isWrite }) => isWrite,
      },
      async () => expect((await metric('store_write_retries_total')) - retries).toBeLessThanOrEqual(2),
    );
    await isWhole(whole);
  }, 60_000);

  test('413 of a proxy with a limit: smaller requests go through, and nothing is put aside', async () => {
    await isWhole(
      await underLoad({ kind: 'answer', status: 413, to: ({ isWrite, text }) => isWrite && text.length > 30_000 }),
    );
  }, 60_000);

  test('a partial write: lines that are refused are put aside, and stored when they are sent again', async () => {
    const refuses = (line: string) => /step=\d*7[, ]/.test(line) && line.includes('other-poison=');
    const { session_id, ledger } = await underLoad({ kind: 'partial', refuses }, undefined, '-poison');
    const aside = await metric('store_quarantined_lines');
    // How many there are is a matter of the machine's speed.
    expect(aside).toBeGreaterThan(0);
    const lost = await ledger.differences(client);
    expect(lost.length).toBeGreaterThan(0);
    expect(exporter.errorLines().join('\n')).toMatch(/refused a line .* `quarantine resend`/);

    const { PATH } = process.env;
    const command = new Child(process.execPath, [EXPORTER_PROGRAM, 'quarantine', 'resend'], {
      ...{ PATH, TRAINING_DATA_DIR: exporter.directory },
      ...environment,
    });
    const { code } = await command.ended;
    expect([code, command.output]).toEqual([0, expect.stringContaining(String(aside))]);
    expect(await ledger.differences(client)).toEqual([]);
    expect(await metric('store_quarantined_lines')).toBe(0);
    expect((await client.summary(session_id)).values).toBe(ledger.size);
  }, 60_000);

  test('reads are answered 503 with Retry-After, and a scrape of /metrics is whole', async () => {
    await proxy.set({ kind: 'cut' });
    const { status, headers } = await client.raw('listSessions');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    const { status: scraped, text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
    expect(scraped).toBe(200);
    expect(text).toContain('shadower_training_writer_up 1');
  });
});
