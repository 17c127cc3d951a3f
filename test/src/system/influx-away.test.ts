import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import type { NativeClient } from '../harness/native-client.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { waitUntil } from '../harness/waiting.js';

const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
/** An acknowledgement that waited for InfluxDB would take seconds: tries of a request, or its time limit. */
const FAR_BELOW_A_WAIT_MILLISECONDS = 1_500;

describeWithPeer('influxd 1.x', 'InfluxDB is away', (program) => {
  let influxd: InfluxdProcess;
  let started: ExporterProcess[];
  cleanUpAfterTests();
  beforeEach(async () => {
    influxd = await InfluxdProcess.start(program);
    started = [];
  }, 60_000);
  afterEach(async () => {
    await Promise.all(started.map((exporter) => exporter.kill9()));
    await influxd.kill9();
  });
  const startExporter = async (): Promise<ExporterProcess> => {
    const environment = { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url, INFLUX_TIMEOUT_SECONDS: '5' };
    const exporter = await ExporterProcess.start({ environment });
    started.push(exporter);
    return exporter;
  };
  const journalIsEmpty = (exporter: ExporterProcess): Promise<unknown> =>
    waitUntil(
      'all is in InfluxDB',
      async () => {
        const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
        return /^shadower_training_journal_records 0$/m.test(text);
      },
      { within: 60_000 },
    );

  test('new and rested sessions are taken, an exporter starts, and all is merged when it comes back', async () => {
    const random = randomFrom(SEED);
    const ledger = new Ledger();
    let longest = 0;
    const timed = async <Answer>(call: Promise<Answer>): Promise<Answer> => {
      const began = performance.now();
      const answer = await call;
      longest = Math.max(longest, performance.now() - began);
      return answer;
    };
    const senderTo = (client: NativeClient, session_id: string, producer: string) =>
      new BatchSender({
        client: { log: (...call) => timed(client.log(...call)) },
        ...{ ledger, session_id, producer, random, metrics: [`loss_${producer}`], points: 20 },
      });
    const exporter = await startExporter();
    const client = exporter.client();
    await client.start({ session_id: 'rested', name: 'before' });
    const early = senderTo(client, 'rested', 'early');
    for (let batch = 0; batch < 5; batch++) await early.sendOne();
    await client.complete('rested');
    await journalIsEmpty(exporter);
    // From now on it is not in memory.
    await exporter.terminate();
    await exporter.restart();

    await influxd.kill9();
    // Until the outage is noticed, a first request may find out.
    await client.start({ session_id: 'first' });
    longest = 0;
    expect(await timed(client.start({ session_id: 'fresh', producer: 'fresh' }))).toMatchObject({ attempt: 1 });
    const [fresh, late] = [senderTo(client, 'fresh', 'fresh'), senderTo(client, 'rested', 'late')];
    for (let batch = 0; batch < 5; batch++) {
      await fresh.sendOne();
      await late.sendOne();
    }
    // A session that nobody here has ever heard of: it may be another exporter's, so its client must keep its data.
    expect(
      await client.refusal('logMetrics', {
        parameters: { session_id: 'unknown' },
        body: { points: [{ step: 1, time: Date.now(), metrics: { loss: 1 } }] },
      }),
    ).toMatchObject({ status: 429 });

    await exporter.kill9();
    await exporter.restart();
    expect((await exchange(exporter.port, { method: 'GET', path: '/readyz' })).status).toBe(200);
    await fresh.sendOne();
    // It was started before the kill: this is the same start again.
    expect(await timed(client.start({ session_id: 'fresh', producer: 'fresh' }))).toMatchObject({ attempt: 1 });
    await late.sendOne();
    // One that has never seen this InfluxDB.
    const newcomer = await startExporter();
    const other = newcomer.client();
    await timed(other.start({ session_id: 'theirs' }));
    const theirs = senderTo(other, 'theirs', 'theirs');
    for (let batch = 0; batch < 5; batch++) await theirs.sendOne();
    expect(await other.refusal('listSessions')).toMatchObject({ status: 503 });
    expect(longest).toBeLessThan(FAR_BELOW_A_WAIT_MILLISECONDS);

    await influxd.restart();
    await journalIsEmpty(exporter);
    await journalIsEmpty(newcomer);
    for (const one of [client, other]) {
      await waitUntil(
        'everything is merged',
        async () => {
          const { items } = await one.call('listSessions');
          return items.reduce((sum, { values }) => sum + values, 0) === ledger.size;
        },
        { within: 10_000 },
      );
      expect(await ledger.differences(one)).toEqual([]);
      expect(await one.summary('rested')).toMatchObject({ name: 'before', state: 'completed' });
    }
    console.log(`${ledger.size} values; longest acknowledgement during the outage ${longest.toFixed(0)} ms`);
    client.close();
    other.close();
  }, 120_000);

  test('a session that several exporters serve goes on with each of them, and counts once', async () => {
    const random = randomFrom(SEED);
    const ledger = new Ledger();
    const exporters = [await startExporter(), await startExporter()];
    const clients = exporters.map((exporter) => exporter.client());
    await clients[0]!.start({ session_id: 'shared' });
    const senders = clients.map(
      (client, index) =>
        new BatchSender({
          ...{ client, ledger, session_id: 'shared', producer: `p${index}`, random },
          metrics: [`loss_${index}`],
          points: 20,
        }),
    );
    const send = async (): Promise<void> => {
      for (let batch = 0; batch < 5; batch++) for (const sender of senders) await sender.sendOne();
    };
    await send();
    await influxd.kill9();
    await send();
    await exporters[0]!.kill9();
    await exporters[0]!.restart();
    await send();
    await influxd.restart();
    await Promise.all(exporters.map(journalIsEmpty));
    for (const client of clients) {
      await waitUntil('it counts right', async () => (await client.summary('shared')).values === ledger.size, {
        within: 10_000,
      });
      expect(await ledger.differences(client)).toEqual([]);
      expect((await client.summary('shared')).attempts).toHaveLength(1);
      client.close();
    }
  }, 120_000);
});
