import { afterEach, describe, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { Ledger, type Acknowledged } from '../harness/ledger.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { pause } from '../harness/waiting.js';

/** How often the exporter is killed; 20 by hand: TRAINING_TEST_KILLS=20. */
const KILLS = sizeFrom('TRAINING_TEST_KILLS', 4);
const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
/** Two senders share a session, as the ranks of one training do. */
const SENDERS = [
  { session_id: 'alone', metrics: ['training_loss', 'learning_rate'], points: 200 },
  { session_id: 'small batches', metrics: ['training_loss'], points: 2 },
  { session_id: 'shared', metrics: ['training_loss', 'validation_loss'], points: 60 },
  { session_id: 'shared', metrics: ['gradient_norm'], points: 60 },
  { session_id: 'large batches', metrics: ['a', 'b', 'c'], points: 1_000 },
];

describe('what was acknowledged', () => {
  let exporter: ExporterProcess | null = null;
  cleanUpAfterTests();
  afterEach(async () => exporter?.kill9());

  test(
    `is there exactly once after each of ${KILLS} kills (-9) under load`,
    async () => {
      const random = randomFrom(SEED);
      exporter = await ExporterProcess.start();
      const client = exporter.client();
      const ledger = new Ledger();
      for (const session_id of new Set(SENDERS.map((sender) => sender.session_id))) await client.start({ session_id });
      const senders = SENDERS.map(
        (options, index) => new BatchSender({ ...options, client, ledger, producer: `producer-${index}`, random }),
      );
      const runs = senders.map((sender) => sender.run());
      const failed = Promise.all(runs).then(() => null);
      let seen: Acknowledged = new Map();
      for (let kill = 1; kill <= KILLS; kill++) {
        await Promise.race([pause(100 + random() * 900), failed]);
        await exporter.kill9();
        const acknowledged = ledger.snapshot();
        await exporter.restart();
        const differences = await ledger.differences(client, acknowledged, seen);
        expect({ kill, differences }).toEqual({ kill, differences: [] });
        seen = acknowledged;
      }
      senders.forEach((sender) => sender.stop());
      await failed;

      // At last everything once more, value by value.
      expect(await ledger.differences(client)).toEqual([]);
      const { items } = await client.call('listSessions');
      expect(items.reduce((sum, { values }) => sum + values, 0)).toBe(ledger.size);
      expect(senders.every(({ acknowledgedBatches }) => acknowledgedBatches > KILLS)).toBe(true);
      console.log(
        `${KILLS} kills, ${ledger.size} values, ${senders.reduce((sum, { repeats }) => sum + repeats, 0)} batches sent twice and kept once`,
      );
    },
    60_000 + KILLS * 20_000,
  );

  test('is there after SIGTERM in the middle of a load, and the exporter ends by itself', async () => {
    exporter = await ExporterProcess.start();
    const client = exporter.client();
    const ledger = new Ledger();
    await client.start({ session_id: 'a' });
    const random = randomFrom(SEED);
    const senders = [0, 1, 2].map(
      (index) =>
        new BatchSender({
          client,
          ledger,
          session_id: 'a',
          producer: `p${index}`,
          metrics: [`loss_${index}`],
          points: 300,
          random,
        }),
    );
    const runs = Promise.all(senders.map((sender) => sender.run()));
    await pause(700);
    const { code } = await exporter.terminate();
    const acknowledged = ledger.snapshot();
    expect(code).toBe(0);
    await exporter.restart();
    expect(await ledger.differences(client, acknowledged)).toEqual([]);
    senders.forEach((sender) => sender.stop());
    await runs;
    expect(await ledger.differences(client)).toEqual([]);
    expect(exporter.errorLines()).toEqual([]);
  }, 60_000);

  test('is summed up in the session alike before and after a crash', async () => {
    exporter = await ExporterProcess.start();
    const client = exporter.client();
    await client.start({ session_id: 'a', producer: 'p', total_steps: 100 });
    const points = Array.from({ length: 60 }, (_, step) => ({
      step,
      epoch: step / 10,
      time: Date.now() - 5_000 + step,
      metrics: { validation_loss: 1 / (1 + step), training_loss: 1 / (2 + step) },
    }));
    await client.log('a', { producer: 'p', sequence: 1, points });
    await client.call('logEvents', {
      parameters: { session_id: 'a' },
      body: { producer: 'p', sequence: 2, events: [{ kind: 'checkpoint', step: 59, title: 'c.pt' }] },
    });
    await client.complete('a');
    const facts = async () => {
      const { objective_best, best_step, completed_steps, values, quality_metrics, state, attempts, sparkline } =
        await client.progress('a');
      const { items } = await client.call('events', { query: { session_id: 'a' } });
      const happened = items.map(({ kind, step, title }) => `${kind} ${step} ${title}`).sort();
      return {
        objective_best,
        best_step,
        completed_steps,
        values,
        quality_metrics,
        state,
        attempts,
        sparkline,
        happened,
      };
    };
    const before = await facts();
    expect(before).toMatchObject({ objective_best: 1 / 60, best_step: 59, values: 120, state: 'completed' });
    await exporter.kill9();
    await exporter.restart();
    expect(await facts()).toEqual(before);
  }, 60_000);
});
