import { describe, expect, test } from '@jest/globals';
import { shareExporter } from '../harness/shared-exporter.js';

const point = (step: number, training_loss: number | string, more: Record<string, unknown> = {}) => ({
  step,
  time: 1_760_000_000_000 + step,
  metrics: { training_loss },
  ...more,
});

describe('identity', () => {
  const shared = shareExporter();
  const curve = async (session_id: string, query: Record<string, unknown> = {}) => {
    const { curves } = await shared.client.series({
      session_id: [session_id],
      metric: ['training_loss'],
      points: 20_000,
      ...query,
    });
    return curves;
  };

  test('a repeated batch is answered 200 with its values as duplicates, and is kept once', async () => {
    const { client } = shared;
    await client.start({ session_id: 'repeat' });
    const body = { producer: 'p', sequence: 1, points: [point(1, 0.5), point(2, 0.25)] };
    expect(await client.log('repeat', body)).toMatchObject({ accepted: 2, duplicates: 0, acknowledged_sequence: 1 });
    expect(await client.log('repeat', body)).toMatchObject({ accepted: 0, duplicates: 2, acknowledged_sequence: 1 });
    const [only] = await curve('repeat');
    expect(only).toMatchObject({ x: [1, 2], y: [0.5, 0.25], total: 2 });
  });

  test('repeats that are sent at the same moment are kept once', async () => {
    const { client } = shared;
    await client.start({ session_id: 'race' });
    const body = { producer: 'p', sequence: 1, points: Array.from({ length: 500 }, (_, step) => point(step, step)) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => client.log('race', body)));
    expect(answers.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(500);
    expect((await curve('race'))[0]?.total).toBe(500);
  });

  test('the same sequence of another producer, and of another session, is news', async () => {
    const { client } = shared;
    await client.start({ session_id: 'one' });
    await client.start({ session_id: 'two' });
    const body = { producer: 'p', sequence: 1, points: [point(1, 1)] };
    for (const [session, producer] of [
      ['one', 'p'],
      ['one', 'q'],
      ['two', 'p'],
    ] as const) {
      expect(await client.log(session, { ...body, producer })).toMatchObject({ accepted: 1, duplicates: 0 });
    }
    expect((await curve('one'))[0]?.total).toBe(2);
  });

  test('batches that overtake each other are all kept, and the highest sequence is acknowledged', async () => {
    const { client } = shared;
    await client.start({ session_id: 'overtaken' });
    for (const sequence of [3, 1, 2]) {
      expect(
        await client.log('overtaken', { producer: 'p', sequence, points: [point(sequence, sequence)] }),
      ).toMatchObject({ accepted: 1 });
    }
    expect(await client.log('overtaken', { producer: 'p', sequence: 1, points: [point(1, 1)] })).toMatchObject({
      duplicates: 1,
      acknowledged_sequence: 3,
    });
    expect((await curve('overtaken'))[0]).toMatchObject({ x: [1, 2, 3], y: [1, 2, 3] });
  });

  test('out-of-order and repeated steps are kept; the newest value of a step is shown', async () => {
    const { client } = shared;
    await client.start({ session_id: 'steps' });
    await client.log('steps', {
      producer: 'p',
      sequence: 1,
      points: [point(5, 5), point(1, 1), point(3, 3), point(3, 33), point(0, 0)],
    });
    await client.log('steps', { producer: 'p', sequence: 2, points: [{ ...point(1, 11), time: 1_760_000_009_000 }] });
    const [only] = await curve('steps');
    expect(only).toMatchObject({ x: [0, 1, 3, 5], y: [0, 11, 33, 5], total: 6 });
    const [byTime] = await curve('steps', { x: 'time' });
    expect(byTime?.y).toHaveLength(6);
  });

  test('a start on an existing session opens the next attempt; a repeated start of a producer does not', async () => {
    const { client } = shared;
    const first = await client.raw('startSession', {
      body: { agent_id: 'a', training_config: {}, session_id: 'resumed', producer: 'p1' },
    });
    const again = await client.raw('startSession', {
      body: { agent_id: 'a', training_config: {}, session_id: 'resumed', producer: 'p1' },
    });
    const second = await client.raw('startSession', {
      body: { agent_id: 'a', training_config: {}, session_id: 'resumed', producer: 'p2' },
    });
    expect(
      [first, again, second].map(({ status, text }) => [status, (JSON.parse(text) as { attempt: number }).attempt]),
    ).toEqual([
      [201, 1],
      [200, 1],
      [200, 2],
    ]);
  });

  test('a late batch belongs to the attempt of its producer; attempts are shown joined or separate', async () => {
    const { client } = shared;
    await client.start({ session_id: 'attempts', producer: 'p1' });
    await client.log('attempts', {
      producer: 'p1',
      sequence: 1,
      points: [point(0, 1), point(1, 0.9), point(2, 0.8), point(3, 0.7)],
    });
    await client.start({ session_id: 'attempts', producer: 'p2' });
    await client.log('attempts', {
      producer: 'p2',
      sequence: 1,
      points: [
        { ...point(2, 0.5), time: 1_760_000_100_000 },
        { ...point(3, 0.4), time: 1_760_000_101_000 },
      ],
    });
    await client.log('attempts', { producer: 'p1', sequence: 2, points: [point(4, 0.6)] });
    const separate = await curve('attempts', { attempts: 'separate' });
    expect(
      separate.map(({ attempt, x, y }) => ({ attempt, x, y })).sort((left, right) => left.attempt! - right.attempt!),
    ).toEqual([
      { attempt: 1, x: [0, 1, 2, 3, 4], y: [1, 0.9, 0.8, 0.7, 0.6] },
      { attempt: 2, x: [2, 3], y: [0.5, 0.4] },
    ]);
    const [joined] = await curve('attempts');
    expect(joined).toMatchObject({ attempt: null, x: [0, 1, 2, 3], y: [1, 0.9, 0.5, 0.4] });
    expect((await client.summary('attempts')).attempts.map(({ attempt, last_step }) => [attempt, last_step])).toEqual([
      [1, 4],
      [2, 3],
    ]);
  });

  test('points after the completion are kept and counted as such', async () => {
    const { client } = shared;
    await client.start({ session_id: 'done', started_at: '2026-01-01T00:00:00Z' });
    const at = (time: string, step: number) => ({ step, time, metrics: { training_loss: step } });
    await client.log('done', { producer: 'p', sequence: 1, points: [at('2026-01-01T00:01:00Z', 1)] });
    await client.complete('done', { status: 'completed', completed_at: '2026-01-01T00:02:00Z' });
    await client.log('done', {
      producer: 'p',
      sequence: 2,
      points: [at('2026-01-01T00:01:30Z', 2), at('2026-01-01T00:03:00Z', 3)],
    });
    expect(await client.summary('done')).toMatchObject({ state: 'completed', values: 3, values_after_completion: 1 });
    expect((await curve('done'))[0]).toMatchObject({ x: [1, 2, 3] });
  });

  test('NaN and infinities are kept, answered as text, and shown as divergence', async () => {
    const { client } = shared;
    await client.start({ session_id: 'diverged' });
    const values = [1, 0.5, 'NaN', 'Infinity', '-Infinity', 0.4];
    await client.log('diverged', {
      producer: 'p',
      sequence: 1,
      points: values.map((value, step) => ({ step, metrics: { training_loss: value, validation_loss: value } })),
    });
    await client.complete('diverged');
    expect((await curve('diverged'))[0]).toMatchObject({ y: values });
    const progress = await client.progress('diverged');
    expect(progress).toMatchObject({ diverged_at_step: 2, quality_metrics: { stability_score: 0 }, best_step: 5 });
    expect(progress.progress_metrics).toMatchObject({ training_loss: values, training_loss_steps: [0, 1, 2, 3, 4, 5] });
  });

  test('steps that are all equal fall back to time', async () => {
    const { client } = shared;
    await client.start({ session_id: 'flat' });
    const points = [10, 20, 30].map((seconds, index) => ({
      step: 0,
      time: 1_760_000_000_000 + seconds * 1_000,
      metrics: { training_loss: index },
    }));
    await client.log('flat', { producer: 'p', sequence: 1, points });
    const answer = await client.series({ session_id: ['flat'], metric: ['training_loss'] });
    expect(answer).toMatchObject({ x: 'time', curves: [{ x: points.map(({ time }) => time), y: [0, 1, 2] }] });
  });

  test('an unknown session is answered 404 by every call that names one', async () => {
    const { client } = shared;
    const parameters = { session_id: 'nobody' };
    const calls = [
      client.refusal('logMetrics', { parameters, body: { producer: 'p', sequence: 1, points: [point(1, 1)] } }),
      client.refusal('logEvents', { parameters, body: { events: [{ kind: 'note' }] } }),
      client.refusal('heartbeat', { parameters, body: {} }),
      client.refusal('completeSession', { parameters, body: { status: 'completed' } }),
      client.refusal('describeSession', { parameters, body: { name: 'x' } }),
      client.refusal('progress', { parameters }),
      client.refusal('seriesByBody', { body: { session_id: ['nobody'], metric: ['training_loss'] } }),
      client.refusal('trainingHistory', { parameters: { agent_id: 'nobody' } }),
    ];
    for (const refusal of await Promise.all(calls)) expect(refusal).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('any string can be an id, and the same id in two workspaces is two sessions', async () => {
    const { client } = shared;
    const session_id = 'ü/a..b/%2e%2e?&#[x]="\' 漢字 constructor';
    await client.start({ session_id, workspace_id: 'left' });
    await client.start({ session_id, workspace_id: 'right' });
    await client.call('logMetrics', {
      parameters: { session_id },
      query: { workspace_id: 'left' },
      body: { producer: 'p', sequence: 1, points: [point(1, 7)] },
    });
    expect(await client.summary(session_id, 'left')).toMatchObject({ session_id, workspace_id: 'left', values: 1 });
    expect(await client.summary(session_id, 'right')).toMatchObject({ values: 0 });
    const names = ['constructor', 'toString', 'hasOwnProperty', 'a"b', "x'; DROP TABLE session; --"];
    await client.start({ session_id: 'names' });
    await client.log('names', {
      producer: 'p',
      sequence: 1,
      points: [{ step: 1, metrics: Object.fromEntries(names.map((name, index) => [name, index])) }],
    });
    const { curves } = await client.series({ session_id: ['names'], metric: names });
    expect(curves.map(({ metric, y }) => [metric, y[0]])).toEqual(names.map((name, index) => [name, index]));
  });

  test.each(['.', '..', 'runs/../a', 'a\\..\\b'])(
    'the id %j, which no path could hold afterwards, is refused when the session starts',
    async (session_id) => {
      const body = { agent_id: 'a', training_config: {}, session_id };
      expect(await shared.client.refusal('startSession', { body })).toMatchObject({
        status: 400,
        details: [{ path: 'session_id' }],
      });
    },
  );
});
