/** News of the stream -> curves as they are now, and when that can't be known. */
import type { SessionSummary } from '@shadower-training/contract';
import { appendPoints, curveName } from '../live/append-points';
import { matchesQuestion } from '../live/merge-sessions';
import type { LiveNews } from '../live/news';
import { metricsOf } from '../query';
import type { RunContext } from './context';
import { listQuestion, type CurveState } from './curve-state';

/** Applies news to curves, and knows when only the exporter can say what they are now. */
export class NewsReader {
  /** Metrics of sessions that points came for under the name that was asked for. */
  private readonly seen = new Set<string>();

  constructor(private readonly context: RunContext) {}

  apply(state: CurveState, news: LiveNews): { state: CurveState; again: boolean | 'seldom' } {
    const known = new Map(state.sessions.map((session) => [session.session_id, session]));
    const changed = news.sessions.filter((session) => known.has(session.session_id));
    const isResumed = changed.some(
      (session) => session.attempts.length !== known.get(session.session_id)?.attempts.length,
    );
    const appended = appendPoints(state.curves, news.points, {
      axis: state.axis,
      metrics: metricsOf(this.context.query),
      budget: state.question.points ?? this.context.points,
    });
    for (const name of appended.matched) this.seen.add(name);
    const again =
      isResumed || appended.again || this.hasNewSession(known, news) || this.missesPoints(changed, appended.others);
    for (const session of changed) known.set(session.session_id, session);
    const isSame = changed.length === 0 && appended.matched.size === 0;
    return { state: isSame ? state : { ...state, sessions: [...known.values()], curves: appended.curves }, again };
  }

  /** A session that was chosen before it existed, or one that belongs to the newest. */
  private hasNewSession(known: ReadonlyMap<string, SessionSummary>, news: LiveNews): boolean {
    const question = listQuestion(this.context);
    return news.sessions.some((session) => !known.has(session.session_id) && matchesQuestion(session, question));
  }

  /**
   * The stream carries values under the names that training code uses. A curve asked for as `training_loss` may be
   * logged as `loss`, which only the exporter knows: such curves are asked for again. Scores are in no stream.
   */
  private missesPoints(changed: readonly SessionSummary[], others: ReadonlySet<string>): boolean | 'seldom' {
    const metrics = metricsOf(this.context.query);
    const isSeen = (session: string) => (metric: string) => this.seen.has(curveName(session, metric));
    if ([...others].some((session) => !metrics.some(isSeen(session)))) return true;
    const isPartly = [...others].some((session) => !metrics.every(isSeen(session)));
    return (isPartly || (this.context.query.kind === 'scores' && changed.length > 0)) && 'seldom';
  }
}
