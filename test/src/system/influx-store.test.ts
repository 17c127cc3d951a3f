import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { Child } from '../harness/child-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import type { NativeClient } from '../harness/native-client.js';
import { residentBytes } from '../harness/process-memory.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { EXPORTER_PROGRAM } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { pause, waitUntil } from '../harness/waiting.js';

const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
const DATABASE = 'training';
const ENTITIES = 'training_entities';

describeWithPeer('influxd 1.x', 'TRAINING_STORE=influxdb', (program) => {
  let influxd: InfluxdProcess;
  let exporter: ExporterProcess;
  let client: NativeClient;
  cleanUpAfterTests();
  beforeEach(async () => {
    influxd = await InfluxdProcess.start(program);
    exporter = await ExporterProcess.start({
      environment: {
        TRAINING_STORE: 'influxdb',
        INFLUX_URL: influxd.url,
        INFLUX_TIMEOUT_SECONDS: '5',
      },
    });
    client = exporter.client();
  }, 60_000);
  afterEach(async () => {
    client.close();
    await exporter.kill9();
    await influxd.kill9();
  });

  const metric = async (name: string): Promise<number> => {
    const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
    const line = text.split('\n').find((each) => each.startsWith(`shadower_training_${name} `));
    return Number(line?.split(' ')[1]);
  };
  const ready = async () => (await exchange(exporter.port, { method: 'GET', path: '/readyz' })).status;
  /** Values that all sessions together say that they have. */
  const valuesCounted = async (): Promise<number> => {
    const { items } = await client.call('listSessions');
    return items.reduce((sum, { values }) => sum + values, 0);
  };

  test('keeps sessions, points, events and scores in InfluxDB, also when the exporter starts anew', async () => {
    await client.start({ session_id: 'a', producer: 'p', total_steps: 60 });
    const points = Array.from({ length: 60 }, (_, step) => ({
      step,
      epoch: step / 10,
      metrics: { validation_loss: 1 / (1 + step), training_loss: step === 7 ? NaN : 1 / (2 + step) },
    })).map((point) => ({
      ...point,
      metrics: { ...point.metrics, training_loss: point.step === 7 ? 'NaN' : point.metrics.training_loss },
    }));
    await client.log('a', { producer: 'p', sequence: 1, points });
    await client.call('logEvents', {
      parameters: { session_id: 'a' },
      body: { producer: 'p', sequence: 2, events: [{ kind: 'checkpoint', step: 59, title: 'c.pt' }] },
    });
    await client.complete('a');
    const facts = async () => {
      const { objective_best, best_step, values, state, quality_metrics } = await client.progress('a');
      const { items } = await client.call('events', { query: { session_id: 'a' } });
      const { curves } = await client.series({ session_id: ['a'], metric: ['validation_loss', 'training_loss'] });
      return {
        ...{ objective_best, best_step, values, state, quality_metrics },
        events: items.map(({ kind, step, title }) => `${kind} ${step} ${title}`).sort(),
        curves: curves.map(({ metric: name, x, y }) => ({ name, x, y })),
      };
    };
    const before = await facts();
    expect(before).toMatchObject({ objective_best: 1 / 60, best_step: 59, values: 120, state: 'completed' });
    expect(before.curves.map(({ x }) => x.length)).toEqual([60, 60]);

    // In InfluxDB itself, for whoever looks there.
    const stored = await influxd.query('SELECT count(validation_loss) FROM training_step', DATABASE);
    expect(stored).toContain('"values":[["1970-01-01T00:00:00Z",60]]');
    expect(await influxd.query('SHOW MEASUREMENTS', ENTITIES)).toContain('exporter_coverage');

    await waitUntil('the journal is trimmed', async () => (await metric('journal_records')) === 0);
    await exporter.kill9();
    await exporter.restart();
    expect(await facts()).toEqual(before);
    const { code } = await exporter.terminate();
    expect(code).toBe(0);
    await exporter.restart();
    expect(await facts()).toEqual(before);
    // A session that rested has news again: a resume is its second attempt.
    expect(await client.start({ session_id: 'a', producer: 'p2' })).toMatchObject({ attempt: 2 });
  }, 90_000);

  test('loses and doubles nothing when influxd and the exporter are killed (-9) under load', async () => {
    const random = randomFrom(SEED);
    const ledger = new Ledger();
    const senders = ['one', 'two', 'three', 'three'].map(
      (session_id, index) =>
        new BatchSender({
          ...{ client, ledger, session_id, producer: `p${index}`, random },
          metrics: [`loss_${index}`, `rate_${index}`],
          points: 50,
        }),
    );
    for (const session_id of ['one', 'two', 'three']) await client.start({ session_id });
    const runs = Promise.all(senders.map((sender) => sender.run()));
    const failed = runs.then(() => null);
    const load = (milliseconds: number) => Promise.race([pause(milliseconds), failed]);

    await load(1_000);
    await influxd.kill9();
    await load(200);
    const beforeOutage = ledger.size;
    await load(2_000);
    expect(ledger.size).toBeGreaterThan(beforeOutage);
    expect(await ready()).toBe(200);
    await waitUntil('an outage shows on /metrics', async () => (await metric('store_write_retries_total')) > 0);
    expect(await metric('journal_records')).toBeGreaterThan(0);
    expect(await client.start({ session_id: 'new' })).toMatchObject({ attempt: 1 });

    // The exporter goes while InfluxDB is away, and comes back when it does.
    await exporter.kill9();
    await influxd.restart();
    await exporter.restart();
    await load(1_000);
    // InfluxDB goes in the middle of writes, and comes back by itself.
    await influxd.kill9();
    await load(500);
    await influxd.restart();
    await load(1_500);
    await exporter.kill9();
    await exporter.restart();
    await load(500);
    senders.forEach((sender) => sender.stop());
    await runs;
    await waitUntil('all is in InfluxDB', async () => (await metric('journal_records')) === 0, { within: 60_000 });

    expect(await ledger.differences(client)).toEqual([]);
    expect(await valuesCounted()).toBe(ledger.size);
    expect(await metric('store_quarantined_lines')).toBe(0);
    // Read past the exporter: every value once.
    for (const index of [0, 1, 2, 3]) {
      const name = `loss_${index}`;
      const answer = await influxd.query(`SELECT count("${name}") FROM training_step`, DATABASE);
      const count = Number(/,(\d+)\]\]/.exec(answer)?.[1]);
      expect(count * 2).toBe([...sizes(ledger, index)].reduce((sum, size) => sum + size, 0));
    }
    console.log(`${ledger.size} values, ${senders.reduce((sum, { repeats }) => sum + repeats, 0)} batches sent twice`);
  }, 180_000);

  test('keeps what an outage brings in the journal when memory has enough of it, and loses and doubles nothing', async () => {
    const random = randomFrom(SEED);
    const ledger = new Ledger();
    const senders = ['long', 'other'].map(
      (session_id, index) =>
        new BatchSender({
          ...{ client, ledger, session_id, producer: `p${index}`, random },
          metrics: [`loss_${index}`],
          points: 2_000,
        }),
    );
    for (const session_id of ['long', 'other']) await client.start({ session_id });
    const send = async (values: number) => {
      const goal = ledger.size + values;
      while (ledger.size < goal) await Promise.all(senders.map((sender) => sender.sendOne()));
    };
    await send(10_000);
    await influxd.kill9();
    await send(300_000);
    const before = residentBytes(exporter.pid);
    await send(300_000);
    const grown = (residentBytes(exporter.pid) - before) / 1e6;
    expect(await ready()).toBe(200);
    await influxd.restart();
    // Of the outage more than memory holds; the exporter is killed in the middle of it, and new data comes meanwhile.
    await waitUntil('it drains', async () => (await stored()) > 150_000, { within: 60_000 });
    await exporter.kill9();
    const drained = await stored();
    expect(drained).toBeLessThan(600_000);
    await exporter.restart();
    await send(10_000);
    await waitUntil('all is in InfluxDB', async () => (await metric('journal_records')) === 0, { within: 60_000 });
    expect(await ledger.differences(client)).toEqual([]);
    expect(await stored()).toBe(ledger.size);
    expect(await valuesCounted()).toBe(ledger.size);
    console.log(
      `${ledger.size} values; memory grew by ${grown.toFixed(0)} MB while the second 300,000 of an outage came; killed when ${drained} were in InfluxDB`,
    );
  }, 180_000);

  /** Values that InfluxDB itself has. */
  const stored = async (): Promise<number> => {
    const answer = await influxd.query('SELECT count(loss_0), count(loss_1) FROM training_step', DATABASE);
    const [, first, second] = /,(\d+),(\d+)\]\]/.exec(answer)!;
    return Number(first) + Number(second);
  };

  test('sends lines of the quarantine again when their cause is repaired', async () => {
    await client.start({ session_id: 'late', producer: 'p' });
    // InfluxDB refuses points that are older than it keeps.
    await influxd.query(`ALTER RETENTION POLICY autogen ON ${DATABASE} DURATION 1h SHARD DURATION 1h`);
    const at = (step: number, hoursAgo: number) => ({
      step,
      time: Date.now() - hoursAgo * 3_600_000,
      metrics: { training_loss: step },
    });
    await client.log('late', { producer: 'p', sequence: 1, points: [at(1, 50), at(2, 49), at(3, 0)] });
    await waitUntil('two lines are in quarantine', async () => (await metric('store_quarantined_lines')) === 2);
    const steps = async () => (await client.series({ session_id: ['late'], metric: ['training_loss'] })).curves[0]!.x;
    expect(await steps()).toEqual([3]);
    const command = async (...args: string[]) => {
      const child = new Child(process.execPath, [EXPORTER_PROGRAM, 'quarantine', ...args], {
        PATH: process.env['PATH'],
        TRAINING_DATA_DIR: exporter.directory,
        INFLUX_URL: influxd.url,
      });
      return { code: (await child.ended).code, output: child.output };
    };
    expect(await command('resend')).toEqual({ code: 0, output: '0 lines stored, 2 refused again\n' });
    await influxd.query(`ALTER RETENTION POLICY autogen ON ${DATABASE} DURATION INF`);
    const listed = (await command('list')).output.trim().split('\n');
    const [first] = listed.map((line) => JSON.parse(line) as { id: number; reason: string });
    expect(first!.reason).toMatch(/retention/);
    expect(await command('resend', String(first!.id))).toEqual({
      code: 0,
      output: '1 lines stored, 0 refused again\n',
    });
    expect(await metric('store_quarantined_lines')).toBe(1);
    expect(await command('resend')).toEqual({ code: 0, output: '1 lines stored, 0 refused again\n' });
    expect(await metric('store_quarantined_lines')).toBe(0);
    expect(await steps()).toEqual([1, 2, 3]);
  }, 60_000);

  test('puts lines that InfluxDB refuses in quarantine, says so, and goes on', async () => {
    // Somebody else's field of the same name and another type: InfluxDB refuses every line that has it.
    await client.start({ session_id: 'fine' });
    await client.log('fine', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { training_loss: 1 } }] });
    const line = 'training_step,workspace_id=default,session_id=other poison="text"';
    const written = await exchange(influxd.port, {
      method: 'POST',
      path: `/write?db=${DATABASE}`,
      headers: { 'Content-Type': 'text/plain' },
      body: line,
    });
    expect(written.status).toBe(204);
    const points = [2, 3, 4].map((step) => ({
      step,
      metrics: step === 3 ? { training_loss: step, poison: 1 } : { training_loss: step },
    }));
    await client.log('fine', { producer: 'p', sequence: 2, points });
    await waitUntil('the line is in quarantine', async () => (await metric('store_quarantined_lines')) === 1);
    const { curves } = await client.series({ session_id: ['fine'], metric: ['training_loss'] });
    expect(curves[0]!.x).toEqual([1, 2, 4]);
    await waitUntil('the journal is trimmed', async () => (await metric('journal_records')) === 0);
    expect(exporter.errorLines().join('\n')).toMatch(/refused a line .* `quarantine resend`/);
  }, 60_000);
});

/** How many values each series of a sender has that were acknowledged. */
function* sizes(ledger: Ledger, index: number): Generator<number> {
  for (const [key, steps] of ledger.snapshot()) {
    const name = (JSON.parse(key) as [string, number, string])[2];
    if (name.endsWith(`_${index}`)) yield steps.size;
  }
}
