import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CoreApp, LoadingState, type DataFrame, type DataQueryResponse } from '@grafana/data';
import type { SeriesAnswer } from '@shadower-training/contract';
import type { Subscription } from 'rxjs';
import { exampleCurve, examplePoints, exampleSession } from '../frames/testing';
import { HUB_TIMES } from './live/hub';
import type { TrainingQuery } from './query';
import { ASK_AGAIN_AFTER, ASK_SELDOM_AFTER } from './run/follow';
import { exampleDatasource, exampleRequest, playedExporter, type Answers } from './testing';

const SESSIONS = '/analytics/sessions';
const SERIES = '/analytics/series';
const pageOf = (...items: object[]) => ({ items, next_cursor: null, total: items.length });
const seriesOf = (...curves: SeriesAnswer['curves']): SeriesAnswer => ({ x: 'step', curves, notices: [] });
const HELLO = { version: '1', schema_version: 1, exporter_id: 'one' };

let subscriptions: Subscription[] = [];

/** Runs queries and collects what a panel would get. */
function run(targets: Parameters<typeof exampleRequest>[0], answers: Answers, variables = {}) {
  const exporter = playedExporter(answers, variables);
  const datasource = exampleDatasource();
  const responses: DataQueryResponse[] = [];
  const subscription = datasource.query(exampleRequest(targets)).subscribe((response) => responses.push(response));
  subscriptions.push(subscription);
  const frames = () => (responses.at(-1)?.data ?? []) as DataFrame[];
  const values = (name: string) => frames()[0]?.fields.find((field) => field.name === name)?.values;
  return { exporter, datasource, responses, subscription, frames, values };
}

/** The stream opens, says hello, and everybody has asked again. */
function connect(exporter: ReturnType<typeof playedExporter>) {
  jest.advanceTimersByTime(HUB_TIMES.settle);
  exporter.say('hello', HELLO);
  jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
}

describe('TrainingDatasource', () => {
  beforeEach(() => void jest.useFakeTimers({ now: Date.parse('2026-09-01T10:05:00Z') }));
  afterEach(() => {
    subscriptions.forEach((subscription) => subscription.unsubscribe());
    subscriptions = [];
    jest.runOnlyPendingTimers();
    jest.useRealTimers();
  });

  it('answers several queries in one response under one key', () => {
    const { responses } = run([{ kind: 'sessions' }, { kind: 'events' }, { kind: 'table', hide: true }], {
      [SESSIONS]: pageOf(exampleSession()),
      '/analytics/events': { items: [] },
    });
    expect(responses.at(-1)).toMatchObject({ key: 'Q1', state: LoadingState.Streaming });
    expect(responses.at(-1)?.data.map(({ refId, name }: DataFrame) => [refId, name])).toEqual([
      ['A', 'sessions'],
      ['B', 'events'],
    ]);
  });

  it('keeps sessions current by the stream, and a row that did not change as it was', () => {
    const other = exampleSession({ session_id: 'session-2' });
    const { exporter, responses, values } = run([{ kind: 'sessions' }], {
      [SESSIONS]: pageOf(exampleSession(), other),
    });
    connect(exporter);
    const sparkline = values('sparkline')?.[1];
    exporter.say('sessions', {
      sessions: [exampleSession({ state: 'completed' }), exampleSession({ session_id: 'session-3' })],
    });
    jest.advanceTimersByTime(HUB_TIMES.batch);
    expect(values('session_id')).toEqual(['session-3', 'session-1', 'session-2']);
    expect(values('state')).toEqual(['running', 'completed', 'running']);
    expect(values('sparkline')?.[2]).toBe(sparkline);
    expect(new Set(responses.map(({ key }) => key)).size).toBe(1);
  });

  it('grows curves by points and changes marks by sessions, asking nothing', () => {
    const answers = { [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) };
    const { exporter, frames, values } = run(
      [{ kind: 'series', sessions: ['session-1'], metrics: ['validation_loss'] }],
      answers,
    );
    connect(exporter);
    const asked = exporter.requests.length;
    exporter.say('points', { series: [examplePoints()], skipped: false });
    exporter.say('sessions', { sessions: [exampleSession({ best_step: 3, values: 101 })] });
    jest.advanceTimersByTime(HUB_TIMES.batch);
    expect(values('step')).toEqual([0, 1, 2, 3]);
    expect(values('validation_loss')).toEqual([1, 0.5, NaN, 0.4]);
    expect(frames()[0]?.meta?.custom).toMatchObject({ best: { x: 3 } });
    jest.advanceTimersByTime(60_000);
    expect(exporter.requests.length).toBe(asked);
  });

  it('subscribes to the sessions and metrics of its curves', () => {
    const answers = { [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) };
    const { exporter } = run([{ kind: 'series', metrics: ['validation_loss'] }], answers);
    connect(exporter);
    expect(exporter.asked('/analytics/live').at(-1)?.url).toBe(
      '/base/analytics/live?session_id=session-1&metric=validation_loss',
    );
    expect(exporter.asked(SERIES)[0]?.url).toContain('points=1000');
  });

  it('asks for the series again when the stream left something out, and after a break', () => {
    const answers = { [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) };
    const { exporter } = run([{ kind: 'series', sessions: ['session-1'], metrics: ['validation_loss'] }], answers);
    connect(exporter);
    const before = exporter.asked(SERIES).length;
    exporter.say('points', { series: [], skipped: true });
    jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
    expect(exporter.asked(SERIES)).toHaveLength(before + 1);
    exporter.breakStream();
    jest.advanceTimersByTime(1_000);
    connect(exporter);
    expect(exporter.asked(SERIES)).toHaveLength(before + 2);
  });

  it('grows curves that are logged under another name', () => {
    const answers = {
      [SESSIONS]: pageOf(exampleSession()),
      [SERIES]: seriesOf(exampleCurve({ metric: 'training_loss', logged_as: ['loss'] })),
    };
    const { exporter, values } = run(
      [{ kind: 'series', sessions: ['session-1'], metrics: ['training_loss'] }],
      answers,
    );
    connect(exporter);
    const before = exporter.requests.length;
    exporter.say('points', { series: [examplePoints({ metric: 'loss' })], skipped: false });
    jest.advanceTimersByTime(60_000);
    expect(values('step')).toEqual([0, 1, 2, 3]);
    expect(exporter.requests).toHaveLength(before);
  });

  it('asks once whether a new name is that of a metric which has no curve yet', () => {
    const answers = { [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) };
    const { exporter } = run(
      [{ kind: 'series', sessions: ['session-1'], metrics: ['validation_loss', 'training_loss'] }],
      answers,
    );
    connect(exporter);
    const before = exporter.asked(SERIES).length;
    for (let second = 0; second < 10; second++) {
      exporter.say('points', { series: [examplePoints({ metric: 'loss' })], skipped: false });
      jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
    }
    expect(exporter.asked(SERIES)).toHaveLength(before + 1);
  });

  it('asks again for the curves of a session that was resumed, and of one that has ended', () => {
    const answers = { [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) };
    const { exporter } = run([{ kind: 'series', sessions: ['session-1'], metrics: ['validation_loss'] }], answers);
    connect(exporter);
    const before = exporter.asked(SERIES).length;
    const [attempt] = exampleSession().attempts;
    exporter.say('sessions', { sessions: [exampleSession({ attempts: [attempt!, { ...attempt!, attempt: 2 }] })] });
    jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
    expect(exporter.asked(SERIES)).toHaveLength(before + 1);
    exporter.say('sessions', { sessions: [exampleSession({ state: 'completed' })] });
    jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
    expect(exporter.asked(SERIES)).toHaveLength(before + 2);
  });

  it('asks by itself again after a failure that may pass, and not after one that does not', () => {
    const answers: Answers = { [SESSIONS]: pageOf(exampleSession()) };
    const { exporter } = run([{ kind: 'sessions' }], answers);
    connect(exporter);
    answers[SESSIONS] = 500;
    exporter.say('points', { series: [], skipped: true });
    exporter.breakStream();
    jest.advanceTimersByTime(1_000);
    exporter.say('hello', HELLO);
    jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
    const failed = exporter.asked(SESSIONS).length;
    answers[SESSIONS] = pageOf(exampleSession());
    jest.advanceTimersByTime(5_000);
    expect(exporter.asked(SESSIONS).length).toBe(failed + 1);
    jest.advanceTimersByTime(60_000);
    expect(exporter.asked(SESSIONS).length).toBe(failed + 1);
  });

  it('shows the error and goes on once the exporter is back', () => {
    const answers: Answers = { [SESSIONS]: 502 };
    const { exporter, responses, values } = run([{ kind: 'sessions' }], answers);
    expect(responses.at(-1)).toMatchObject({
      state: LoadingState.Error,
      errors: [{ refId: 'A', message: expect.stringMatching(/does not answer/) }],
    });
    answers[SESSIONS] = pageOf(exampleSession());
    connect(exporter);
    expect(responses.at(-1)?.errors).toBeUndefined();
    expect(values('session_id')).toEqual(['session-1']);
  });

  it('keeps what it had when a later question fails', () => {
    const answers: Answers = { [SESSIONS]: pageOf(exampleSession()) };
    const { exporter, responses, values } = run([{ kind: 'sessions' }], answers);
    answers[SESSIONS] = 502;
    connect(exporter);
    expect(responses.at(-1)?.state).toBe(LoadingState.Error);
    expect(values('session_id')).toEqual(['session-1']);
  });

  it('opens one stream for many panels, and closes it when they are gone', () => {
    const exporter = playedExporter({ [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) });
    const datasource = exampleDatasource();
    const panels = Array.from({ length: 12 }, (_, index) => {
      const kind = index % 2 ? ('sessions' as const) : ('series' as const);
      return datasource.query(exampleRequest([{ kind, metrics: ['validation_loss'] }])).subscribe();
    });
    connect(exporter);
    expect(exporter.streams()).toBe(1);
    panels.forEach((panel) => panel.unsubscribe());
    jest.advanceTimersByTime(HUB_TIMES.linger);
    expect(exporter.streams()).toBe(0);
  });

  it('completes where it does not follow the stream', () => {
    const { subscription, responses, exporter } = run([{ kind: 'sessions', live: false }], {
      [SESSIONS]: pageOf(exampleSession()),
    });
    expect(subscription.closed).toBe(true);
    expect(responses.at(-1)?.state).toBe(LoadingState.Done);
    jest.advanceTimersByTime(10_000);
    expect(exporter.streams()).toBe(0);
  });

  it('lists sessions that overlap the range, and chosen ones whenever they were', () => {
    const { exporter } = run(
      [
        { kind: 'sessions', agents: ['$agent'] },
        { kind: 'sessions', sessions: ['$session'] },
      ],
      { [SESSIONS]: pageOf() },
      { agent: 'one', session: ['a', 'b'] },
    );
    const [list, chosen] = exporter.asked(SESSIONS).map(({ url }) => url);
    expect(list).toMatch(/agent_id=one&from=\d+&limit=100$/);
    expect(chosen).toMatch(/\?session_id=a&session_id=b&limit=1000$/);
  });

  it('narrows every kind by the ad-hoc filters of the dashboard, and says which it can not apply', () => {
    const exporter = playedExporter({ [SESSIONS]: pageOf(exampleSession()), '/analytics/events': { items: [] } });
    const responses: DataQueryResponse[] = [];
    const request = {
      ...exampleRequest([
        { kind: 'sessions', where: ['a=1'] },
        { kind: 'events', sessions: ['session-1'] },
      ]),
      filters: [
        { key: 'tags.team', operator: '=|', value: 'x', values: ['x', 'y'] },
        { key: 'name', operator: '=~', value: '.*' },
      ],
    };
    subscriptions.push(
      exampleDatasource()
        .query(request)
        .subscribe((response) => responses.push(response)),
    );
    const [list, ofEvents] = exporter.asked(SESSIONS).map(({ url }) => decodeURIComponent(url));
    expect(list).toContain('where=a=1&where=tags.team=|x|y');
    expect(ofEvents).toContain('session_id=session-1&where=tags.team=|x|y');
    const [frame] = responses.at(-1)?.data as DataFrame[];
    expect(frame?.meta?.notices?.[0]?.text).toMatch(/name =~ .* is not applied/);
  });

  it('offers fields as keys of filters, grouped, and their values', async () => {
    const exporter = playedExporter({
      '/analytics/fields': {
        items: [
          { field: 'hyperparameters.learning_rate', kind: 'hyperparameter', type: 'number', unit: null, sessions: 2 },
          { field: 'tags.team', kind: 'tag', type: 'string', unit: null, sessions: 2 },
        ],
      },
      '/analytics/field-values': {
        items: [
          { value: '10', sessions: 2 },
          { value: '9', sessions: 1 },
        ],
      },
    });
    const datasource = exampleDatasource();
    await expect(datasource.getTagKeys()).resolves.toEqual({
      data: [
        { text: 'tags.team', value: 'tags.team', group: 'Tags' },
        { text: 'hyperparameters.learning_rate', value: 'hyperparameters.learning_rate', group: 'Hyperparameters' },
      ],
    });
    const key = 'hyperparameters.learning_rate';
    const filters = [
      { key, operator: '=', value: '3' },
      { key: 'state', operator: '!=', value: 'failed' },
    ];
    const { data } = await datasource.getTagValues({ key, filters });
    expect(data.map(({ value }) => value)).toEqual(['9', '10']);
    expect(decodeURIComponent(exporter.requests.at(-1)?.url ?? '')).toMatch(/where=state!=failed&field=hyper/);
  });

  it('says in a panel that the exporter speaks another schema', () => {
    const status = {
      name: 'shadower-training-exporter',
      version: '9',
      store: 'embedded',
      workspace_id: 'w',
      scopes: [],
    };
    const { responses, values } = run([{ kind: 'sessions' }], {
      [SESSIONS]: pageOf(exampleSession()),
      '/analytics/status': { ...status, schema_version: 2 },
    });
    expect(responses.at(-1)).toMatchObject({
      state: LoadingState.Error,
      errors: [{ message: expect.stringMatching(/schema 2.*Update the plugin/) }],
    });
    expect(values('session_id')).toEqual(['session-1']);
  });

  it('says that a variable is unknown where a query is run without its dashboard', () => {
    const { frames } = run([{ kind: 'sessions', sessions: ['$session'] }], { [SESSIONS]: pageOf() });
    expect(frames()[0]?.meta?.notices?.[0]?.text).toMatch(/\$session is no variable here/);
  });

  it('groups a table by what the dashboard groups by', () => {
    const columns = ['session_id', 'tags.team', 'metrics.loss'].map((name, index) => ({
      ...{ name, kind: ['identity', 'tag', 'metric'][index], type: index === 2 ? 'number' : 'string' },
      ...{ unit: null, differs: true },
    }));
    playedExporter({
      '/analytics/sessions/table': {
        columns,
        rows: [
          ['a', 'x', 1],
          ['b', 'x', 3],
        ],
        next_cursor: null,
        total: 2,
      },
    });
    const responses: DataQueryResponse[] = [];
    const request = { ...exampleRequest([{ kind: 'table' }]), groupByKeys: ['tags.team'] };
    exampleDatasource()
      .query(request)
      .subscribe((response) => responses.push(response));
    const [frame] = responses.at(-1)?.data as DataFrame[];
    expect(frame?.fields.map(({ name, values }) => [name, ...values])).toEqual([
      ['tags.team', 'x'],
      ['sessions', 2],
      ['metrics.loss mean', 2],
      ['metrics.loss minimum', 1],
      ['metrics.loss maximum', 3],
    ]);
  });

  it('tells what is cut, in a notice', () => {
    const { frames } = run([{ kind: 'sessions' }], { [SESSIONS]: { ...pageOf(exampleSession()), total: 900 } });
    expect(frames()[0]?.meta?.notices?.[0]?.text).toMatch(/1 of 900 sessions/);
  });

  it('answers a typed empty frame where there is no session', () => {
    const { frames, exporter } = run([{ kind: 'series', metrics: ['training_loss'] }], { [SESSIONS]: pageOf() });
    expect(frames()[0]?.fields.map(({ name }) => name)).toEqual(['step', 'time', 'training_loss']);
    expect(exporter.asked(SERIES)).toHaveLength(0);
  });

  it.each(['session', 'log', 'configuration'] as const)('asks for a session where none is chosen: %s', (part) => {
    const { frames, exporter } = run([{ kind: 'progress', part }], {});
    expect(frames()).toMatchObject([
      { length: 0, meta: { notices: [{ text: expect.stringMatching(/^No session/) }] } },
    ]);
    expect(exporter.requests.filter(({ url }) => url.includes('/training/'))).toEqual([]);
  });

  it('adds the values of curves as a table in Explore, below the plot', () => {
    playedExporter({ [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) });
    const responses: DataQueryResponse[] = [];
    const request = { ...exampleRequest([{ kind: 'series', metrics: ['validation_loss'] }]), app: CoreApp.Explore };
    subscriptions.push(
      exampleDatasource()
        .query(request)
        .subscribe((response) => responses.push(response)),
    );
    const [curve, table] = responses.at(-1)?.data as DataFrame[];
    expect(curve?.meta?.preferredVisualisationPluginId).toBe('shadower-lossplot-panel');
    expect(table?.meta?.preferredVisualisationPluginId).toBe('table');
    expect(table?.fields.map(({ name }) => name)).toEqual(['session', 'step', 'time', 'validation_loss']);
  });

  it.each([
    ['timeseries', true],
    ['table', undefined],
  ])('hides the x of curves from a %s: %p', (panelPluginId, isHidden) => {
    playedExporter({ [SESSIONS]: pageOf(exampleSession()), [SERIES]: seriesOf(exampleCurve()) });
    const responses: DataQueryResponse[] = [];
    const request = { ...exampleRequest([{ kind: 'series', metrics: ['validation_loss'] }]), panelPluginId };
    subscriptions.push(
      exampleDatasource()
        .query(request)
        .subscribe((response) => responses.push(response)),
    );
    const [curve] = responses.at(-1)?.data as DataFrame[];
    expect(curve?.fields[0]).toMatchObject({ name: 'step', config: { displayNameFromDS: 'step' } });
    expect(curve?.fields[0]?.config.custom?.hideFrom.viz).toBe(isHidden);
  });

  it.each<[string, Partial<TrainingQuery>, string]>([
    ['rows', { kind: 'table' }, '/analytics/sessions/table'],
    ['groups', { kind: 'table', view: 'groups', groupBy: ['agent_id'] }, '/analytics/sessions/table'],
    ['differences', { kind: 'table', view: 'diff', sessions: ['session-1'] }, SESSIONS],
    ['events', { kind: 'events' }, '/analytics/events'],
  ])('asks for %s again after a break, and seldom while sessions change', (_, query, path) => {
    const { exporter } = run([query], {
      [SESSIONS]: pageOf(exampleSession()),
      '/analytics/events': { items: [] },
      '/analytics/sessions/table': { columns: [], rows: [], next_cursor: null, total: 0 },
    });
    connect(exporter);
    const asked = () => exporter.asked(path).length;
    const before = asked();
    exporter.say('sessions', { sessions: [exampleSession({ values: 101 })] });
    jest.advanceTimersByTime(HUB_TIMES.batch + ASK_AGAIN_AFTER);
    expect(asked()).toBe(before);
    jest.advanceTimersByTime(ASK_SELDOM_AFTER);
    expect(asked()).toBe(before + 1);
    exporter.breakStream();
    jest.advanceTimersByTime(1_000);
    connect(exporter);
    expect(asked()).toBeGreaterThan(before + 1);
  });

  it('answers annotations once: Grafana asks again by itself', () => {
    const request = exampleRequest([{ kind: 'events' }]);
    request.scopedVars = { __annotation: { text: '', value: {} } };
    playedExporter({ '/analytics/events': { items: [] } });
    const responses: DataQueryResponse[] = [];
    let hasEnded = false;
    subscriptions.push(
      exampleDatasource()
        .query(request)
        .subscribe({ next: (response) => responses.push(response), complete: () => (hasEnded = true) }),
    );
    expect(responses.at(-1)?.state).toBe(LoadingState.Done);
    expect(hasEnded).toBe(true);
  });

  it('calls the sessions of events by their names', () => {
    const event = { session_id: 'session-1', kind: 'best', time: '2026-09-01T10:01:00Z', step: 1, attempt: 1 };
    const { values, exporter } = run([{ kind: 'events' }], {
      [SESSIONS]: pageOf(exampleSession()),
      '/analytics/events': { items: [{ ...event, title: null, text: null }] },
    });
    expect(values('session')).toEqual(['first']);
    expect(exporter.asked(SESSIONS)[0]?.url).toContain('session_id=session-1');
  });

  it('names only as many sessions of a table as fit into an address, and says so', () => {
    const sessions = Array.from({ length: 300 }, (_, index) => `session-${index}`);
    const { frames, exporter } = run([{ kind: 'table', sessions }], {
      '/analytics/sessions/table': { columns: [], rows: [], next_cursor: null, total: 0 },
    });
    expect(exporter.asked('/analytics/sessions/table')[0]?.url.match(/session_id=/g)).toHaveLength(100);
    expect(frames()[0]?.meta?.notices?.[0]?.text).toMatch(/^Only the first 100 of 300/);
  });

  it('does not send what can not be answered', () => {
    const datasource = exampleDatasource();
    expect(datasource.filterQuery({ refId: 'A', kind: 'series', x: 'metric' })).toBe(false);
    expect(datasource.filterQuery({ refId: 'A', kind: 'series' })).toBe(true);
  });

  it('tests the connection by the exporter itself', async () => {
    playedExporter({
      '/analytics/status': {
        name: 'shadower-training-exporter',
        version: '9',
        schema_version: 1,
        store: 'embedded',
        workspace_id: 'w',
        scopes: ['read'],
      },
    });
    await expect(exampleDatasource({ url: 'http://exporter' }).testDatasource()).resolves.toEqual({
      status: 'success',
      message: 'Exporter 9, schema 1, embedded store, workspace w',
    });
    playedExporter({ '/analytics/status': 502 });
    await expect(exampleDatasource({ url: 'http://exporter' }).testDatasource()).resolves.toMatchObject({
      status: 'error',
    });
  });
});
