import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  progressAnswerSchema,
  seriesAnswerSchema,
  sessionsAnswerSchema,
  sessionsTableSchema,
  type SessionSummary,
} from '@shadower-training/contract';
import { call, entityOf, startApi, summaryOf, type Answer, type TestApi } from './api.test.support.js';

const START = Date.parse('2026-01-01T00:00:00.000Z');

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  const keep = (
    summary: Partial<SessionSummary> & { session_id: string },
    metrics: Record<string, number | string> = {},
  ): void => void api.reader.entitiesKept.push(entityOf(summaryOf(summary), metrics));
  keep(
    {
      session_id: 'one',
      name: 'First',
      tags: { team: 'search' },
      hyperparameters: { learning_rate: 0.001, optimizer: 'adam', fused: true, layers: '12' },
      training_config: { hyperparameters: {}, dataset: { size: 100 } },
      best_step: 3,
      objective_best: 0.5,
      environment: { gpu_name: 'H100', versions: { torch: '2.9' }, limits: { cpu: 8 } },
    },
    { train_loss: 0.4, eval_loss: 0.5, tokens: 300, cpu_percent: 20, epochs_only: 1, timed: 1 },
  );
  keep(
    {
      session_id: 'two',
      agent_id: 'other',
      state: 'failed',
      error_details: 'CUDA out of memory',
      hyperparameters: { learning_rate: 0.01 },
      started_at: '2026-01-02T00:00:00.000Z',
      completed_at: '2026-01-02T02:00:00.000Z',
      last_news_at: '2026-01-02T02:00:00.000Z',
      attention: { level: 'critical', reason: 'CUDA out of memory' },
    },
    { 'train/loss': 'NaN', flat: 2 },
  );
  keep(
    {
      session_id: 'resumed',
      attempts: [
        {
          attempt: 1,
          started_at: '2026-01-01T00:00:00.000Z',
          ended_at: '2026-01-01T00:10:00.000Z',
          first_step: 0,
          last_step: 9,
          active_hours: 1,
        },
        {
          attempt: 2,
          started_at: '2026-01-01T00:20:00.000Z',
          ended_at: null,
          first_step: 5,
          last_step: 12,
          active_hours: 1,
        },
      ],
    },
    { loss: 1, falling: 1 },
  );
  keep({ session_id: 'foreign', workspace_id: 'elsewhere' });
  const points = (
    session_id: string,
    attempt: number,
    steps: readonly number[],
    fields: (step: number) => Record<string, number>,
    tags = {},
    measurement = 'training_step',
  ): void => {
    for (const step of steps) {
      api.reader.rowsKept.push({
        measurement,
        tags: { workspace_id: 'default', session_id, agent_id: 'agent', attempt: String(attempt), ...tags },
        milliseconds: START + attempt * 1_000_000 + step * 1_000,
        nanoseconds: 0,
        coordinates: { step, epoch: step / 10 },
        fields: fields(step),
      });
    }
  };
  const count = (length: number, from = 0): number[] => Array.from({ length }, (_, index) => index + from);
  points('one', 1, count(5_000), (step) => ({
    train_loss: step === 2_345 ? 99 : step === 4_321 ? NaN : 1 / (step + 1),
  }));
  points('one', 1, [1, 2, 3, 4], (step) => ({ eval_loss: 1 / step, tokens: step * 100 }));
  points('one', 1, [5, 3, 3], () => ({ repeated: 1 }));
  points('one', 1, [1, 2], (step) => ({ cpu_percent: step * 10 }), { 'label.gpu': '0' }, 'training_resource');
  points(
    'one',
    1,
    [1, 2],
    (step) => ({ cpu_percent: step * 20 }),
    { 'label.gpu': '1', rank: '1' },
    'training_resource',
  );
  points('resumed', 1, count(10), (step) => ({ loss: 100 + step, falling: step }));
  points('resumed', 2, count(8, 5), (step) => ({ loss: 200 + step, falling: step - 5 }));
  points('two', 1, [0, 0, 0], () => ({ flat: 2 }));
  const bare = (coordinates: { epoch?: number }, fields: Record<string, number>): void =>
    void api.reader.rowsKept.push({
      measurement: 'training_step',
      tags: { workspace_id: 'default', session_id: 'one', agent_id: 'agent', attempt: '1' },
      milliseconds: START,
      nanoseconds: 0,
      coordinates,
      fields,
    });
  bare({ epoch: 0.5 }, { epochs_only: 1 });
  bare({ epoch: 1 }, { epochs_only: 1 });
  bare({}, { timed: 1 });
  points('one', 1, [3], () => ({ overfitting_score: 0.25 }), {}, 'training_session');
  api.reader.rowsKept.push(
    ...['log', 'log', 'checkpoint'].map((kind, index) => ({
      measurement: 'training_event',
      tags: { workspace_id: 'default', session_id: 'one', agent_id: 'agent', attempt: '1', kind },
      milliseconds: START + index * 1_000,
      nanoseconds: 0,
      coordinates: {},
      fields: { text: `line ${index}`, step: index },
    })),
  );
});
afterAll(() => api.server.stop('test'));

const get = (path: string): Promise<Answer> => call(api, 'GET', `/analytics/${path}`);
const ids = async (query: string): Promise<string[]> =>
  ((await get(`sessions?${query}`)).json.items as SessionSummary[]).map(({ session_id }) => session_id);
const series = (query: string): Promise<Answer> => get(`series?${query}`);

describe('sessions', () => {
  it('are listed newest first, with the workspace`s own only', async () => {
    const { json } = await get('sessions');
    expect(sessionsAnswerSchema.safeParse(json).success).toBe(true);
    expect(json).toMatchObject({ total: 3, next_cursor: null });
    expect(await ids('')).toEqual(['two', 'one', 'resumed']);
    expect(await ids('workspace_id=elsewhere')).toEqual(['foreign']);
  });

  it.each([
    ['state=failed', ['two']],
    ['state=failed&state=running', ['two', 'one', 'resumed']],
    ['agent_id=other', ['two']],
    ['tag=team%3Dsearch', ['one']],
    ['text=fir', ['one']],
    ['where=hyperparameters.learning_rate>=0.001', ['two', 'one']],
    ['where=hyperparameters.learning_rate%3C1e-2', ['one']],
    ['where=hyperparameters.optimizer=adam', ['one']],
    ['where=hyperparameters.fused=true', ['one']],
    ['where=hyperparameters.layers=12', ['one']],
    ['where=hyperparameters.optimizer=null', ['two', 'resumed']],
    ['where=metrics.validation_loss<0.6', ['one']],
    ['where=metrics.training_loss=NaN', ['two']],
    ['where=metrics.training_loss!=1', ['two', 'one']],
    ['where=environment.limits.cpu=8', ['one']],
    ['sort=metrics.training_loss&where=metrics.training_loss!=NaN', ['one', 'resumed']],
    ['sort=-metrics.training_loss&where=metrics.training_loss!=NaN', ['resumed', 'one']],
    ['where=metrics.train%2Floss=NaN', ['two']],
    ['where=attention>=warning', ['two']],
    ['where=started_at>=2026-01-02T00:00:00Z', ['two']],
    ['where=environment.versions.torch=2.9', ['one']],
    ['where=training_config.dataset.size=100', ['one']],
    ['where=hyperparameters.learning_rate>0&where=state!=failed', ['one']],
    ['to=2026-01-01T12:00:00Z', ['one', 'resumed']],
    ['from=2026-01-03T00:00:00Z', ['one', 'resumed']],
    [`from=${Date.parse('2026-01-02T01:00:00Z')}&state=failed`, ['two']],
    ['sort=hyperparameters.learning_rate', ['one', 'two', 'resumed']],
    ['sort=-attention&limit=1', ['two']],
  ])('%s', async (query, expected) => expect(await ids(query)).toEqual(expected));

  it.each([
    ['where=nothing.x=1', 'where[0]'],
    ['where=state=running&where=quality_metrics=1', 'where[1]'],
    ['where=attention=some', 'where[0]'],
    ['where=started_at>soon', 'where[0]'],
    ['where=hyperparameters.=1', 'where[0]'],
    ['where=constructor=1', 'where[0]'],
    ['tag=team', 'tag[0]'],
    ['sort=unknown', 'sort'],
    ['sort=constructor', 'sort'],
  ])('%s is refused by name', async (query, path) => {
    const { status, json } = await get(`sessions?${query}`);
    expect([status, json.error.details[0].path]).toEqual([400, path]);
  });

  it('come in pages; a cursor belongs to its query', async () => {
    const first = (await get('sessions?limit=2')).json;
    expect(first.items).toHaveLength(2);
    const cursor = encodeURIComponent(first.next_cursor);
    const second = (await get(`sessions?limit=2&cursor=${cursor}`)).json;
    expect(second.items.map(({ session_id }: SessionSummary) => session_id)).toEqual(['resumed']);
    for (const wrong of [
      `limit=2&sort=name&cursor=${cursor}`,
      `cursor=${cursor}x`,
      'cursor=2',
      'cursor=%00',
      `cursor=A${cursor.slice(1)}`,
    ]) {
      expect((await get(`sessions?${wrong}`)).json.error.details[0].path).toBe('cursor');
    }
  });

  it('see what was acknowledged: reads settle first', async () => {
    api.writer.settled.length = 0;
    await get('sessions');
    await get('sessions?session_id=one');
    await get('training/one/progress');
    expect(api.writer.settled).toEqual([
      null,
      [{ workspace_id: 'default', session_id: 'one' }],
      [{ workspace_id: 'default', session_id: 'one' }],
    ]);
  });

  it('stand side by side in a table that marks what differs', async () => {
    const { json } = await get('sessions/table?session_id=one&session_id=two');
    expect(sessionsTableSchema.safeParse(json).success).toBe(true);
    const column = (name: string) => json.columns.find((candidate: { name: string }) => candidate.name === name);
    expect(column('hyperparameters.learning_rate')).toMatchObject({
      kind: 'hyperparameter',
      type: 'number',
      differs: true,
    });
    expect(column('metrics.train/loss')).toMatchObject({ kind: 'metric', type: 'number' });
    expect(column('base_model')).toBeUndefined();
    expect(column('started_at')).toMatchObject({ type: 'time' });
    expect(column('resource_usage.gpu_hours')).toBeUndefined();
    const index = json.columns.indexOf(column('environment.versions.torch'));
    expect(json.rows.map((row: unknown[]) => row[index])).toEqual([null, '2.9']);
    for (const row of json.rows) expect(row).toHaveLength(json.columns.length);
    // Every column can be used as a condition.
    for (const { name } of json.columns)
      expect([name, (await get(`sessions?where=${encodeURIComponent(`${name}=null`)}`)).status]).toEqual([name, 200]);
  });

  it('of an agent are its training history', async () => {
    const { json } = await get('agents/agent/training-history?limit=1&include_performance=false');
    expect(json.total).toBe(2);
    expect(json.items[0].quality_metrics).toBeUndefined();
    expect((await get('agents/agent/training-history')).json.items[0].quality_metrics).toBeDefined();
    expect((await get('agents/nobody/training-history')).status).toBe(404);
  });

  it('show their progress', async () => {
    const { json } = await get('training/one/progress');
    expect(progressAnswerSchema.safeParse(json).error).toBeUndefined();
    const { progress_metrics: metrics } = json;
    expect(metrics.training_loss.length).toBeLessThanOrEqual(1_000);
    expect(metrics.training_loss.length).toBe(metrics.training_loss_steps.length);
    expect(metrics.training_loss).toEqual(expect.arrayContaining([99, 'NaN']));
    expect(metrics.validation_loss_steps).toEqual([1, 2, 3, 4]);
    expect(json.predictions).toMatchObject({ final_loss: null, reason: 'no forecast yet' });
    expect(json.log_tail.map(({ text }: { text: string }) => text)).toEqual(['line 0', 'line 1']);
    expect((await get('training/one/progress?include_predictions=false')).json.predictions).toBeNull();
    expect((await get('training/nobody/progress')).json.error.code).toBe('not_found');
    expect((await get('training/foreign/progress')).status).toBe(404);
  });
});

describe('series', () => {
  it('reduce to the points asked for and keep extremes and NaN', async () => {
    const { json } = await series('session_id=one&metric=training_loss&points=50');
    expect(seriesAnswerSchema.safeParse(json).error).toBeUndefined();
    const [curve] = json.curves;
    expect(curve).toMatchObject({
      metric: 'training_loss',
      total: 5_000,
      downsampled: true,
      attempt: null,
      session_name: 'First',
    });
    expect(curve.x.length).toBeLessThanOrEqual(50);
    expect(curve.y).toEqual(expect.arrayContaining([1, 99, 'NaN']));
    expect([curve.x[0], curve.x.at(-1)]).toEqual([0, 4_999]);
  });

  it('join attempts without abandoned tails, or keep them apart', async () => {
    const joined = (await series('session_id=resumed&metric=loss')).json.curves;
    expect(joined).toHaveLength(1);
    expect(joined[0].x).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(joined[0].y.slice(3, 7)).toEqual([103, 104, 205, 206]);
    const separate = (await series('session_id=resumed&metric=loss&attempts=separate')).json.curves;
    expect(separate.map(({ attempt, x }: { attempt: number; x: number[] }) => [attempt, x.length])).toEqual([
      [1, 10],
      [2, 8],
    ]);
    const byTime = (await series('session_id=resumed&metric=loss&x=time')).json.curves;
    expect(byTime[0].y).toHaveLength(13);
  });

  it('have every axis', async () => {
    const first = async (query: string) =>
      (await series(`session_id=one&metric=validation_loss&${query}`)).json.curves[0].x;
    expect(await first('x=epoch')).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(await first('x=time&to=9999999999999')).toEqual(
      [1, 2, 3, 4].map((step) => START + 1_000_000 + step * 1_000),
    );
    expect(await first('x=relative_time')).toEqual([1_001, 1_002, 1_003, 1_004]);
    expect(await first('x=relative_time&from=1002&to=1003')).toEqual([1_002, 1_003]);
    expect(await first('x=metric&x_metric=tokens')).toEqual([100, 200, 300, 400]);
    expect(await first('x=metric&x_metric=tokens&from=150&to=300')).toEqual([200, 300]);
    expect(await first('from=2&to=3')).toEqual([2, 3]);
  });

  it('refuse an axis that falls, and say where', async () => {
    const { status, json } = await series('session_id=one&metric=validation_loss&x=metric&x_metric=eval_loss');
    expect([status, json.error.details[0].path]).toEqual([400, 'x_metric']);
    expect(json.error.message).toMatch(/falls from 1 to 0.5 at step 2 of session one/);
    expect((await series('session_id=resumed&metric=loss&x=metric&x_metric=falling')).status).toBe(400);
    expect((await series('session_id=one&metric=loss&x=metric')).json.error.details).toEqual([
      { path: 'x_metric', problem: 'is required when x is metric' },
    ]);
  });

  it('name what values were logged as', async () => {
    expect((await series('session_id=one&metric=training_loss')).json.curves[0]).toMatchObject({
      metric: 'training_loss',
      logged_as: ['train_loss'],
      combined: null,
      minimum: null,
      maximum: null,
      count: null,
    });
  });

  it('fall back to time where all steps are equal, but not where a range leaves one step', async () => {
    const { json } = await series('session_id=two&metric=flat');
    expect(json).toMatchObject({ x: 'time', curves: [{ total: 3 }] });
    expect(json.notices[0].text).toContain('time is on the x-axis');
    expect((await series('session_id=one&metric=validation_loss&from=2&to=2')).json.x).toBe('step');
  });

  it('fall back to epochs, or to time, where there are no steps', async () => {
    const byEpoch = (await series('session_id=one&metric=epochs_only')).json;
    expect(byEpoch).toMatchObject({ x: 'step', curves: [{ x: [0.5, 1] }] });
    expect(byEpoch.notices[0].text).toContain('its epochs are on the x-axis');
    expect((await series('session_id=one&metric=timed')).json).toMatchObject({ x: 'time', curves: [{ x: [START] }] });
    expect((await series('session_id=one&metric=validation_loss&from=500&to=600')).json).toEqual({
      x: 'step',
      curves: [],
      notices: [],
    });
  });

  it('say what is missing', async () => {
    const { json } = await series(
      'session_id=one&session_id=two&session_id=ghost&metric=validation_loss&metric=nothing',
    );
    expect(json.notices.map(({ text }: { text: string }) => text)).toEqual([
      'unknown sessions are left out: ghost',
      '1 of 2 sessions have no metric validation_loss',
      'no session has a metric nothing',
    ]);
    expect((await series('session_id=ghost&metric=loss')).status).toBe(404);
    expect((await series('session_id=foreign&metric=loss')).status).toBe(404);
    expect((await series('')).json.error.details.map(({ path }: { path: string }) => path)).toEqual([
      'session_id',
      'metric',
    ]);
  });

  it('filter by labels, and carry them', async () => {
    const query = 'session_id=one&metric=cpu_percent&kind=resources';
    const all = (await series(query)).json.curves;
    expect(all.map(({ labels }: { labels: object }) => labels)).toEqual([{ gpu: '0' }, { gpu: '1', rank: '1' }]);
    expect(all[0].unit).toBe('percent');
    expect((await series(`${query}&labels[gpu]=1`)).json.curves[0].y).toEqual([20, 40]);
    expect((await series(`${query}&labels[rank]=1`)).json.curves).toHaveLength(1);
  });

  it('of scores have their history and unit', async () => {
    const { json } = await series('session_id=one&metric=overfitting_score&kind=scores');
    expect(json.curves[0]).toMatchObject({ x: [3], y: [0.25], unit: 'ratio' });
  });

  it('are asked for by body alike, within limits', async () => {
    const body = { session_id: ['one'], metric: ['validation_loss'], x: 'epoch' };
    expect((await call(api, 'POST', '/analytics/series', { body })).json.curves[0].x).toHaveLength(4);
    const many = Array.from({ length: 201 }, (_, index) => `s${index}`);
    const { json } = await call(api, 'POST', '/analytics/series', {
      body: { session_id: many, metric: many.slice(0, 51) },
    });
    expect(json.error.details).toEqual([
      { path: 'session_id', problem: 'must have at most 200 entries' },
      { path: 'metric', problem: 'must have at most 50 entries' },
    ]);
  });

  it('come compressed when asked for', async () => {
    for (const [accepted, encoding] of [
      ['gzip, br', 'br'],
      ['gzip', 'gzip'],
      ['br;q=0, gzip', 'gzip'],
      ['identity', undefined],
    ] as const) {
      const answer = await call(api, 'GET', '/analytics/series?session_id=one&metric=training_loss', {
        headers: { 'Accept-Encoding': accepted },
      });
      expect([accepted, answer.headers['content-encoding']]).toEqual([accepted, encoding]);
    }
  });
});

describe('lists and events', () => {
  it('list workspaces, agents, metrics and tags', async () => {
    expect((await get('workspaces')).json.items).toEqual([
      { workspace_id: 'default', sessions: 3 },
      { workspace_id: 'elsewhere', sessions: 1 },
    ]);
    expect((await get('agents')).json.items[0]).toEqual({
      agent_id: 'other',
      sessions: 1,
      last_started_at: '2026-01-02T00:00:00.000Z',
    });
    expect((await get('metrics?session_id=one')).json.items).toContainEqual({
      name: 'cpu_percent',
      kind: 'resources',
      unit: 'percent',
      sessions: 1,
    });
    expect((await get('tags')).json.items).toEqual([{ name: 'team', values: ['search'] }]);
  });

  it('list fields with their types, and the values that sessions have in one', async () => {
    const { items, looked_at } = (await get('fields')).json;
    expect(looked_at).toBe(3);
    const field = (name: string) => items.find((item: { field: string }) => item.field === name);
    expect(field('hyperparameters.learning_rate')).toEqual({
      field: 'hyperparameters.learning_rate',
      kind: 'hyperparameter',
      type: 'number',
      unit: null,
      sessions: 2,
    });
    expect(field('metrics.training_loss')).toMatchObject({ kind: 'metric', type: 'number', sessions: 3 });
    expect(field('metrics.train_loss')).toMatchObject({ sessions: 1 });
    expect(field('started_at')).toMatchObject({ type: 'time', sessions: 3 });
    expect(field('hyperparameters.fused')).toMatchObject({ type: 'boolean' });
    expect(field('tags.team')).toMatchObject({ kind: 'tag', type: 'string' });
    expect(field('environment.limits.cpu')).toMatchObject({ kind: 'environment', type: 'number' });

    const values = async (query: string) => (await get(`field-values?${query}`)).json;
    expect(await values('field=hyperparameters.learning_rate')).toEqual({
      items: expect.arrayContaining([
        { value: '0.001', sessions: 1 },
        { value: '0.01', sessions: 1 },
      ]),
      truncated: false,
    });
    expect((await values('field=metrics.training_loss&state=failed')).items).toEqual([{ value: 'NaN', sessions: 1 }]);
    expect((await values('field=attention')).items).toEqual([
      { value: 'none', sessions: 2 },
      { value: 'critical', sessions: 1 },
    ]);
    expect((await values('field=started_at&session_id=two')).items[0].value).toBe('2026-01-02T00:00:00.000Z');
    expect((await values('field=hyperparameters.fused')).items).toEqual([{ value: 'true', sessions: 1 }]);
    expect(await values('field=tags.nothing')).toEqual({ items: [], truncated: false });
    expect(await values('field=session_id&limit=2')).toMatchObject({ items: { length: 2 }, truncated: true });
    expect((await values('field=nothing.x')).error.details[0].path).toBe('field');
    expect((await values('')).error.details[0].path).toBe('field');
  });

  it('offer only fields whose every value a condition finds', async () => {
    const { items } = (await get('fields?session_id=one')).json;
    expect(items.length).toBeGreaterThan(20);
    for (const { field } of items) {
      const [first] = (await get(`field-values?session_id=one&field=${encodeURIComponent(field)}`)).json.items;
      const where = encodeURIComponent(`${field}=${first.value}`);
      expect([field, await ids(`where=${where}`)]).toEqual([field, expect.arrayContaining(['one'])]);
    }
  });

  it('tell what was sent and what follows from it, in order', async () => {
    const kinds = async (query: string) =>
      (await get(`events?${query}`)).json.items.map(({ kind }: { kind: string }) => kind);
    expect(await kinds('session_id=one')).toEqual(['start', 'checkpoint', 'best']);
    expect(await kinds('session_id=resumed')).toEqual(['start', 'resume']);
    expect(await kinds('session_id=two')).toEqual(['start', 'failure']);
    expect(await kinds('session_id=one&kind=log')).toEqual(['log', 'log']);
    expect(await kinds('from=2026-01-02T00:00:00Z')).toEqual(['failure']);
  });

  it('tell who the exporter is', async () => {
    expect((await get('status')).json).toMatchObject({
      name: 'shadower-training-exporter',
      store: 'embedded',
      workspace_id: null,
    });
    api.writer.failure = new Error('dead');
    expect((await call(api, 'GET', '/readyz')).status).toBe(503);
    api.writer.failure = null;
    expect((await call(api, 'GET', '/readyz')).json).toEqual({ status: 'ready' });
  });
});
