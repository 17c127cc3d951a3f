import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { ExporterProcess } from '../harness/exporter-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { PythonProcess } from '../harness/python-process.js';
import { inRepository } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';
import { pause, waitUntil } from '../harness/waiting.js';
import { countOf, differencesBetween, readOwnLog, readStored } from './own-log.js';

/** With this, log() itself writes to the file: not even the values of the last 0.2 s are lost by kill -9. */
const WRITE_THROUGH = { TRAINING_WRITE_THROUGH: '1' };
const TRAINING = ['training_loss', 'validation_loss', 'learning_rate', 'validation_accuracy'];

describeWithPeer('scikit-learn', 'a real scikit-learn run', (python) => {
  let exporter: ExporterProcess | null = null;
  cleanUpAfterTests();
  afterEach(async () => exporter?.kill9());

  test('has every loss in the store, through a kill of the exporter, a kill of the script, and a resume', async () => {
    exporter = await ExporterProcess.start();
    const client = exporter.client();
    const directory = temporaryDirectory('client');
    const log = join(directory, 'own.csv');
    const train = (...more: string[]) =>
      new PythonProcess({
        python,
        args: [
          inRepository('examples', 'scikit_learn.py'),
          '--epochs',
          '24',
          '--log',
          log,
          '--checkpoint',
          join(directory, 'model'),
          '--checkpoint-every',
          '2',
          ...more,
        ],
        url: exporter!.url,
        directory,
        environment: WRITE_THROUGH,
      });
    const logged = () => countOf(readOwnLog(log));

    const first = train('--session', 'digits', '--seconds', '12');
    await waitUntil('training has begun', () => logged() > 60, { within: 30_000 });
    await exporter.kill9();
    const atKill = logged();
    await waitUntil('training goes on without the exporter', () => logged() > atKill + 40, { within: 10_000 });
    await exporter.restart();
    const atRestart = logged();
    await waitUntil(
      'training goes on with it',
      () => logged() > atRestart + 60 && existsSync(join(directory, 'model')),
      { within: 20_000 },
    );
    await first.kill9();

    const second = train('--resume', 'digits', '--seconds', '0');
    await second.succeeded();

    const own = readOwnLog(log);
    const training = pick(own, TRAINING);
    await waitUntil(
      'all is delivered',
      async () => countOf(await readStored(client, 'digits', TRAINING)) >= countOf(training),
    );
    expect(differencesBetween(training, await readStored(client, 'digits', TRAINING), true)).toEqual([]);
    expect([...own.get('training_loss')!.keys()]).toEqual([1, 2]);

    const summary = await client.progress('digits');
    expect(summary).toMatchObject({ state: 'completed', total_epochs: 24, current_epoch: 24 });
    expect(summary.attempts.map(({ attempt }) => attempt)).toEqual([1, 2]);
    expect(summary.environment?.versions).toHaveProperty('scikit-learn');
    const validation = [...own.get('validation_loss')!.get(2)!.entries()];
    expect(summary.final_validation_loss).toBe(validation.at(-1)![1]);
  }, 120_000);
});

describeWithPeer('Python 3', "the client's own file", (python) => {
  let exporter: ExporterProcess | null = null;
  cleanUpAfterTests();
  afterEach(async () => exporter?.kill9());
  const METRICS = ['training_loss', 'learning_rate', 'gradient_norm', 'validation_loss', 'validation_accuracy'];

  test('replays what a training process killed by kill -9 had logged while the exporter was away', async () => {
    exporter = await ExporterProcess.start();
    const client = exporter.client();
    const directory = temporaryDirectory('client');
    const log = join(directory, 'own.csv');
    const args = [
      inRepository('examples', 'plain_python.py'),
      '--log',
      log,
      '--session',
      'spirals',
      '--epochs',
      '200',
      '--seconds',
      '60',
    ];
    const training = new PythonProcess({ python, args, url: exporter.url, directory, environment: WRITE_THROUGH });
    await waitUntil('the session has started', async () => (await client.summary('spirals')).values > 0);
    await exporter.kill9();
    const before = countOf(readOwnLog(log));
    await waitUntil('it has logged more', () => countOf(readOwnLog(log)) > before + 100, { within: 20_000 });
    await training.kill9();
    await exporter.restart();
    const own = readOwnLog(log);
    expect(countOf(await readStored(client, 'spirals', METRICS))).toBeLessThan(countOf(own));

    const sync = new PythonProcess({
      python,
      args: ['-m', 'shadower_training', 'sync', directory],
      url: exporter.url,
      directory,
    });
    await sync.succeeded();
    expect(differencesBetween(pick(own, METRICS), await readStored(client, 'spirals', METRICS), true)).toEqual([]);
  }, 90_000);

  test('holds an offline run that sync brings whole, without an alarm for what lies in the past', async () => {
    exporter = await ExporterProcess.start();
    const client = exporter.client();
    const directory = temporaryDirectory('client');
    const log = join(directory, 'own.csv');
    const offline = { TRAINING_MODE: 'offline', TRAINING_HEARTBEAT_INTERVAL: '0.5' };
    const args = [
      inRepository('examples', 'plain_python.py'),
      '--log',
      log,
      '--session',
      'offline',
      '--epochs',
      '3',
      '--seconds',
      '0',
    ];
    await new PythonProcess({ python, args, url: exporter.url, directory, environment: offline }).succeeded();
    expect((await client.call('listSessions')).total).toBe(0);
    await killedRun(python, exporter.url, directory);
    // Older than the silence limit of the sessions: now it is news about the past.
    await pause(2_500);

    const sync = () =>
      new PythonProcess({
        python,
        args: ['-m', 'shadower_training', 'sync', directory],
        url: exporter!.url,
        directory,
      }).succeeded();
    await sync();
    const own = readOwnLog(log);
    expect(differencesBetween(pick(own, METRICS), await readStored(client, 'offline', METRICS))).toEqual([]);
    expect(await client.summary('offline')).toMatchObject({ state: 'completed', attention: { level: 'none' } });
    expect(await client.summary('unfinished')).toMatchObject({
      state: 'silent',
      attention: { level: 'none' },
      values: expect.any(Number),
    });
    const { items } = await client.call('events', { query: { kind: 'state' } });
    expect(items).toEqual([]);
    const { values } = await client.summary('offline');
    await sync();
    expect((await client.summary('offline')).values).toBe(values);
  }, 90_000);
});

/** An offline run that was killed before it could say how it ended. */
async function killedRun(python: string, url: string, directory: string): Promise<void> {
  const text = `
import os, signal, time, shadower_training
session = shadower_training.start(agent_id="a", session_id="unfinished", mode="offline", write_through=True, monitoring_config={"heartbeat_interval": 0.5})
for step in range(10):
    session.log({"training_loss": 1 / (1 + step)}, step=step)
os.kill(os.getpid(), signal.SIGKILL)
`;
  const { signal } = await new PythonProcess({ python, args: ['-c', text], url, directory }).ended;
  expect(signal).toBe('SIGKILL');
}

function pick<Value>(values: Map<string, Value>, names: readonly string[]): Map<string, Value> {
  return new Map([...values].filter(([name]) => names.includes(name)));
}
