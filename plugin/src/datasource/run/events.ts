/** Query kind `events`: what happened in the range, as rows and as annotations. */
import type { Notice } from '@shadower-training/contract';
import { map, of, switchMap, type Observable } from 'rxjs';
import { EVENT_KINDS, eventsFrame } from '../../frames/events';
import { eventsPath, type EventsQuestion } from '../client/client';
import type { QueryAnswer } from './answer';
import { originOf, type RunContext } from './context';
import { once } from './once';
import { sessionQuestion } from './session-question';

/** Log lines are many and seldom wanted as marks. */
const ALL_BUT_LOG = EVENT_KINDS.map(({ kind }) => kind).filter((kind) => kind !== 'log');
const MOST_EVENTS = 1_000;
const MOST_SESSIONS = 100;

export function runEvents(context: RunContext): Observable<QueryAnswer> {
  const { client, query, from, to } = context;
  const question = (session_id: string[] | undefined): EventsQuestion => ({
    workspace_id: query.workspace || undefined,
    session_id,
    kind: query.events?.length ? query.events : ALL_BUT_LOG,
    from,
    to,
    limit: query.limit ?? MOST_EVENTS,
  });
  const request = sessionIds(context).pipe(
    map(question),
    // An agent without sessions has no events; asking without sessions would answer those of all.
    switchMap((asked) =>
      (asked.session_id?.length === 0 ? of([]) : client.events(asked)).pipe(map((events) => ({ events, asked }))),
    ),
  );
  return once(request, ({ events, asked }) => {
    const isCut = events.length >= (asked.limit ?? MOST_EVENTS);
    const notices: Notice[] = isCut
      ? [{ severity: 'warning', text: `Only the newest ${events.length} events are shown: choose a shorter range.` }]
      : [];
    return [eventsFrame(events, originOf(context, `GET ${eventsPath(asked)}`, notices))];
  });
}

/**
 * The chosen sessions, or those that match where agents, states, tags or conditions narrow them; undefined for all. The
 * exporter tells the best of named sessions only, so who asks for it by name gets the sessions of the range named.
 */
function sessionIds(context: RunContext): Observable<string[] | undefined> {
  const { client, query } = context;
  const isNarrowed = [query.agents, query.states, query.tags, query.where].some((list) => list?.length) || query.group;
  if (!isNarrowed && query.sessions?.length) return of(query.sessions.slice(0, MOST_SESSIONS));
  if (!isNarrowed && !query.events?.includes('best')) return of(undefined);
  return client
    .sessions({ ...sessionQuestion(context, MOST_SESSIONS), limit: MOST_SESSIONS })
    .pipe(map(({ items }) => items.map((session) => session.session_id)));
}
