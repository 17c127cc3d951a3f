/** Query kinds `series`, `scores`, `resources`: curves of several sessions, growing with the stream. */
import type { Notice, SeriesAxis, SeriesAnswer, SessionSummary } from '@shadower-training/contract';
import type { DataFrame } from '@grafana/data';
import { map, of, switchMap, type Observable } from 'rxjs';
import { curveMarks } from '../../frames/curve-marks';
import { curveFrame, curveWithin, emptyCurveFrame } from '../../frames/series';
import { seriesPath, type SeriesQuestion, type SessionsQuestion } from '../client/client';
import { appendPoints, type GrowingCurve } from '../live/append-points';
import { matchesQuestion } from '../live/merge-sessions';
import type { LiveNews } from '../live/news';
import { metricsOf, type CurveKind } from '../query';
import type { QueryAnswer } from './answer';
import type { RunContext } from './context';
import { follow } from './follow';
import { isLiveSession, sessionQuestion } from './session-question';
import { cutNotice } from './sessions';

/** Sessions whose curves are shown when none are chosen. */
const NEWEST_SESSIONS = 10;
/** The exporter answers curves of at most so many sessions. */
const MOST_SESSIONS = 200;

interface State {
  axis: SeriesAxis;
  curves: GrowingCurve[];
  sessions: SessionSummary[];
  notices: Notice[];
  question: SeriesQuestion;
}

export function runSeries(context: RunContext): Observable<QueryAnswer> {
  const frames = new FrameMaker(context);
  return follow<State>(context.hub, {
    load: () => load(context),
    interest: ({ sessions }) => ({
      sessions: sessions.map((session) => session.session_id),
      metrics: context.query.kind === 'series' ? metricsOf(context.query) : [],
    }),
    apply: (state, news) => applyNews(context, state, news),
    isLive: ({ sessions }) => sessions.some(isLiveSession),
  }).pipe(map(({ state, error, live }) => ({ frames: state ? frames.of(state) : [], error, streaming: live })));
}

function listQuestion(context: RunContext): SessionsQuestion {
  const sessions = context.query.sessions?.slice(0, MOST_SESSIONS);
  const byDefault = sessions?.length ? MOST_SESSIONS : NEWEST_SESSIONS;
  const question = sessionQuestion({ ...context, query: { ...context.query, sessions } }, byDefault);
  return { ...question, limit: Math.min(question.limit ?? byDefault, MOST_SESSIONS) };
}

/** What a reader should know of the choice of sessions. */
function choiceNotices({ query }: RunContext, shown: number, total: number): Notice[] {
  const chosen = query.sessions?.length ?? 0;
  if (chosen > MOST_SESSIONS) {
    return [{ severity: 'warning', text: `Only the first ${MOST_SESSIONS} of ${chosen} chosen sessions are shown.` }];
  }
  if (chosen > shown && shown >= total) {
    return [{ severity: 'info', text: `${chosen - shown} of the chosen sessions are unknown or do not match.` }];
  }
  return cutNotice(shown, total);
}

/** The sessions first: they say which curves to ask for, and carry the marks. */
function load(context: RunContext): Observable<State> {
  const list = listQuestion(context);
  return context.client.sessions(list).pipe(
    switchMap(({ items, total }) => {
      const question = seriesQuestion(context, items);
      const asked: Observable<SeriesAnswer> = items.length
        ? context.client.series(question)
        : of({ x: question.x ?? 'step', curves: [], notices: [] });
      return asked.pipe(
        map((answer) => ({
          axis: answer.x,
          curves: answer.curves.map((curve) => ({ curve, added: 0, attempt: null })),
          sessions: items,
          notices: [...choiceNotices(context, items.length, total), ...answer.notices],
          question,
        })),
      );
    }),
  );
}

function seriesQuestion(
  { query, from, to, openEnd, points }: RunContext,
  sessions: readonly SessionSummary[],
): SeriesQuestion {
  const kinds: Record<CurveKind, SeriesQuestion['kind']> = {
    series: 'values',
    scores: 'scores',
    resources: 'resources',
  };
  const x = query.x ?? 'step';
  const ranged = x === 'time' && query.range !== 'session';
  return {
    workspace_id: query.workspace || undefined,
    session_id: sessions.map((session) => session.session_id),
    metric: metricsOf(query),
    kind: kinds[query.kind as CurveKind],
    x,
    x_metric: x === 'metric' ? query.xMetric : undefined,
    from: ranged ? from : undefined,
    to: ranged && !openEnd ? to : undefined,
    attempts: query.attempts,
    points: query.points ?? points,
  };
}

function applyNews(context: RunContext, state: State, news: LiveNews) {
  const known = new Map(state.sessions.map((session) => [session.session_id, session]));
  const changed = news.sessions.filter((session) => known.has(session.session_id));
  const list = listQuestion(context);
  const chosen = new Set(context.query.sessions);
  const came = news.sessions.some(
    (session) =>
      !known.has(session.session_id) && (chosen.size ? chosen.has(session.session_id) : matchesQuestion(session, list)),
  );
  const appended = appendPoints(state.curves, news.points, {
    axis: state.axis,
    metrics: metricsOf(context.query),
    budget: state.question.points ?? context.points,
  });
  // Values that no curve was found for: scores and resources, which the stream does not carry, or another raw name.
  const unseen = changed.some(
    (session) => session.values !== known.get(session.session_id)?.values && !appended.matched.has(session.session_id),
  );
  for (const session of changed) known.set(session.session_id, session);
  const isSame = changed.length === 0 && appended.matched.size === 0;
  const next = isSame ? state : { ...state, sessions: [...known.values()], curves: appended.curves };
  return { state: next, again: came || appended.again || (unseen && ('seldom' as const)) };
}

/** Makes frames, and keeps those of curves and sessions that did not change: panels draw only what is new. */
class FrameMaker {
  private readonly made = new Map<GrowingCurve['curve'], { session: SessionSummary | undefined; frame: DataFrame }>();
  private origin: {
    of: readonly Notice[];
    value: { refId: string; executed: string; notices: readonly Notice[] };
  } | null = null;

  constructor(private readonly context: RunContext) {}

  of(state: State): DataFrame[] {
    const { query, from, to } = this.context;
    const origin = this.originOf(state);
    if (state.curves.length === 0) {
      return metricsOf(query)
        .slice(0, 1)
        .map((metric) => emptyCurveFrame(state.axis, query.xMetric, metric, origin));
    }
    const sessions = new Map(state.sessions.map((session) => [session.session_id, session]));
    const limited = query.range === 'dashboard' && state.axis !== 'time';
    const frames = state.curves.map(({ curve }) => {
      const session = sessions.get(curve.session_id);
      const known = this.made.get(curve);
      if (known && known.session === session) return known.frame;
      const shown = limited ? curveWithin(curve, from, this.context.openEnd ? Infinity : to) : curve;
      const marks = session && curveMarks(session, state.axis, objectiveCurve(state, session));
      const frame = curveFrame(shown, state.axis, query.xMetric, marks, origin);
      this.made.set(curve, { session, frame });
      return frame;
    });
    const current = new Set(state.curves.map(({ curve }) => curve));
    for (const curve of this.made.keys()) if (!current.has(curve)) this.made.delete(curve);
    return frames;
  }

  private originOf(state: State) {
    if (this.origin?.of !== state.notices) {
      const executed = `GET ${seriesPath(state.question)}`;
      this.origin = { of: state.notices, value: { refId: this.context.query.refId, executed, notices: state.notices } };
    }
    return this.origin.value;
  }
}

function objectiveCurve(state: State, session: SessionSummary) {
  return state.curves.find(
    ({ curve }) => curve.session_id === session.session_id && curve.metric === session.objective.metric,
  )?.curve;
}
