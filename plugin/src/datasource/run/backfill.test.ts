/**
 * Whatever breaks between exporter and panel, and whenever: in the end a panel shows what the exporter would answer, no
 * point missing and none twice. The exporter is played, the clock is the test's.
 */
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Curve, LivePointsOfSeries, SeriesAxis, SessionSummary } from '@shadower-training/contract';
import fc from 'fast-check';
import { Observable, Subject } from 'rxjs';
import { exampleCurve, exampleSession } from '../../frames/testing';
import type { ExporterClient } from '../client/client';
import type { LiveEvent } from '../live/events';
import { LiveHub } from '../live/hub';
import type { QueryAnswer } from './answer';
import type { RunContext } from './context';
import { runSeries } from './series';

interface Logged {
  attempt: number;
  step: number;
  epoch: number;
  time: number;
  value: number;
}

const AWAY = { status: 502, data: '', config: { url: '' } };

/** One session that logs one metric, as the exporter keeps and answers it. */
class PlayedExporter {
  readonly points: Logged[] = [];
  attempts = [{ attempt: 1, first_step: null as number | null }];
  state: SessionSummary['state'] = 'running';
  isAway = false;
  /** Milliseconds from reading to answering. */
  delay = 0;
  asked = 0;
  private stream: Subject<LiveEvent> | null = null;
  private unsent: Logged[] = [];
  private starts = 0;

  constructor(private readonly budget: number) {}

  log(point: Omit<Logged, 'attempt' | 'value' | 'time'>, value: number, time = Date.now()): void {
    const attempt = this.attempts.at(-1)!;
    attempt.first_step = Math.min(attempt.first_step ?? Infinity, point.step);
    const logged = { ...point, attempt: attempt.attempt, value, time };
    this.points.push(logged);
    if (this.stream) this.unsent.push(logged);
  }

  resume(): void {
    this.attempts = [...this.attempts, { attempt: this.attempts.length + 1, first_step: null }];
  }

  summary(): SessionSummary {
    const [attempt] = exampleSession().attempts;
    const attempts = this.attempts.map((each) => ({ ...attempt!, ...each }));
    return exampleSession({ state: this.state, attempts, values: this.points.length });
  }

  /** Sends what waits; `skipped` loses the points and says so. */
  flush(skipped = false): void {
    const sent = this.unsent;
    this.unsent = [];
    this.stream?.next({ event: 'sessions', data: { sessions: [this.summary()] } });
    if (skipped) this.stream?.next({ event: 'points', data: { series: [], skipped: true } });
    else if (sent.length) this.stream?.next({ event: 'points', data: { series: seriesOf(sent), skipped: false } });
  }

  break(): void {
    this.unsent = [];
    const { stream } = this;
    this.stream = null;
    stream?.complete();
  }

  openStream(): Observable<LiveEvent> {
    return new Observable((subscriber) => {
      if (this.isAway) {
        subscriber.error(AWAY);
        return;
      }
      const stream = new Subject<LiveEvent>();
      const subscription = stream.subscribe(subscriber);
      this.stream = stream;
      this.unsent = [];
      this.starts += 1;
      const data = { version: '1', schema_version: 1, exporter_id: String(this.starts) };
      stream.next({ event: 'hello', data });
      return () => {
        subscription.unsubscribe();
        if (this.stream === stream) this.stream = null;
      };
    });
  }

  /** The curve as the exporter answers it. */
  curve(axis: SeriesAxis): Curve {
    const counted = this.points.filter(({ attempt, step }) =>
      this.attempts.every((later) => later.attempt <= attempt || step < (later.first_step ?? Infinity)),
    );
    const byAttempt = counted.toSorted((left, right) => left.attempt - right.attempt);
    const xOf = (point: Logged) => (axis === 'step' ? point.step : axis === 'epoch' ? point.epoch : point.time);
    const ordered = byAttempt.toSorted((left, right) => xOf(left) - xOf(right));
    const kept = axis === 'step' ? ordered.filter((p, index) => p.step !== ordered[index + 1]?.step) : ordered;
    const stride = Math.ceil(kept.length / this.budget);
    const shown = kept.filter((_, index) => index % stride === 0 || index === kept.length - 1);
    return exampleCurve({
      x: shown.map(xOf),
      y: shown.map(({ value }) => value),
      time: shown.map(({ time }) => time),
      total: kept.length,
      downsampled: stride > 1,
    });
  }

  client(): ExporterClient {
    const answer = <Answer>(read: () => Answer) =>
      new Observable<Answer>((subscriber) => {
        this.asked += 1;
        if (this.isAway) {
          subscriber.error(AWAY);
          return;
        }
        const read_ = read();
        const timer = setTimeout(() => (subscriber.next(read_), subscriber.complete()), this.delay);
        return () => clearTimeout(timer);
      });
    return {
      sessions: () => answer(() => ({ items: [this.summary()], total: 1, next_cursor: null })),
      series: ({ x = 'step' }: { x?: SeriesAxis }) =>
        answer(() => ({ x, curves: this.points.length ? [this.curve(x)] : [], notices: [] })),
    } as unknown as ExporterClient;
  }
}

function seriesOf(points: readonly Logged[]): LivePointsOfSeries[] {
  const attempts = [...new Set(points.map(({ attempt }) => attempt))];
  return attempts.map((attempt) => {
    const own = points.filter((point) => point.attempt === attempt);
    return {
      ...{ session_id: 'session-1', metric: 'validation_loss', attempt, labels: {} },
      ...{ step: own.map(({ step }) => step), epoch: own.map(({ epoch }) => epoch) },
      ...{ time: own.map(({ time }) => time), value: own.map(({ value }) => value) },
    };
  });
}

function follow(exporter: PlayedExporter, axis: SeriesAxis, budget: number) {
  const hub = new LiveHub({
    open: () => exporter.openStream(),
    visible: () => new Observable((subscriber) => subscriber.next(true)),
    random: () => 1,
  });
  const context: RunContext = {
    client: exporter.client(),
    query: {
      refId: 'A',
      kind: 'series',
      sessions: ['session-1'],
      metrics: ['validation_loss'],
      x: axis,
      range: 'session',
    },
    ...{ from: 0, to: Date.now(), openEnd: true, shownBy: 'panel', points: budget, hub, notices: [], grafana: null },
  };
  let last: QueryAnswer | null = null;
  const subscription = runSeries(context).subscribe((answer) => (last = answer));
  const shown = () => {
    const fields = last?.frames[0]?.fields ?? [];
    const values = (name: string) => fields.find((field) => field.name === name)?.values as number[] | undefined;
    return { x: values(axis), y: values('validation_loss') };
  };
  return { shown, subscription };
}

type Step =
  | { kind: 'log'; count: number }
  | { kind: 'late' | 'relog' | 'flush' | 'skip' | 'break' | 'resume' | 'away' | 'back' }
  | { kind: 'slow' | 'wait'; milliseconds: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('log' as const), count: fc.integer({ min: 1, max: 5 }) }) },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          ...(['late', 'relog', 'flush', 'flush', 'skip', 'break', 'resume', 'away', 'back'] as const),
        ),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom(...(['slow', 'wait'] as const)),
        milliseconds: fc.integer({ min: 0, max: 4_000 }),
      }),
    },
  ),
  { maxLength: 60 },
);

/** Runs what happens, then lets everything calm down. */
function play(happens: readonly Step[], axis: SeriesAxis, budget: number) {
  const exporter = new PlayedExporter(budget);
  const panel = follow(exporter, axis, budget);
  let step = 0;
  let value = 0;
  const log = (at: number) => {
    jest.advanceTimersByTime(1);
    exporter.log({ step: at, epoch: Math.floor(at / 3) }, (value += 1));
  };
  for (const each of happens) {
    if (each.kind === 'log') for (let count = 0; count < each.count; count++) log((step += 1));
    if (each.kind === 'late') log(Math.max(0, step - 3));
    if (each.kind === 'relog') log(step);
    if (each.kind === 'flush') exporter.flush();
    if (each.kind === 'skip') exporter.flush(true);
    if (each.kind === 'break') exporter.break();
    if (each.kind === 'away') {
      exporter.isAway = true;
      exporter.break();
    }
    if (each.kind === 'back') exporter.isAway = false;
    if (each.kind === 'resume') {
      exporter.resume();
      step = Math.max(0, step - 4);
      log(step);
    }
    if (each.kind === 'slow') exporter.delay = each.milliseconds;
    if (each.kind === 'wait') jest.advanceTimersByTime(each.milliseconds);
  }
  exporter.isAway = false;
  exporter.delay = 10;
  jest.advanceTimersByTime(40_000);
  exporter.flush();
  jest.advanceTimersByTime(15_000);
  return { exporter, panel };
}

describe('curves that follow the stream', () => {
  beforeEach(() => void jest.useFakeTimers({ now: 1_700_000_000_000 }));
  afterEach(() => void jest.useRealTimers());

  it.each<SeriesAxis>(['step', 'epoch', 'time'])(
    'have every point once over %s, whatever breaks',
    (axis) => {
      fc.assert(
        fc.property(steps, (happens) => {
          const { exporter, panel } = play(happens, axis, 1_000);
          const { x, y } = exporter.curve(axis);
          expect(panel.shown()).toEqual(exporter.points.length ? { x, y } : { x: [], y: [] });
          panel.subscription.unsubscribe();
          jest.clearAllTimers();
        }),
        { numRuns: 150 },
      );
    },
    60_000,
  );

  it('are exact when the session has ended, also where they are reduced', () => {
    fc.assert(
      fc.property(steps, (happens) => {
        const { exporter, panel } = play(happens, 'step', 10);
        exporter.state = 'completed';
        exporter.flush();
        jest.advanceTimersByTime(15_000);
        const { x, y } = exporter.curve('step');
        expect(panel.shown()).toEqual(exporter.points.length ? { x, y } : { x: [], y: [] });
        panel.subscription.unsubscribe();
        jest.clearAllTimers();
      }),
      { numRuns: 100 },
    );
  }, 60_000);

  it('are not asked for again while points come in order', () => {
    const exporter = new PlayedExporter(100);
    const panel = follow(exporter, 'step', 100);
    for (let step = 0; step < 2_000; step++) exporter.log({ step, epoch: 0 }, step);
    jest.advanceTimersByTime(10_000);
    const before = exporter.asked;
    for (let second = 0; second < 30; second++) {
      exporter.log({ step: 2_000 + second, epoch: 0 }, second);
      exporter.flush();
      jest.advanceTimersByTime(1_000);
    }
    expect(exporter.asked).toBe(before);
    expect(panel.shown().x?.at(-1)).toBe(2_029);
    panel.subscription.unsubscribe();
  });
});
