import { describe, expect, test } from '@jest/globals';
import { EventStream } from '../harness/event-stream.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { shareExporter } from '../harness/shared-exporter.js';
import { within } from '../harness/waiting.js';

/** How soon news must be with its readers. */
const FRESH_MILLISECONDS = 2_500;

describe('the live stream', () => {
  const shared = shareExporter();
  const log = (session_id: string, step: number, metrics: Record<string, number | string>) =>
    shared.client.log(session_id, {
      producer: 'p',
      sequence: step,
      points: [{ step, epoch: step / 2, time: Date.now(), metrics }],
    });

  test('greets with version and schema, and the exporter that speaks', async () => {
    const stream = await EventStream.open(shared.exporter.port);
    const { data } = await stream.next('hello');
    expect(data).toMatchObject({ schema_version: 1, exporter_id: expect.any(String) });
    stream.close();
  });

  test('brings changed sessions and the points of those that were named, fresh', async () => {
    const { client, exporter } = shared;
    const stream = await EventStream.open(exporter.port, 'session_id=watched&metric=training_loss');
    await stream.next('hello');
    await client.start({ session_id: 'watched' });
    await client.start({ session_id: 'other' });
    const sessionsOf = (id: string) =>
      stream.next('sessions', ({ data }) => data.sessions.some(({ session_id }) => session_id === id));
    await sessionsOf('watched');
    await sessionsOf('other');
    const sentAt = Date.now();
    await log('watched', 1, { training_loss: 0.5, secret: 1 });
    await log('watched', 2, { training_loss: 'NaN' });
    await log('other', 1, { training_loss: 7 });
    const seen: [number | null, number | string][] = [];
    const points = await stream.next('points', ({ data }) => {
      seen.length = 0;
      for (const event of stream.events) {
        if (event.kind === 'points')
          for (const series of event.data.series)
            series.step.forEach((step, index) => seen.push([step, series.value[index]!]));
      }
      return data.series.some(({ step }) => step.includes(2));
    });
    expect(points.at - sentAt).toBeLessThan(FRESH_MILLISECONDS);
    expect(seen).toEqual([
      [1, 0.5],
      [2, 'NaN'],
    ]);
    const series = stream.events.flatMap((event) => (event.kind === 'points' ? event.data.series : []));
    expect(new Set(series.map(({ session_id, metric }) => `${session_id} ${metric}`))).toEqual(
      new Set(['watched training_loss']),
    );
    const changed = await stream.next('sessions', ({ data }) =>
      data.sessions.some(({ session_id, completed_steps }) => session_id === 'watched' && completed_steps === 2),
    );
    expect(changed.at - sentAt).toBeLessThan(FRESH_MILLISECONDS);
    await client.complete('watched');
    await stream.next('sessions', ({ data }) =>
      data.sessions.some(({ session_id, state }) => session_id === 'watched' && state === 'completed'),
    );
    expect(stream.problem).toBeNull();
    stream.close();
  }, 20_000);

  test('and a curve that is asked for after its greeting have no gap between them', async () => {
    const { client, exporter } = shared;
    await client.start({ session_id: 'gapless' });
    let step = 0;
    let isLogging = true;
    const logging = (async () => {
      while (isLogging) await log('gapless', ++step, { loss: step });
    })();
    for (let turn = 0; turn < 5; turn++) {
      const stream = await EventStream.open(exporter.port, 'session_id=gapless');
      await stream.next('hello');
      const { curves } = await client.series({ session_id: ['gapless'], metric: ['loss'], points: 20_000 });
      const seen = new Set(curves[0]?.x);
      const last = step + 20;
      await stream.next('points', ({ data }) => data.series.some((series) => series.step.some((at) => at! >= last)));
      for (const event of stream.events) {
        if (event.kind !== 'points') continue;
        expect(event.data.skipped).toBe(false);
        for (const series of event.data.series) for (const at of series.step) seen.add(at!);
      }
      for (let at = 1; at <= last; at++) expect([at, seen.has(at)]).toEqual([at, true]);
      stream.close();
    }
    isLogging = false;
    await logging;
  }, 30_000);

  test('keeps workspaces apart', async () => {
    const stream = await EventStream.open(shared.exporter.port, 'workspace_id=mine');
    await shared.client.start({ session_id: 'theirs', workspace_id: 'yours' });
    await shared.client.start({ session_id: 'own', workspace_id: 'mine' });
    const { data } = await stream.next('sessions');
    expect(data.sessions.map(({ session_id }) => session_id)).toEqual(['own']);
    stream.close();
  });

  test('bears a reader who takes nothing, and others meanwhile', async () => {
    const { exporter, client } = shared;
    await client.start({ session_id: 'busy' });
    const slow = await EventStream.open(exporter.port, 'session_id=busy');
    const other = await EventStream.open(exporter.port);
    await slow.next('hello');
    slow.pause();
    const points = Array.from({ length: 10_000 }, (_, step) => ({
      step,
      metrics: { a: Math.random(), b: Math.random() },
    }));
    for (let sequence = 1; sequence <= 30; sequence++) await client.log('busy', { producer: 'p', sequence, points });
    const values = 30 * 20_000;
    await other.next('sessions', ({ data }) => data.sessions.some((session) => session.values === values), 20_000);
    other.close();
    slow.resume();
    // More than the stream carries: it says so, and the reader asks for the series again.
    await slow.next('points', ({ data }) => data.skipped, 20_000);
    slow.close();
  }, 60_000);

  test('ends with a word when the exporter is stopped', async () => {
    const exporter = await ExporterProcess.start();
    const stream = await EventStream.open(exporter.port);
    await stream.next('hello');
    const began = Date.now();
    const { code } = await within(10_000, 'the end', exporter.terminate());
    expect(code).toBe(0);
    expect(Date.now() - began).toBeLessThan(5_000);
    const { data } = await stream.next('end');
    expect(data.reason).not.toBe('');
    expect(stream.isClosed).toBe(true);
  }, 30_000);

  test('is refused beyond the number of streams that may be open', async () => {
    const exporter = await ExporterProcess.start({ environment: { TRAINING_MAX_STREAMS: '1' } });
    const first = await EventStream.open(exporter.port);
    await first.next('hello');
    await expect(EventStream.open(exporter.port)).rejects.toThrow('429');
    first.close();
    await exporter.terminate();
  }, 30_000);
});
