import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { Child } from '../harness/child-process.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { EventStream } from '../harness/event-stream.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import type { NativeClient } from '../harness/native-client.js';
import { randomFrom, sizeFrom } from '../harness/random.js';
import { EXPORTER_PROGRAM } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { pause, waitUntil } from '../harness/waiting.js';

const SEED = sizeFrom('TRAINING_TEST_SEED', 1);
const SESSIONS = sizeFrom('TRAINING_TEST_SHARED_SESSIONS', 20);
/** Between two batches of one session. */
const PACE_MILLISECONDS = sizeFrom('TRAINING_TEST_SHARED_PACE', 200);
const DATABASE = 'training';
/** What the design promises: others' news within 5 s, all the same 10 s after the last. */
const NEWS_WITHIN_MILLISECONDS = 5_000;
const SETTLED_AFTER_MILLISECONDS = 10_000;
const METRICS = ['training_loss', 'validation_loss', 'tokens_per_second'];

describeWithPeer('influxd 1.x', 'several exporters on one InfluxDB', (program) => {
  let influxd: InfluxdProcess;
  let exporters: ExporterProcess[];
  let clients: NativeClient[];
  cleanUpAfterTests();
  beforeEach(async () => {
    influxd = await InfluxdProcess.start(program);
    const environment = { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url, INFLUX_TIMEOUT_SECONDS: '5' };
    // One after the other: the first creates the databases.
    exporters = [];
    for (let index = 0; index < 3; index++) exporters.push(await ExporterProcess.start({ environment }));
    clients = exporters.map((exporter) => exporter.client());
  }, 60_000);
  afterEach(async () => {
    clients.forEach((client) => client.close());
    await Promise.all(exporters.map((exporter) => exporter.kill9()));
    await influxd.kill9();
  });

  const metric = async (exporter: ExporterProcess, name: string): Promise<number> => {
    const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
    const line = text.split('\n').find((each) => each.startsWith(`shadower_training_${name} `));
    return Number(line?.split(' ')[1]);
  };
  /** Each call to the next exporter, as a balancer without affinity does it. */
  const roundRobin = (from: number): Pick<NativeClient, 'log'> => {
    let next = from;
    return { log: (...call) => clients[next++ % clients.length]!.log(...call) };
  };
  const drain = async (exporter: ExporterProcess): Promise<Child> => {
    const child = new Child(process.execPath, [EXPORTER_PROGRAM, 'drain'], {
      PATH: process.env['PATH'],
      TRAINING_DATA_DIR: exporter.directory,
      TRAINING_STORE: 'influxdb',
      INFLUX_URL: influxd.url,
    });
    await child.ended;
    return child;
  };
  /** All that an exporter says of a session that does not depend on when or whom one asks. */
  const told = async (client: NativeClient, session_id: string) => {
    const { url: _url, log_tail: _log, ...progress } = await client.progress(session_id);
    const { curves } = await client.series({ session_id: [session_id], metric: ['overfitting', 'convergence'] });
    return { progress, scores: curves.map(({ metric: name, x, y }) => ({ name, x, y })) };
  };

  test('lose and double nothing and say the same, through the death of one and the end of another', async () => {
    const random = randomFrom(SEED);
    const ledger = new Ledger();
    const ids = Array.from({ length: SESSIONS }, (_, index) => `session-${index}`);
    const senders = ids.map(
      (session_id, index) =>
        new BatchSender({
          ...{ client: roundRobin(index), ledger, session_id, producer: `p${index}`, random },
          metrics: METRICS,
          points: 10,
        }),
    );
    await Promise.all(ids.map((session_id, index) => clients[index % 3]!.start({ session_id, total_steps: 10_000 })));
    let isStopping = false;
    const runs = Promise.all(
      senders.map(async (sender) => {
        while (!isStopping) {
          await sender.sendOne();
          await pause(PACE_MILLISECONDS * random());
        }
      }),
    );
    const failed = runs.then(() => null);
    const load = (milliseconds: number) => Promise.race([pause(milliseconds), failed]);

    await load(3_000);
    await exporters[1]!.kill9();
    await load(2_000);
    await exporters[1]!.restart();
    await load(2_000);
    await exporters[2]!.kill9();
    await load(2_000);
    isStopping = true;
    await runs;
    const living = [0, 1];
    // What the third acknowledged and had not written lies in its directory.
    const drained = await drain(exporters[2]!);
    expect({ ending: await drained.ended, output: drained.output }).toMatchObject({
      ending: { code: 0 },
      output: expect.stringContaining('everything is in InfluxDB') as unknown,
    });
    // Half of them end, through whoever is there.
    await Promise.all(
      ids.flatMap((session_id, index) =>
        index % 2 ? [clients[living[index % 4 > 1 ? 1 : 0]!]!.complete(session_id)] : [],
      ),
    );
    await pause(SETTLED_AFTER_MILLISECONDS);

    for (const index of living) expect(await ledger.differences(clients[index]!)).toEqual([]);
    for (const [index, session_id] of ids.entries()) {
      const [first, second] = await Promise.all(living.map((one) => told(clients[one]!, session_id)));
      expect(second).toEqual(first);
      expect(first!.progress.state).toBe(index % 2 ? 'completed' : 'running');
      expect(first!.progress.values).toBe(valuesOf(ledger, session_id));
    }
    // Read past the exporters: every value once.
    const counts = await Promise.all(
      METRICS.map(async (name) => {
        const answer = await influxd.query(`SELECT count("${name}") FROM training_step`, DATABASE);
        return Number(/,(\d+)\]\]/.exec(answer)?.[1]);
      }),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(ledger.size);
    const repeats = senders.reduce((sum, sender) => sum + sender.repeats, 0);
    console.log(`${SESSIONS} sessions, ${ledger.size} values, ${repeats} batches sent twice`);
  }, 300_000);

  test('show what another one took within 5 s, in reads and in the live stream', async () => {
    const [first, second] = clients as [NativeClient, NativeClient];
    const stream = await EventStream.open(exporters[2]!.port, 'session_id=a');
    await first.start({ session_id: 'a', producer: 'p', tags: { team: 'x' } });
    // Known at once, through whichever exporter.
    await second.log('a', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { validation_loss: 2 } }] });
    await first.log('a', { producer: 'p', sequence: 2, points: [{ step: 2, metrics: { validation_loss: 1 } }] });
    const within = { within: NEWS_WITHIN_MILLISECONDS };
    for (const client of clients)
      await waitUntil(
        'it has both values',
        async () => {
          const { values, objective_best, completed_steps, tags } = await client.summary('a');
          return values === 2 && objective_best === 1 && completed_steps === 2 && tags?.['team'] === 'x';
        },
        within,
      );
    await waitUntil(
      'the stream of the third tells of it, and that its points are to be read',
      () =>
        stream.events.some(
          ({ kind, data }) => kind === 'sessions' && data.sessions.some(({ values }) => values === 2),
        ) && stream.events.some(({ kind, data }) => kind === 'points' && data.skipped),
      within,
    );
    // A batch that was sent to both is a repeat for whoever has heard of it, and counts once for those who had not.
    await first.log('a', {
      producer: 'p',
      sequence: 1,
      points: [{ step: 1, time: 5, metrics: { validation_loss: 2 } }],
    });
    await Promise.all(
      clients.map((client) =>
        client.log('a', {
          producer: 'p',
          sequence: 3,
          points: [{ step: 3, time: Date.now(), metrics: { validation_loss: 3 } }],
        }),
      ),
    );
    await pause(NEWS_WITHIN_MILLISECONDS);
    for (const client of clients) expect(await client.summary('a')).toMatchObject({ values: 3 });
    // Changes of the description and the end are everybody's.
    await second.call('describeSession', { parameters: { session_id: 'a' }, body: { tags: { task: 'y' }, name: 'n' } });
    await first.complete('a', { status: 'failed', error_details: 'ValueError: no' });
    for (const client of clients)
      await waitUntil(
        'it knows the end',
        async () => {
          const { state, name, tags, attention } = await client.summary('a');
          return state === 'failed' && name === 'n' && tags?.['task'] === 'y' && attention.level === 'critical';
        },
        within,
      );
    // A resume through the third is the second attempt, for all.
    expect(await clients[2]!.start({ session_id: 'a', producer: 'q' })).toMatchObject({ attempt: 2 });
    await waitUntil('it runs again', async () => (await first.summary('a')).state === 'running', within);
    // One deletes it, and nobody writes it again.
    await second.call('deleteSession', { parameters: { session_id: 'a' } });
    await waitUntil(
      'it is gone everywhere',
      async () =>
        (await Promise.all(clients.map((client) => client.raw('progress', { parameters: { session_id: 'a' } })))).every(
          ({ status }) => status === 404,
        ),
      within,
    );
    await pause(NEWS_WITHIN_MILLISECONDS);
    for (const client of clients) expect((await client.call('listSessions')).items).toEqual([]);
    expect(await influxd.query('SELECT * FROM session_part', 'training_entities')).not.toContain('"values"');
    stream.close();
  }, 90_000);

  test('a session stays deleted, whatever another exporter was writing of it meanwhile', async () => {
    const [first, second, third] = clients as [NativeClient, NativeClient, NativeClient];
    await first.start({ session_id: 'a', producer: 'p' });
    for (const [index, client] of clients.entries())
      await client.log('a', {
        producer: `p${index}`,
        sequence: 1,
        points: [{ step: 1, metrics: { training_loss: 1 } }],
      });
    for (const client of clients)
      await waitUntil('it has all values', async () => (await client.summary('a')).values === clients.length);
    const points = [{ step: 2, metrics: { training_loss: 2 } }];
    await third.log('a', { producer: 'p2', sequence: 2, points });
    // It has acknowledged them and holds them back; it writes them to a session that is gone.
    exporters[2]!.signal('SIGSTOP');
    await second.call('deleteSession', { parameters: { session_id: 'a' } });
    // Whoever deletes it sees at once that it is gone.
    expect((await second.raw('progress', { parameters: { session_id: 'a' } })).status).toBe(404);
    await pause(NEWS_WITHIN_MILLISECONDS);
    exporters[2]!.signal('SIGCONT');
    const rows = async () => [
      await influxd.query('SELECT * FROM training_step', DATABASE),
      await influxd.query('SELECT * FROM session, session_part', 'training_entities'),
    ];
    for (const client of clients)
      await waitUntil(
        'it knows',
        async () => (await client.raw('progress', { parameters: { session_id: 'a' } })).status === 404,
      );
    await waitUntil('nothing is left of it', async () => !(await rows()).join().includes('"values"'));
    await pause(NEWS_WITHIN_MILLISECONDS);
    expect((await rows()).join()).not.toContain('"values"');
    for (const client of clients) expect((await client.call('listSessions')).items).toEqual([]);
    // One of that name begins anew, and has nothing of the old one.
    await third.start({ session_id: 'a', producer: 'q' });
    await third.log('a', { producer: 'q', sequence: 1, points });
    for (const client of clients)
      await waitUntil(
        'it has the new one',
        async () =>
          (await client.raw('progress', { parameters: { session_id: 'a' } })).status === 200 &&
          (await client.summary('a')).values === 1,
      );
    await pause(NEWS_WITHIN_MILLISECONDS);
    for (const client of clients) expect(await client.summary('a')).toMatchObject({ values: 1, state: 'running' });
  }, 90_000);

  test('a session whose exporter is gone is told to be silent by another', async () => {
    const [first, second, third] = clients as [NativeClient, NativeClient, NativeClient];
    await third.start({ session_id: 'lost', monitoring_config: { heartbeat_interval: 1 } });
    await third.log('lost', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { training_loss: 2 } }] });
    await waitUntil('it is written', async () => (await first.summary('lost')).values === 1);
    await exporters[2]!.kill9();
    // Nobody looks for sessions that were heard of in the last 45 s.
    await waitUntil('somebody says so', async () => (await second.summary('lost')).state === 'silent', {
      within: 150_000,
      every: 1_000,
    });
    const events = await influxd.query(
      `SELECT state FROM training_event WHERE session_id = 'lost' AND kind = 'state'`,
      DATABASE,
    );
    expect(
      (JSON.parse(events) as { results: { series?: { values: unknown[] }[] }[] }).results[0]!.series?.[0]?.values,
    ).toHaveLength(1);
    // It goes on with whoever gets its next batch.
    await second.log('lost', { producer: 'p', sequence: 2, points: [{ step: 2, metrics: { training_loss: 1 } }] });
    await waitUntil('it runs', async () => {
      const { state, values } = await first.summary('lost');
      return state === 'running' && values === 2;
    });
    expect(await metric(exporters[1]!, 'store_quarantined_lines')).toBe(0);
  }, 240_000);
});

/** Values of a session that were acknowledged. */
function valuesOf(ledger: Ledger, session_id: string): number {
  let values = 0;
  for (const [key, steps] of ledger.snapshot())
    if ((JSON.parse(key) as [string])[0] === session_id) values += steps.size;
  return values;
}
