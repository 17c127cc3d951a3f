/** Query kind `sessions`: a row a session, kept current by the stream. */
import type { Notice, SessionSummary } from '@shadower-training/contract';
import { map, type Observable } from 'rxjs';
import { sessionsFrame } from '../../frames/sessions';
import { sessionsPath } from '../client/client';
import { ONLY_SESSIONS } from '../live/interest';
import { mergeSessions } from '../live/merge-sessions';
import type { QueryAnswer } from './answer';
import { originOf, type RunContext } from './context';
import { follow } from './follow';
import { isLiveSession, sessionQuestion } from './session-question';

/** Sessions in a list that says nothing else. */
export const DEFAULT_LIST_LIMIT = 100;

interface State {
  sessions: SessionSummary[];
  total: number;
}

/** Tells that a list is cut, and how to see the rest. */
export function cutNotice(shown: number, total: number): Notice[] {
  if (total <= shown) return [];
  const text = `${shown} of ${total} sessions are shown: narrow by agent, state, tag or time range, or raise the limit.`;
  return [{ severity: 'warning', text }];
}

export function runSessions(context: RunContext): Observable<QueryAnswer> {
  const { client, query, hub } = context;
  const question = sessionQuestion(context, query.sessions?.length ? 1_000 : DEFAULT_LIST_LIMIT);
  const executed = `GET ${sessionsPath(question)}`;
  return follow<State>(hub, {
    load: () => client.sessions(question).pipe(map(({ items, total }) => ({ sessions: items, total }))),
    interest: () => ONLY_SESSIONS,
    apply: (state, news) => {
      if (news.sessions.length === 0) return { state, again: false };
      const merged = mergeSessions(state.sessions, news.sessions, question);
      const total = Math.max(state.total, merged.sessions.length);
      return { state: { sessions: merged.sessions, total }, again: merged.again };
    },
    isLive: ({ sessions }) => sessions.some(isLiveSession),
  }).pipe(
    map(({ state, error, live }) => {
      if (state === null) return { frames: [], error, streaming: false };
      const origin = originOf(context, executed, cutNotice(state.sessions.length, state.total));
      return { frames: [sessionsFrame(state.sessions, origin)], error, streaming: live };
    }),
  );
}
