import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { EventStream } from '../harness/event-stream.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import type { NativeClient } from '../harness/native-client.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { waitUntil } from '../harness/waiting.js';

const STEPS = 400;

/** What must be so with either store. */
function deletions(open: () => Promise<ExporterProcess>): void {
  let exporter: ExporterProcess;
  let client: NativeClient;
  beforeEach(async () => {
    exporter = await open();
    client = exporter.client();
  }, 60_000);
  afterEach(async () => {
    client.close();
    await exporter.kill9();
  });

  const fill = async (session_id: string, producer = 'p', steps = STEPS, workspace_id = 'default'): Promise<void> => {
    await client.start({ session_id, producer, workspace_id });
    const time = Date.now() - steps * 10;
    const points = Array.from({ length: steps }, (_, step) => ({
      step,
      time: time + step * 10,
      metrics: { training_loss: 1 / (step + 1), validation_loss: 1 / (step + 2), gpu_utilization_percent: 50 },
    }));
    await client.log(session_id, { producer, sequence: 1, points, workspace_id });
    const events = [{ kind: 'checkpoint', step: 3, title: `of ${session_id}` }];
    const body = { producer, sequence: 2, events, workspace_id };
    await client.call('logEvents', { parameters: { session_id }, body });
  };
  const metrics = async (): Promise<string> =>
    (await exchange(exporter.port, { method: 'GET', path: '/metrics' })).text;
  const ended = () =>
    waitUntil('no deletion is under way', async () => /^shadower_training_deletions 0$/m.test(await metrics()), {
      within: 30_000,
    });
  const remove = (session_id: string) => client.call('deleteSession', { parameters: { session_id } });

  /** Nothing that can be asked for knows it. */
  async function expectGone(session_id: string): Promise<void> {
    expect((await client.refusal('progress', { parameters: { session_id } })).status).toBe(404);
    for (const kind of ['values', 'resources', 'scores'])
      expect(
        (await client.refusal('seriesByBody', { body: { session_id: [session_id], metric: ['training_loss'], kind } }))
          .status,
      ).toBe(404);
    expect((await client.call('listSessions')).items.map((item) => item.session_id)).not.toContain(session_id);
    const { items } = await client.call('events');
    expect(items.filter((event) => event.session_id === session_id)).toEqual([]);
    expect(await metrics()).not.toContain(`session_id="${session_id}"`);
  }

  test('a session goes with all that it had, viewers are told, and nothing brings it back', async () => {
    await fill('kept');
    await fill('gone');
    await waitUntil('both are on /metrics', async () => (await metrics()).includes('session_id="gone"'));
    const stream = await EventStream.open(exporter.port, 'session_id=gone');
    await stream.next('hello');
    expect(await remove('gone')).toEqual({ workspace_id: 'default', session_id: 'gone' });
    await stream.next('deleted', ({ data }) => data.session_ids.includes('gone'));
    await stream.next('points', ({ data }) => data.skipped);
    stream.close();
    await expectGone('gone');
    const late = { producer: 'p', sequence: 3, points: [{ step: 9, metrics: { training_loss: 1 } }] };
    const refused = await client.refusal('logMetrics', { parameters: { session_id: 'gone' }, body: late });
    expect(refused).toMatchObject({ status: 404, code: 'not_found' });
    for (const how of ['kill9', 'terminate'] as const) {
      await exporter[how]();
      await exporter.restart();
      await expectGone('gone');
    }
    await ended();
    const { curves } = await client.series({ session_id: ['kept'], metric: ['training_loss'] });
    expect(curves[0]).toMatchObject({ total: STEPS });
  }, 120_000);

  test('a new session of the same id has nothing of the old one', async () => {
    await fill('again');
    await exporter.terminate();
    await exporter.restart();
    await remove('again');
    await waitUntil('it can be started', async () => {
      const { status } = await client.raw('startSession', {
        body: { agent_id: 'other-agent', training_config: {}, session_id: 'again', producer: 'q' },
      });
      return status === 201;
    });
    const points = [1, 2, 3].map((step) => ({ step, metrics: { training_loss: step } }));
    await client.log('again', { producer: 'q', sequence: 1, points });
    await ended();
    await exporter.kill9();
    await exporter.restart();
    const { curves } = await client.series({ session_id: ['again'], metric: ['training_loss'] });
    expect(curves).toMatchObject([{ x: [1, 2, 3], y: [1, 2, 3], total: 3 }]);
    expect(await client.summary('again')).toMatchObject({ agent_id: 'other-agent', values: 3 });
    expect((await client.call('events', { query: { kind: 'checkpoint' } })).items).toEqual([]);
  }, 120_000);

  test('a workspace goes, also when the exporter is killed meanwhile', async () => {
    await fill('here', 'p', 50);
    for (let number = 0; number < 30; number++) await fill(`s${number}`, 'p', 20, 'theirs');
    await client.call('deleteWorkspace', { parameters: { workspace_id: 'theirs' } });
    await exporter.kill9();
    await exporter.restart();
    await ended();
    const { items } = await client.call('listWorkspaces');
    expect(items).toEqual([{ workspace_id: 'default', sessions: 1 }]);
    expect((await client.refusal('deleteWorkspace', { parameters: { workspace_id: 'theirs' } })).status).toBe(404);
    await client.start({ session_id: 's0', workspace_id: 'theirs' });
    const theirs = { workspace_id: 'theirs' };
    expect((await client.call('events', { query: { ...theirs, kind: 'checkpoint' } })).items).toEqual([]);
    expect((await client.summary('s0', 'theirs')).values).toBe(0);
    expect(await client.summary('here')).toMatchObject({ values: 150 });
  }, 120_000);
}

describe('deletions, embedded store', () => {
  cleanUpAfterTests();
  deletions(() => ExporterProcess.start());
});

describeWithPeer('influxd 1.x', 'deletions, InfluxDB', (program) => {
  cleanUpAfterTests();
  let influxd: InfluxdProcess;
  beforeEach(async () => void (influxd = await InfluxdProcess.start(program)), 60_000);
  afterEach(() => influxd.kill9());
  deletions(() => ExporterProcess.start({ environment: { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url } }));

  test('another exporter that has the session in memory lets go of it and does not bring it back', async () => {
    const environment = { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url };
    const exporters = [await ExporterProcess.start({ environment }), await ExporterProcess.start({ environment })];
    const [first, second] = exporters.map((exporter) => exporter.client()) as [NativeClient, NativeClient];
    await first.start({ session_id: 's', producer: 'p' });
    for (const [client, step] of [
      [first, 1],
      [second, 2],
    ] as const)
      await client.log('s', {
        ...{ producer: 'p', sequence: step },
        points: [{ step, metrics: { training_loss: step } }],
      });
    const gauges = async (): Promise<string> =>
      (await exchange(exporters[1]!.port, { method: 'GET', path: '/metrics' })).text;
    await waitUntil('the second exporter has it', async () => (await gauges()).includes('session_id="s"'));
    await first.call('deleteSession', { parameters: { session_id: 's' } });
    await waitUntil('the second exporter lets go', async () => !(await gauges()).includes('session_id="s"'), {
      within: 20_000,
      every: 200,
    });
    for (const client of [first, second]) {
      expect((await client.refusal('progress', { parameters: { session_id: 's' } })).status).toBe(404);
      const body = { producer: 'p', sequence: 3, points: [{ step: 3, metrics: { training_loss: 3 } }] };
      expect((await client.refusal('logMetrics', { parameters: { session_id: 's' }, body })).status).toBe(404);
    }
    for (const exporter of exporters) await exporter.terminate();
    await exporters[0]!.restart();
    expect((await first.refusal('progress', { parameters: { session_id: 's' } })).status).toBe(404);
    for (const client of [first, second]) client.close();
    await exporters[0]!.kill9();
  }, 90_000);
});
