/** Query kind `progress`: one session in full: its row, its log, or what it was started with. */
import type { Notice, ProgressAnswer } from '@shadower-training/contract';
import type { DataFrame } from '@grafana/data';
import { forkJoin, map, of, type Observable } from 'rxjs';
import { configurationFrame } from '../../frames/configuration';
import { logFrame } from '../../frames/log';
import type { Origin } from '../../frames/meta';
import { sessionsFrame } from '../../frames/sessions';
import { progressPath } from '../client/client';
import { ONLY_SESSIONS } from '../live/interest';
import type { ProgressPart } from '../query';
import type { QueryAnswer } from './answer';
import { originOf, type RunContext } from './context';
import { follow } from './follow';
import { isLiveSession } from './session-question';

/** Each session is a request of its own. */
const MOST_SESSIONS = 20;

const FRAMES: Record<ProgressPart, (answers: readonly ProgressAnswer[], origin: Origin) => DataFrame[]> = {
  session: (answers, origin) => [sessionsFrame(answers, origin)],
  log: (answers, origin) => eachOr(answers, (answer) => logFrame(answer, origin)),
  configuration: (answers, origin) =>
    eachOr(answers, (answer) => ({
      ...configurationFrame(answer, origin),
      ...(answer ? { name: answer.session_id } : {}),
    })),
};

/** A frame a session, or one without rows: typed, with the notice that says why. */
const eachOr = (answers: readonly ProgressAnswer[], frameOf: (answer: ProgressAnswer | null) => DataFrame) =>
  answers.length ? answers.map(frameOf) : [frameOf(null)];

function noticesOf(chosen: number): Notice[] {
  if (chosen === 0) return [{ severity: 'warning', text: 'No session is chosen: choose the one to show.' }];
  if (chosen <= MOST_SESSIONS) return [];
  return [{ severity: 'warning', text: `Only the first ${MOST_SESSIONS} sessions are shown.` }];
}

export function runProgress(context: RunContext): Observable<QueryAnswer> {
  const { client, query, hub } = context;
  const ids = (query.sessions ?? []).slice(0, MOST_SESSIONS);
  const origin = originOf(
    context,
    ids.map((id) => `GET ${progressPath(id, query.workspace)}`).join('\n'),
    noticesOf(query.sessions?.length ?? 0),
  );
  return follow<ProgressAnswer[]>(hub, {
    load: () => (ids.length ? forkJoin(ids.map((id) => client.progress(id, query.workspace || undefined))) : of([])),
    interest: () => ONLY_SESSIONS,
    apply: (answers, news) => {
      const changed = new Map(news.sessions.map((session) => [session.session_id, session]));
      if (!answers.some((answer) => changed.has(answer.session_id))) return { state: answers, again: false };
      // The row changes at once; log lines are in no stream.
      const state = answers.map((answer) => ({ ...answer, ...changed.get(answer.session_id) }));
      return { state, again: query.part === 'log' };
    },
    isLive: (answers) => answers.some(isLiveSession),
  }).pipe(
    map(({ state, error, live }) => ({
      frames: state ? FRAMES[query.part ?? 'session'](state, origin) : [],
      error,
      streaming: live,
    })),
  );
}
