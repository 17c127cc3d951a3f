import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { seriesAnswerSchema, type SessionSummary } from '@shadower-training/contract';
import { call, entityOf, startApi, summaryOf, type Answer, type TestApi } from './api.test.support.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const keep = (summary: Partial<SessionSummary> & { session_id: string }, metrics: Record<string, number>): void =>
    void api.reader.entitiesKept.push(entityOf(summaryOf(summary), metrics));
  const points = (
    session_id: string,
    steps: readonly number[],
    fields: (step: number) => Record<string, number>,
    tags = {},
  ): void => {
    for (const step of steps) {
      api.reader.rowsKept.push({
        measurement: 'training_step',
        tags: { workspace_id: 'default', session_id, agent_id: 'agent', attempt: '1', ...tags },
        milliseconds: START + 1_000_000 + step * 1_000,
        nanoseconds: 0,
        coordinates: { step },
        fields: fields(step),
      });
    }
  };
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
  keep({ session_id: 'single' }, { loss: 1 });
  points('single', [1, 2], () => ({ loss: 1 }));
  for (const session_id of ['red-1', 'red-2', 'red-3']) keep({ session_id, group: 'red' }, { score: 1, dense: 1 });
  const scores = (session_id: string, pairs: Record<number, number>) =>
    points(session_id, Object.keys(pairs).map(Number), (step) => ({ score: pairs[step]! }));
  scores('red-1', { 0: 0, 10: 2, 20: 0 });
  scores('red-2', { 0: 0, 5: 5, 10: 6, 20: 20 });
  scores('red-3', { 0: NaN, 30: NaN });
  points('red-1', count(1_000), () => ({ dense: 1 }));
  points(
    'red-2',
    count(100).map((index) => index * 10),
    () => ({ dense: 3 }),
  );
  keep({ session_id: 'ranked' }, { loss: 1, even: 1 });
  const ranked = (rank: string, steps: readonly number[], loss: (step: number) => number, others = {}) =>
    points('ranked', steps, (step) => ({ loss: loss(step) }), {
      rank,
      node: `host-${rank}`,
      'label.part': 'a',
      ...others,
    });
  ranked('0', [1, 2, 3], (step) => [1, 2, 3][step - 1]!);
  ranked('2', [1, 2, 3], (step) => [0, 0, 5][step - 1]!);
  ranked('10', [1, 2], (step) => step * 10);
  points('ranked', [1], () => ({ loss: 7 }));
  points('ranked', [1, 2], () => ({ even: 1 }), { rank: '0' });
  points('ranked', [1, 2], () => ({ even: 2 }), { rank: '1' });
  api.reader.rowsKept.push({ ...api.reader.rowsKept.pop()!, milliseconds: START + 9_999_000 });
});
afterAll(() => api.server.stop('test'));

const series = (query: string): Promise<Answer> => call(api, 'GET', `/analytics/series?${query}`);

describe('curves that stand for several', () => {
  it('of a group become one: mean, minimum, maximum and how many at each step; the others stay', async () => {
    const ids = ['red-1', 'red-2', 'red-3', 'single'].map((id) => `session_id=${id}`).join('&');
    const { json } = await series(`${ids}&metric=score&metric=loss&combine=group`);
    expect(seriesAnswerSchema.safeParse(json).error).toBeUndefined();
    expect(json.curves).toHaveLength(2);
    expect(json.curves[0]).toEqual({
      session_id: 'red-1',
      agent_id: 'agent',
      session_name: 'red',
      metric: 'score',
      attempt: null,
      labels: {},
      logged_as: ['score'],
      unit: null,
      combined: {
        by: 'group',
        group: 'red',
        session_ids: ['red-1', 'red-2', 'red-3'],
        ranks: [],
        slowest_rank: null,
      },
      x: [0, 5, 10, 20, 30],
      y: [0, 3, 4, 10, 'NaN'],
      minimum: [0, 1, 2, 0, 'NaN'],
      maximum: [0, 5, 6, 20, 'NaN'],
      count: [2, 2, 2, 2, 0],
      time: [0, 5, 10, 20, 30].map((step) => START + 1_000_000 + step * 1_000),
      total: 9,
      downsampled: false,
    });
    expect(json.curves[1]).toMatchObject({ session_id: 'single', metric: 'loss', combined: null, count: null });
  });

  it('of a group with more steps than points are means of equal parts, in which each run weighs the same', async () => {
    const { json } = await series('session_id=red-1&session_id=red-2&metric=dense&combine=group&points=10');
    const [curve] = json.curves;
    expect(curve).toMatchObject({ total: 1_100, downsampled: true });
    expect(curve.x.length).toBeLessThanOrEqual(10);
    expect(curve.x.length).toBeGreaterThanOrEqual(7);
    for (const [index, x] of curve.x.entries()) {
      expect([curve.minimum[index], curve.maximum[index], curve.count[index]]).toEqual([1, 3, 2]);
      expect([curve.y[index], x >= 0, x <= 999]).toEqual([2, true, true]);
    }
    const byTime = await series(
      'session_id=red-1&session_id=red-2&metric=dense&combine=group&points=10&x=relative_time',
    );
    expect(byTime.json.curves[0]).toMatchObject({ downsampled: true, count: expect.arrayContaining([2]) });
    expect(byTime.json.curves[0].x[0]).toBeGreaterThanOrEqual(1_000);
    expect(byTime.json.curves[0].x.at(-1)).toBeLessThanOrEqual(2_000);
  });

  it('of ranks become one: median, minimum, maximum, and the slowest rank by name', async () => {
    const { json } = await series('session_id=ranked&metric=loss&combine=rank');
    expect(json.curves.map(({ labels }: { labels: object }) => labels)).toEqual([{ part: 'a' }, {}]);
    expect(json.curves[0]).toMatchObject({
      session_id: 'ranked',
      x: [1, 2, 3],
      y: [1, 2, 4],
      minimum: [0, 0, 3],
      maximum: [10, 20, 5],
      count: [3, 3, 2],
      combined: { by: 'rank', group: null, session_ids: ['ranked'], ranks: ['0', '2', '10'], slowest_rank: '10' },
    });
    expect(json.curves[1]).toMatchObject({ combined: null, x: [1], y: [7] });
    const zoomed = (await series('session_id=ranked&metric=loss&combine=rank&x=relative_time&to=1001')).json.curves[0];
    expect(zoomed.combined.slowest_rank).toBe('10');
    const even = (await series('session_id=ranked&metric=even&combine=rank')).json.curves[0];
    expect(even.combined).toMatchObject({ ranks: ['0', '1'], slowest_rank: '1' });
  });
});
