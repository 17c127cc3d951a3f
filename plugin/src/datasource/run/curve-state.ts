/** What a query of curves holds between questions, and which sessions it is about. */
import type { Notice, SeriesAxis, SessionSummary } from '@shadower-training/contract';
import type { SeriesQuestion, SessionsQuestion } from '../client/client';
import type { GrowingCurve } from '../live/append-points';
import type { RunContext } from './context';
import { sessionQuestion } from './session-question';

/** Sessions whose curves are shown when none are chosen. */
const NEWEST_SESSIONS = 10;
/** The exporter answers curves of at most so many sessions. */
export const MOST_SESSIONS = 200;

export interface CurveState {
  axis: SeriesAxis;
  curves: GrowingCurve[];
  sessions: SessionSummary[];
  notices: Notice[];
  question: SeriesQuestion;
}

/** Which sessions' curves: the chosen ones, else the newest that match. */
export function listQuestion(context: RunContext): SessionsQuestion {
  const sessions = context.query.sessions?.slice(0, MOST_SESSIONS);
  const byDefault = sessions?.length ? MOST_SESSIONS : NEWEST_SESSIONS;
  const question = sessionQuestion({ ...context, query: { ...context.query, sessions } }, byDefault);
  return { ...question, limit: Math.min(question.limit ?? byDefault, MOST_SESSIONS) };
}
