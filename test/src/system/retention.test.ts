import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { exchange } from '../harness/http.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import type { NativeClient } from '../harness/native-client.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { waitUntil } from '../harness/waiting.js';

const DAY = 86_400_000;
const STEPS = 9_000;
const LOSS = (step: number): number => (step === 4_321 ? 1_000 : step === 4_322 ? -1_000 : Math.sin(step));

/** What must be so with either store. */
function retention(environment: () => Record<string, string>): void {
  let exporter: ExporterProcess;
  let client: NativeClient;
  let directory: string | undefined;
  /** A new process on the same data, with these limits. */
  const start = async (limits: Record<string, string> = {}): Promise<void> => {
    const place = directory === undefined ? {} : { directory };
    exporter = await ExporterProcess.start({ ...place, environment: { ...environment(), ...limits } });
    ({ directory } = exporter);
    client = exporter.client();
  };
  const restart = async (limits: Record<string, string>): Promise<void> => {
    client.close();
    await exporter.terminate();
    await start(limits);
  };
  beforeEach(() => start(), 60_000);
  afterEach(async () => {
    directory = undefined;
    client.close();
    await exporter.kill9();
  });

  const fill = async (session_id: string, daysOld: number, steps: number, isEnded = true): Promise<void> => {
    const begun = Date.now() - daysOld * DAY - steps * 1_000;
    await client.start({ session_id, producer: 'p', started_at: begun, total_steps: steps });
    const points = Array.from({ length: steps }, (_, step) => ({
      step,
      time: begun + step * 1_000,
      metrics: { training_loss: LOSS(step), validation_loss: 1 / (step + 1), gpu_utilization_percent: step % 100 },
    }));
    await client.log(session_id, { producer: 'p', sequence: 1, points });
    const events = [{ kind: 'checkpoint', time: begun, title: `of ${session_id}` }];
    await client.call('logEvents', { parameters: { session_id }, body: { producer: 'p', sequence: 2, events } });
    const completed_at = begun + steps * 1_000;
    if (isEnded) await client.complete(session_id, { status: 'completed', completed_at });
  };
  const metric = async (name: string): Promise<number> => {
    const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
    const line = text.split('\n').find((each) => each.startsWith(`shadower_training_${name} `));
    return Number(line?.split(' ').at(-1));
  };
  /** Waits for a whole round that began after this call. */
  const round = async (): Promise<void> => {
    const now = Date.now() / 1_000;
    await waitUntil(
      'retention had looked twice',
      async () => {
        const last = await metric('retention_last_run_timestamp_seconds');
        return last > now + 3;
      },
      { within: 60_000, every: 200 },
    );
  };
  const curve = async (session_id: string, metric: string, kind = 'values') => {
    const { curves, notices } = await client.series({
      session_id: [session_id],
      metric: [metric],
      kind,
      points: 20_000,
    });
    return { curve: curves[0], notices: notices.map(({ text }) => text).join('; ') };
  };
  // A limit of seconds makes rounds come each second; sessions of the tests are days old.
  const OFTEN = { TRAINING_RETENTION_RAW: '10s', TRAINING_RETENTION_POINTS: '400' };

  test('old curves are downsampled with their extremes, scores and facts stay, live and small ones are left alone', async () => {
    await fill('old', 40, STEPS);
    await fill('small', 40, 100);
    await client.start({ session_id: 'live', producer: 'p' });
    const points = Array.from({ length: 2_000 }, (_, step) => ({ step, metrics: { training_loss: LOSS(step) } }));
    await client.log('live', { producer: 'p', sequence: 1, points });
    await waitUntil('it has scores', async () => (await client.summary('old')).values === STEPS * 3);
    const before = await client.summary('old');
    const scores = await curve('old', 'convergence_rate', 'scores');
    await restart(OFTEN);
    await round();

    const { curve: loss, notices } = await curve('old', 'training_loss');
    expect(loss!.total).toBeLessThan(600);
    expect(loss).toMatchObject({ downsampled: true, total: loss!.x.length });
    expect(notices).toMatch(/downsampled by retention.*old/);
    for (const step of [0, 4_321, 4_322, STEPS - 1]) expect(loss!.x).toContain(step);
    expect(loss!.y).toEqual(loss!.x.map(LOSS));
    expect((await curve('old', 'gpu_utilization_percent', 'resources')).curve!.total).toBeLessThan(600);
    expect((await curve('old', 'convergence_rate', 'scores')).curve?.y).toEqual(scores.curve?.y);
    expect(await client.summary('old')).toEqual(before);
    expect((await client.progress('old')).progress_metrics.training_loss.length).toBeGreaterThan(100);
    expect((await curve('small', 'training_loss')).curve).toMatchObject({ total: 100, downsampled: false });
    expect((await curve('live', 'training_loss')).curve).toMatchObject({ total: 2_000, downsampled: false });
    expect((await client.call('events', { query: { kind: 'checkpoint' } })).items).toHaveLength(2);
    const { text } = await exchange(exporter.port, { method: 'GET', path: '/metrics' });
    expect(text).toMatch(/shadower_training_retention_removed_total\{kind="raw_points"\} \d{5}/);
    expect(await metric('retention_failures_total')).toBe(0);
    expect(exporter.errorLines()).toEqual([]);
  }, 120_000);

  test('then its points go, then ended sessions with their records; what has not ended stays', async () => {
    await fill('old', 40, 1_000);
    await fill('older', 80, 1_000);
    await fill('silent', 80, 1_000, false);
    await restart({ ...OFTEN, TRAINING_RETENTION_DOWNSAMPLED: '30d', TRAINING_RETENTION_RECORDS: '60d' });
    await round();
    const { curve: none, notices } = await curve('old', 'training_loss');
    expect([none, notices]).toEqual([undefined, expect.stringMatching(/removed by retention: old/)]);
    expect(await client.summary('old')).toMatchObject({ state: 'completed', values: 3_000 });
    const ids = (await client.call('listSessions')).items.map(({ session_id }) => session_id).sort();
    expect(ids).toEqual(['old', 'silent']);
    const { items } = await client.call('events', { query: { kind: 'checkpoint' } });
    expect(items.map(({ session_id }) => session_id)).toEqual(['old']);
    // Whoever comes back goes on.
    await client.start({ session_id: 'silent', producer: 'q' });
    const points = [1_000, 1_001].map((step) => ({ step, metrics: { training_loss: step } }));
    await client.log('silent', { producer: 'q', sequence: 1, points });
    await round();
    expect((await curve('silent', 'training_loss')).curve).toMatchObject({ x: [1_000, 1_001] });
    expect(exporter.errorLines()).toEqual([]);
  }, 120_000);
}

describe('retention, embedded store', () => {
  cleanUpAfterTests();
  retention(() => ({}));
});

describeWithPeer('influxd 1.x', 'retention, InfluxDB', (program) => {
  cleanUpAfterTests();
  let influxd: InfluxdProcess;
  beforeEach(async () => void (influxd = await InfluxdProcess.start(program)), 60_000);
  afterEach(() => influxd.kill9());
  retention(() => ({ TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url }));
});
