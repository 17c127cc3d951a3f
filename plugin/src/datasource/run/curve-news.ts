/** News of the stream -> curves as they are now, and when that can't be known. */
import type { LivePointsOfSeries, SessionSummary } from '@shadower-training/contract';
import { mostUrgent, type Again } from '../live/again';
import { appendPoints, attemptEnds } from '../live/append-points';
import { matchesQuestion } from '../live/merge-sessions';
import type { LiveNews } from '../live/news';
import { metricsOf } from '../query';
import type { RunContext } from './context';
import { listQuestion, type CurveState } from './curve-state';
import { isLiveSession } from './session-question';

/** Where attempts begin: a resumed session repeats steps, of which only the exporter knows which count. */
const attemptsOf = ({ attempts }: SessionSummary) =>
  attempts.map(({ attempt, first_step }) => `${attempt} from ${first_step}`).join();

/** Applies news to curves, and knows when only the exporter can say what they are now. */
export class NewsReader {
  /** Names of metrics, by session, for which the question was asked again already. */
  private readonly asked = new Set<string>();

  constructor(private readonly context: RunContext) {}

  apply(state: CurveState, news: LiveNews): { state: CurveState; again: Again } {
    const known = new Map(state.sessions.map((session) => [session.session_id, session]));
    const changed = news.sessions.filter((session) => known.has(session.session_id));
    const now = new Map([...known, ...changed.map((session) => [session.session_id, session] as const)]);
    const appended = appendPoints(state.curves, news.points, {
      axis: state.axis,
      metrics: metricsOf(this.context.query),
      budget: state.question.points ?? this.context.points,
      below: attemptEnds(now.values()),
    });
    const again = mostUrgent(
      appended.again,
      changed.some((session) => this.needsExporter(known.get(session.session_id), session)),
      this.hasNewSession(known, news),
      this.mayBeOurs(state, appended.foreign),
      // Scores are in no stream; they follow the values.
      this.context.query.kind === 'scores' && changed.length > 0 && 'seldom',
      // All steps were one, and the curve fell back to another axis: with new ones it may not.
      appended.changed && state.axis !== (state.question.x ?? 'step') && 'seldom',
    );
    const isSame = changed.length === 0 && appended.curves.every((each, index) => each === state.curves[index]);
    return { state: isSame ? state : { ...state, sessions: [...now.values()], curves: appended.curves }, again };
  }

  /** It was resumed, or has ended: then the exporter has the last word. */
  private needsExporter(before: SessionSummary | undefined, now: SessionSummary): boolean {
    if (before === undefined) return false;
    return attemptsOf(before) !== attemptsOf(now) || (isLiveSession(before) && !isLiveSession(now));
  }

  /** A session that was chosen before it existed, or one that belongs to the newest. */
  private hasNewSession(known: ReadonlyMap<string, SessionSummary>, news: LiveNews): boolean {
    const question = listQuestion(this.context);
    return news.sessions.some((session) => !known.has(session.session_id) && matchesQuestion(session, question));
  }

  /**
   * The stream carries values under the names that training code uses, and those that other panels want. Where a session
   * has no curve yet of a metric that was asked for, a new name may be that metric's: it is asked for, once a name.
   */
  private mayBeOurs(state: CurveState, foreign: readonly LivePointsOfSeries[]): Again {
    let again: Again = false;
    for (const { session_id, metric } of foreign) {
      const own = state.curves.filter(({ curve }) =>
        (curve.combined?.session_ids ?? [curve.session_id]).includes(session_id),
      );
      const isMissing = (wanted: string) => !own.some(({ curve }) => curve.metric === wanted);
      const name = `${session_id}\u0000${metric}`;
      if (metricsOf(this.context.query).some(isMissing) && !this.asked.has(name)) {
        this.asked.add(name);
        again = true;
      }
      // An older exporter does not tell under which names a curve was logged.
      if (own.some(({ curve }) => curve.logged_as.length === 0)) again = mostUrgent(again, 'seldom');
    }
    return again;
  }
}
