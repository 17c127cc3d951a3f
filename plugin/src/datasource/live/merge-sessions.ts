/** Changed sessions of the stream -> the list as it would be answered now. Pure. */
import type { SessionSummary } from '@shadower-training/contract';
import type { SessionsQuestion } from '../client/client';
import { mostUrgent, type Again } from './again';

export interface MergedSessions {
  sessions: SessionSummary[];
  /** Whether only the exporter can say which sessions belong in the list now, and in which order. */
  again: Again;
}

const isIn = (wanted: readonly string[] | undefined, value: string) => !wanted?.length || wanted.includes(value);

/** Whether a session belongs in a list, as far as its summary tells; conditions (`where`) are left to the exporter. */
export function matchesQuestion(session: SessionSummary, question: SessionsQuestion): boolean {
  const tags = session.tags ?? {};
  return (
    isIn(question.session_id, session.session_id) &&
    isIn(question.agent_id, session.agent_id) &&
    isIn(question.state, session.state) &&
    (question.to === undefined || Date.parse(session.started_at) <= Number(question.to)) &&
    (question.group === undefined || session.group === question.group) &&
    (question.model === undefined || session.base_model === question.model) &&
    (question.tag ?? []).every((tag) => {
      const equals = tag.indexOf('=');
      return tags[tag.slice(0, equals)] === tag.slice(equals + 1);
    })
  );
}

/** Puts newer summaries in the place of older ones; sessions that came or went change the list. */
export function mergeSessions(
  known: readonly SessionSummary[],
  news: readonly SessionSummary[],
  question: SessionsQuestion,
): MergedSessions {
  if (news.length === 0) return { sessions: [...known], again: false };
  const newer = new Map(news.map((session) => [session.session_id, session]));
  const had = new Set(known.map((session) => session.session_id));
  const kept = known
    .map((session) => newer.get(session.session_id) ?? session)
    .filter((session) => !newer.has(session.session_id) || matchesQuestion(session, question));
  const came = news.filter((session) => !had.has(session.session_id) && matchesQuestion(session, question));
  const needsExporter = Boolean(
    question.where?.length || question.text || (question.sort && question.sort !== '-started_at'),
  );
  if (came.length && needsExporter) return { sessions: kept, again: true };
  came.sort((left, right) => right.started_at.localeCompare(left.started_at));
  const sessions = [...came, ...kept].slice(0, question.limit ?? 100);
  // A list that lost one and was full has room for one that we don't know.
  const hasRoom = kept.length < known.length && known.length >= (question.limit ?? 100);
  // With its values a session may meet a condition no longer, or move in the order.
  const mayMove = needsExporter && news.some(({ session_id }) => had.has(session_id));
  return { sessions, again: mostUrgent(hasRoom, mayMove && 'seldom') };
}
