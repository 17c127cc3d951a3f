/** Query kinds `series`, `scores`, `resources`: curves of several sessions, growing with the stream. */
import type { Notice, SeriesAnswer, SessionSummary } from '@shadower-training/contract';
import { map, of, switchMap, type Observable } from 'rxjs';
import { completedCurve } from '../../frames/completed-curve';
import type { SeriesQuestion } from '../client/client';
import { growingFrom } from '../live/append-points';
import { ONLY_SESSIONS } from '../live/interest';
import { metricsOf, type CurveKind } from '../query';
import type { QueryAnswer } from './answer';
import type { RunContext } from './context';
import { FrameMaker } from './curve-frames';
import { NewsReader } from './curve-news';
import { listQuestion, MOST_SESSIONS, type CurveState } from './curve-state';
import { follow } from './follow';
import { isLiveSession } from './session-question';
import { cutNotice } from './sessions';

export function runSeries(context: RunContext): Observable<QueryAnswer> {
  const frames = new FrameMaker(context);
  const reader = new NewsReader(context);
  return follow<CurveState>(context.hub, {
    load: () => load(context),
    interest: ({ sessions }) =>
      context.query.kind === 'scores'
        ? ONLY_SESSIONS
        : { sessions: sessions.map((session) => session.session_id), metrics: metricsOf(context.query) },
    apply: (state, news) => reader.apply(state, news),
    isLive: ({ sessions }) => sessions.some(isLiveSession),
  }).pipe(map(({ state, error, live }) => ({ frames: state ? frames.of(state) : [], error, streaming: live })));
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
function load(context: RunContext): Observable<CurveState> {
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
          curves: answer.curves.map((curve) => growingFrom(completedCurve(curve))),
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
    // Left out where it says nothing: an exporter that is older does not know it.
    combine: query.combine === 'none' ? undefined : query.combine,
    points: query.points ?? points,
  };
}
