/**
 * Queries whose answer news can't be applied to: they are asked again a while after sessions have changed, and after a
 * break.
 */
import { map, type Observable } from 'rxjs';
import type { DataFrame } from '@grafana/data';
import { ONLY_SESSIONS } from '../live/interest';
import type { QueryAnswer } from './answer';
import type { RunContext } from './context';
import { follow } from './follow';

/** What is asked, and what is made of the answer. */
export interface Asked<Answer> {
  load: () => Observable<Answer>;
  framesOf: (answer: Answer) => DataFrame[];
  /** Whether the answer may still change by itself. */
  isLive: (answer: Answer) => boolean;
}

export function askAgain<Answer>({ hub }: RunContext, asked: Asked<Answer>): Observable<QueryAnswer> {
  const { load, framesOf, isLive } = asked;
  return follow<Answer>(hub, {
    load,
    interest: () => ONLY_SESSIONS,
    apply: (state, news) => ({ state, again: news.sessions.length > 0 && 'seldom' }),
    isLive,
  }).pipe(
    map(({ state, error, live }) =>
      state === null ? { frames: [], error, streaming: false } : { frames: framesOf(state), error, streaming: live },
    ),
  );
}
