import { beforeAll, describe, expect, test } from '@jest/globals';
import { shareExporter } from '../harness/shared-exporter.js';

const START = Date.parse('2026-02-01T00:00:00Z');
/** Enough to fill many sealed blocks and leave some unsealed points behind them. */
const STEPS = 6_000;
const PEAK = 4_321;
const DIP = 1_234;
const loss = (step: number): number => (step === PEAK ? 99 : step === DIP ? -7 : 1 + Math.sin(step / 50));

describe('curves', () => {
  const shared = shareExporter();
  const ask = (query: Record<string, unknown>) =>
    shared.client.series({ session_id: ['long'], metric: ['training_loss'], points: 20_000, ...query });
  const steps = (from: number, to: number): number[] =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);

  beforeAll(async () => {
    const { client } = shared;
    await client.start({ session_id: 'long', name: 'Long', started_at: START });
    for (let first = 0, sequence = 1; first < STEPS; first += 1_000, sequence++) {
      const points = steps(first, first + 999).map((step) => ({
        step,
        epoch: step / 100,
        time: START + step * 500,
        metrics: { training_loss: loss(step), tokens_total: step * 32, samples_seen: step * 2 },
      }));
      await client.log('long', { producer: 'p', sequence, points });
    }
    await client.complete('long', { status: 'completed', completed_at: START + STEPS * 500 });
    await client.start({ session_id: 'labels', started_at: START });
    const points = steps(1, 20).flatMap((step) =>
      [0, 1].map((gpu) => ({
        step,
        time: START + step * 1_000,
        labels: { gpu: String(gpu) },
        metrics: { gpu_utilization_percent: 50 + gpu, training_loss: gpu },
      })),
    );
    await client.log('labels', { producer: 'p', sequence: 1, points });
    await client.start({ session_id: 'ranks', started_at: START });
    await client.log('ranks', {
      producer: 'p',
      sequence: 1,
      points: [0, 1, 2].map((rank) => ({ step: 1, time: START, rank, metrics: { training_loss: rank } })),
    });
  });

  test('hold every value by step', async () => {
    const { curves, x } = await ask({});
    expect(x).toBe('step');
    expect(curves).toHaveLength(1);
    expect(curves[0]).toMatchObject({
      session_id: 'long',
      session_name: 'Long',
      metric: 'training_loss',
      total: STEPS,
      downsampled: false,
      unit: 'none',
    });
    expect(curves[0]!.x).toEqual(steps(0, STEPS - 1));
    expect(curves[0]!.y).toEqual(steps(0, STEPS - 1).map(loss));
    expect(curves[0]!.time).toEqual(steps(0, STEPS - 1).map((step) => START + step * 500));
  });

  test.each([
    ['epoch', (step: number) => step / 100],
    ['tokens', (step: number) => step * 32],
    ['relative_time', (step: number) => step / 2],
    ['time', (step: number) => START + step * 500],
  ])('run along %s', async (x, place) => {
    const { curves } = await ask({ x });
    expect(curves[0]!.x).toEqual(steps(0, STEPS - 1).map(place));
    expect(curves[0]!.y).toEqual(steps(0, STEPS - 1).map(loss));
    const { curves: cut } = await ask({ x, from: place(100), to: place(200) });
    expect(cut[0]!.y).toEqual(steps(100, 200).map(loss));
  });

  test('run along any metric that never falls', async () => {
    const { curves } = await ask({ x: 'metric', x_metric: 'samples_seen', from: 200, to: 300 });
    expect(curves[0]!.x).toEqual(steps(100, 150).map((step) => step * 2));
  });

  test('are cut to a range of steps', async () => {
    const { curves } = await ask({ from: 2_500, to: 2_600 });
    expect(curves[0]).toMatchObject({ x: steps(2_500, 2_600), y: steps(2_500, 2_600).map(loss), total: 101 });
  });

  test.each(['step', 'epoch', 'time', 'relative_time', 'tokens'])(
    'downsampled along %s keep first, minimum, maximum and last',
    async (x) => {
      const { curves } = await ask({ x, points: 100 });
      const [curve] = curves;
      expect(curve).toMatchObject({ total: STEPS, downsampled: true });
      expect(curve!.y.length).toBeLessThanOrEqual(100);
      expect(curve!.y.length).toBeGreaterThan(30);
      expect(curve!.y).toEqual(expect.arrayContaining([99, -7]));
      expect([curve!.y[0], curve!.y.at(-1)]).toEqual([loss(0), loss(STEPS - 1)]);
      expect(curve!.x).toEqual([...curve!.x].sort((left, right) => left - right));
      expect(curve!.time[curve!.y.indexOf(99)]).toBe(START + PEAK * 500);
    },
  );

  test('of several sessions and metrics come together; what is missing is said', async () => {
    const { curves, notices } = await ask({
      session_id: ['long', 'labels', 'nobody'],
      metric: ['training_loss', 'tokens_total', 'no_such_metric'],
      points: 50,
    });
    expect(curves.filter(({ session_id }) => session_id === 'long').map(({ metric }) => metric)).toEqual([
      'training_loss',
      'tokens_total',
    ]);
    expect(notices.map(({ text }) => text).join('; ')).toMatch(/nobody.*no_such_metric|no_such_metric.*nobody/);
  });

  test('are apart by labels, and may be asked for by them', async () => {
    const all = await ask({ session_id: ['labels'] });
    expect(all.curves.map(({ labels }) => labels['gpu']).sort()).toEqual(['0', '1']);
    const one = await ask({ session_id: ['labels'], labels: { gpu: '1' } });
    expect(one.curves).toHaveLength(1);
    expect(new Set(one.curves[0]!.y)).toEqual(new Set([1]));
    const resources = await ask({ session_id: ['labels'], metric: ['gpu_utilization_percent'], kind: 'resources' });
    expect(resources.curves.map(({ unit }) => unit)).toEqual(['percent', 'percent']);
  });

  test('of ranks are told apart', async () => {
    const { curves } = await ask({ session_id: ['ranks'] });
    expect(curves.map(({ labels, y }) => [labels['rank'], y[0]]).sort()).toEqual([
      ['0', 0],
      ['1', 1],
      ['2', 2],
    ]);
  });

  test('are found under the name that the framework used', async () => {
    const { client } = shared;
    await client.start({ session_id: 'hf' });
    await client.log('hf', { producer: 'p', sequence: 1, points: [{ step: 1, metrics: { loss: 3, eval_loss: 4 } }] });
    const { curves } = await ask({ session_id: ['hf'], metric: ['training_loss', 'validation_loss'] });
    expect(curves.map(({ metric, y }) => [metric, y[0]])).toEqual([
      ['training_loss', 3],
      ['validation_loss', 4],
    ]);
  });

  test('of the runs of a group are one: their mean with minimum and maximum, however often each logs', async () => {
    const { client } = shared;
    const runs = { dense: [1, 4_000], sparse: [10, 4_000], short: [1, 1_000] } as const;
    for (const [name, [every, until]] of Object.entries(runs)) {
      await client.start({ session_id: name, group: 'parallel', started_at: START });
      const value = { dense: 1, sparse: 3, short: 5 }[name]!;
      const points = steps(0, until / every - 1).map((index) => ({
        step: index * every,
        time: START + index * every * 1_000,
        metrics: { loss: index === 17 ? 'NaN' : value },
      }));
      for (let from = 0, sequence = 1; from < points.length; from += 1_000, sequence++)
        await client.log(name, { producer: 'p', sequence, points: points.slice(from, from + 1_000) });
    }
    const query = { session_id: ['dense', 'sparse', 'short', 'long'], combine: 'group' };
    for (const x of ['step', 'relative_time']) {
      const { curves } = await ask({ ...query, x, points: 100 });
      expect(curves).toHaveLength(2);
      const [group, alone] = curves;
      expect(group).toMatchObject({ metric: 'training_loss', logged_as: ['loss'], total: 5_400, downsampled: true });
      expect(group!.combined).toMatchObject({ group: 'parallel', session_ids: ['dense', 'sparse', 'short'] });
      expect(group!.x.length).toBeLessThanOrEqual(100);
      group!.x.forEach((place, index) => {
        const all = place < 999;
        if (place > 960 && place < 1_040) return;
        expect([group!.y[index], group!.minimum![index], group!.maximum![index], group!.count![index]]).toEqual(
          all ? [3, 1, 5, 3] : [2, 1, 3, 2],
        );
      });
      expect(alone).toMatchObject({ session_id: 'long', combined: null, minimum: null });
    }
    const exact = (await ask({ ...query, from: 11, to: 21 })).curves[0]!;
    expect(exact.x).toEqual(steps(11, 21));
    expect(exact.count).toEqual([2, 2, 2, 2, 2, 2, 0, 2, 2, 3, 2]);
    expect(exact.downsampled).toBe(false);
  });

  test('of ranks are one: median, minimum, maximum and the slowest by name', async () => {
    const { client } = shared;
    await client.start({ session_id: 'cluster', started_at: START });
    const points = [0, 1, 2, 3].flatMap((rank) =>
      steps(1, rank === 2 ? 1_500 : 2_000).map((step) => ({
        step,
        time: START + step * 1_000 + rank,
        rank,
        node: `host-${rank % 2}`,
        metrics: { step_seconds: rank + 1 },
      })),
    );
    for (let from = 0, sequence = 1; from < points.length; from += 1_000, sequence++)
      await client.log('cluster', { producer: 'p', sequence, points: points.slice(from, from + 1_000) });
    const { curves } = await ask({ session_id: ['cluster'], metric: ['step_seconds'], combine: 'rank' });
    expect(curves).toHaveLength(1);
    const [curve] = curves;
    expect(curve).toMatchObject({ labels: {}, total: 7_500, downsampled: false });
    expect(curve!.combined).toEqual({
      by: 'rank',
      group: null,
      session_ids: ['cluster'],
      ranks: ['0', '1', '2', '3'],
      slowest_rank: '2',
    });
    expect([curve!.y[0], curve!.minimum![0], curve!.maximum![0], curve!.count![0]]).toEqual([2.5, 1, 4, 4]);
    expect([curve!.y[1_999], curve!.minimum![1_999], curve!.maximum![1_999], curve!.count![1_999]]).toEqual([
      2, 1, 4, 3,
    ]);
    const range = { from: 1, to: 100, points: 20 };
    const few = (await ask({ session_id: ['cluster'], metric: ['step_seconds'], combine: 'rank', ...range }))
      .curves[0]!;
    expect(few.combined!.slowest_rank).toBe('2');
    expect(new Set(few.y)).toEqual(new Set([2.5]));
  });

  test('are the same by GET and by POST', async () => {
    const query = { session_id: ['long', 'labels'], metric: ['training_loss'], points: 40, from: 3, to: 5_000 };
    expect(await shared.client.call('series', { query })).toEqual(await ask(query));
    const labelled = await shared.client.call('series', {
      query: { session_id: 'labels', metric: 'training_loss', 'labels[gpu]': '0' },
    });
    expect(labelled.curves).toHaveLength(1);
  });
});
