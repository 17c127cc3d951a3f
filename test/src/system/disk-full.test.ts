import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { limitFileSize } from '../harness/file-size-limit.js';
import { exchange } from '../harness/http.js';
import { Ledger } from '../harness/ledger.js';
import { randomFrom } from '../harness/random.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { pause, waitUntil } from '../harness/waiting.js';

const SESSION = 'a';

/** A counter or gauge of /metrics without labels. */
async function metric(exporter: ExporterProcess, name: string): Promise<number> {
  const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1]);
}

async function statusOf(exporter: ExporterProcess, path: string): Promise<number> {
  return (await exchange(exporter.port, { method: 'GET', path })).status;
}

describe('a disk without room', () => {
  let exporter: ExporterProcess | null = null;
  let senders: readonly BatchSender[] = [];
  cleanUpAfterTests();
  afterEach(async () => {
    senders.forEach((sender) => sender.stop());
    await exporter?.kill9();
  });

  test('refuses batches with 503 and says why, then takes them all, once each', async () => {
    exporter = await ExporterProcess.start();
    const client = exporter.client();
    await client.start({ session_id: SESSION });
    const ledger = new Ledger();
    senders = ['one', 'two'].map(
      (producer) =>
        new BatchSender({
          client,
          ledger,
          session_id: SESSION,
          producer,
          metrics: [`loss_${producer}`],
          points: 300,
          random: randomFrom(1),
        }),
    );
    const runs = Promise.all(senders.map((sender) => sender.run()));
    await pause(700);
    const before = await metric(exporter, 'shadower_training_journal_write_errors_total');

    limitFileSize(exporter.pid, statSync(join(exporter.directory, 'journal.sqlite-wal')).size);
    await waitUntil(
      'a commit fails',
      async () => (await metric(exporter!, 'shadower_training_journal_write_errors_total')) > before,
    );
    await pause(500);
    const acknowledgedWhileFull = ledger.size;
    expect(await statusOf(exporter, '/readyz')).toBe(503);
    expect(await statusOf(exporter, '/healthz')).toBe(200);
    // What was acknowledged can be read meanwhile.
    expect((await client.progress(SESSION)).state).toBe('running');

    limitFileSize(exporter.pid, null);
    await waitUntil('batches are accepted again', () => ledger.size > acknowledgedWhileFull);
    await waitUntil('it is ready again', async () => (await statusOf(exporter!, '/readyz')) === 200);
    senders.forEach((sender) => sender.stop());
    await runs;
    expect(await ledger.differences(client)).toEqual([]);
    await exporter.kill9();
    await exporter.restart();
    expect(await ledger.differences(client)).toEqual([]);
  }, 60_000);
});
