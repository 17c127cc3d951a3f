import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { exporterMetric, readiness } from '../harness/exporter-metric.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import { randomFrom } from '../harness/random.js';
import { inRepository } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { pause, waitUntil } from '../harness/waiting.js';

const HOUR_MILLISECONDS = 3_600_000;
const PRELOAD = inRepository('test', 'dist', 'harness', 'shifted-clock.js');
/** A session is silent after three of them. */
const HEARTBEAT_SECONDS = 1;

let exporter: ExporterProcess | null = null;
cleanUpAfterTests();
afterEach(async () => exporter?.kill9());

/** The exporter's machine has its clock set back an hour under load, and is restarted (kill -9) in that hour. */
async function setBack(environment: Record<string, string>): Promise<void> {
  const file = join(temporaryDirectory('clock'), 'shift');
  writeFileSync(file, '0');
  exporter = await ExporterProcess.start({
    nodeArguments: ['--import', PRELOAD],
    environment: { CLOCK_SHIFT_FILE: file, ...environment },
  });
  const client = exporter.client();
  const ledger = new Ledger();
  const monitoring_config = { heartbeat_interval: HEARTBEAT_SECONDS };
  await client.start({ session_id: 'a', monitoring_config });
  const options = { client, ledger, session_id: 'a', random: randomFrom(1), points: 50 };
  const senders = ['loss', 'rate'].map((name) => new BatchSender({ ...options, producer: name, metrics: [name] }));
  let isRunning = true;
  const runs = Promise.all(
    senders.map(async (sender) => {
      while (isRunning) {
        await sender.sendOne();
        await pause(5);
      }
    }),
  );
  /** Whether the exporter goes by the other clock: a session without a start of its own starts at its receipt. */
  let probes = 0;
  const isBack = async (): Promise<boolean> => {
    const session_id = `probe-${++probes}`;
    await client.start({ session_id });
    return Date.parse((await client.summary(session_id)).started_at) < Date.now() - HOUR_MILLISECONDS / 2;
  };
  try {
    await pause(600);
    writeFileSync(file, String(-HOUR_MILLISECONDS));
    await waitUntil('the exporter goes by the other clock', isBack, { every: 100 });
    const before = ledger.size;
    await pause(1_500);
    expect(ledger.size).toBeGreaterThan(before + 500);
    expect(await readiness(exporter)).toBe(200);
    expect((await client.summary('a')).state).toBe('running');
    // A training that begins in that hour, with the right time.
    await client.start({ session_id: 'later', started_at: Date.now() });
    await client.log('later', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { loss: 1 } }] });
    await exporter.kill9();
    await exporter.restart();
    await pause(500);
  } finally {
    isRunning = false;
    await runs;
  }
  expect(await ledger.differences(client)).toEqual([]);
  expect((await client.summary('a')).values).toBe(ledger.size);
  expect((await client.summary('later')).values).toBe(1);
  // Silence is told in its time, not an hour later.
  await waitUntil('it is silent', async () => (await client.summary('a')).state === 'silent', { within: 8_000 });
  client.close();
}

describe('the clock of the machine moved back an hour', () => {
  test('changes nothing about what is kept (embedded store)', () => setBack({}), 60_000);
});

describeWithPeer('influxd 1.x', 'the clock of the machine moved back an hour', (program) => {
  test('changes nothing about what is kept (InfluxDB)', async () => {
    const influxd = await InfluxdProcess.start(program);
    await setBack({ TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url });
    const records = () => exporterMetric(exporter!, 'journal_records');
    await waitUntil('InfluxDB has all', async () => (await records()) === 0, { within: 20_000 });
    await influxd.kill9();
  }, 60_000);
});
