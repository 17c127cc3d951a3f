import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { exporterMetric, readiness } from '../harness/exporter-metric.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { limitFileSize } from '../harness/file-size-limit.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import { randomFrom } from '../harness/random.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { waitUntil } from '../harness/waiting.js';

/** Less than any log that is in use: every write that makes a file longer fails. */
const FULL_DISK_BYTES = 4_096;

let exporter: ExporterProcess | null = null;
cleanUpAfterTests();
afterEach(async () => exporter?.kill9());

const file = (name: string): string => join(exporter!.directory, name);
const metric = (name: string) => exporterMetric(exporter!, name);

/** Batches of a session of its own. */
async function send(session_id: string, batches: number): Promise<Ledger> {
  const client = exporter!.client();
  const ledger = new Ledger();
  await client.start({ session_id });
  const sender = new BatchSender({
    ...{ client, ledger, session_id, producer: 'p', random: randomFrom(1) },
    ...{ metrics: ['loss'], points: 20 },
  });
  for (let batch = 0; batch < batches; batch++) await sender.sendOne();
  client.close();
  return ledger;
}

describe('a journal that was damaged while the exporter was away', () => {
  test.each<[string, (log: string) => void]>([
    ['cut in the middle', (log) => truncateSync(log, readFileSync(log).length / 2)],
    [
      'with a flipped bit',
      (log) => {
        const bytes = readFileSync(log);
        bytes[bytes.length >> 1]! ^= 1;
        writeFileSync(log, bytes);
      },
    ],
  ])(
    '%s: the loss is told and counted, the files are kept, and what comes then is safe',
    async (_, damage) => {
      exporter = await ExporterProcess.start();
      await send('before', 100);
      await exporter.kill9();
      damage(file('journal.sqlite-wal'));
      await exporter.restart();
      expect(await readiness(exporter)).toBe(200);
      const lost = await metric('journal_damaged_records_total');
      expect(lost).toBeGreaterThan(0);
      expect(exporter.errorLines().join('\n')).toContain(`the journal lacks ${lost} records that were acknowledged`);
      expect(readdirSync(exporter.directory).filter((name) => name.includes('.damaged-'))).toHaveLength(2);
      // Ids that the store holds already must not come again: their records would be skipped after this crash.
      const after = await send('after', 100);
      await exporter.kill9();
      await exporter.restart();
      const client = exporter.client();
      expect(await after.differences(client)).toEqual([]);
      client.close();
    },
    60_000,
  );

  test('cut in its file: the exporter refuses to start, changes nothing and says what to do; that helps', async () => {
    exporter = await ExporterProcess.start();
    await send('before', 200);
    await exporter.terminate();
    const whole = readFileSync(file('journal.sqlite'));
    truncateSync(file('journal.sqlite'), 8_192 + 100);
    if (whole.length < 10_000) writeFileSync(file('journal.sqlite'), 'not a database, and long enough '.repeat(200));
    await expect(exporter.restart()).rejects.toThrow(/journal\.sqlite is damaged/);
    expect((await exporter.ended).code).toBe(1);
    for (const end of ['', '-wal']) {
      const name = file(`journal.sqlite${end}`);
      if (existsSync(name)) renameSync(name, `${name}.aside`);
    }
    rmSync(file('journal.sqlite-shm'), { force: true });
    await exporter.restart();
    const after = await send('after', 50);
    await exporter.kill9();
    await exporter.restart();
    const client = exporter.client();
    expect(await after.differences(client)).toEqual([]);
    // What was in the store is there.
    expect((await client.summary('before')).values).toBeGreaterThan(0);
    client.close();
  }, 60_000);
});

describeWithPeer('influxd 1.x', 'a disk without room under the journal of InfluxDB', (program) => {
  test('refuses batches with 503, goes on when there is room, and loses nothing', async () => {
    const influxd = await InfluxdProcess.start(program);
    exporter = await ExporterProcess.start({
      environment: { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url },
    });
    const client = exporter.client();
    const ledger = new Ledger();
    await client.start({ session_id: 'a' });
    const options = { client, ledger, session_id: 'a', random: randomFrom(1), points: 100 };
    const senders = ['one', 'two'].map((name) => new BatchSender({ ...options, producer: name, metrics: [name] }));
    const runs = Promise.all(senders.map((sender) => sender.run()));
    await waitUntil('there is load', () => ledger.size > 2_000);
    limitFileSize(exporter.pid, FULL_DISK_BYTES);
    await waitUntil('a commit fails', async () => (await metric('journal_write_errors_total')) > 0);
    await waitUntil('it says so', async () => (await readiness(exporter!)) === 503);
    const whileFull = ledger.size;
    limitFileSize(exporter.pid, null);
    await waitUntil('batches are accepted again', () => ledger.size > whileFull);
    await waitUntil('it is ready again', async () => (await readiness(exporter!)) === 200);
    senders.forEach((sender) => sender.stop());
    await runs;
    await waitUntil('all is in InfluxDB', async () => (await metric('journal_records')) === 0, { within: 30_000 });
    expect(await ledger.differences(client)).toEqual([]);
    expect((await client.summary('a')).values).toBe(ledger.size);
    client.close();
    await influxd.kill9();
  }, 60_000);
});
