/** Query kind `events`: what happened in the range, as rows and as annotations. */
import type { AnsweredEvent, Notice, SessionSummary } from '@shadower-training/contract';
import { map, of, switchMap, type Observable } from 'rxjs';
import { EVENT_KINDS, eventsFrame } from '../../frames/events';
import { eventsPath, type EventsQuestion } from '../client/client';
import type { QueryAnswer } from './answer';
import { askAgain } from './ask-again';
import { originOf, type RunContext } from './context';
import { sessionQuestion } from './session-question';

/** Log lines are many and seldom wanted as marks. */
const ALL_BUT_LOG = EVENT_KINDS.map(({ kind }) => kind).filter((kind) => kind !== 'log');
const MOST_EVENTS = 1_000;
const MOST_SESSIONS = 100;

export function runEvents(context: RunContext): Observable<QueryAnswer> {
  return askAgain(context, {
    load: () => load(context),
    isLive: () => context.openEnd,
    framesOf: ({ events, names, asked }) => {
      const isCut = events.length >= (asked.limit ?? MOST_EVENTS);
      const notices: Notice[] = isCut
        ? [{ severity: 'warning', text: `Only the newest ${events.length} events are shown: choose a shorter range.` }]
        : [];
      return [eventsFrame(events, names, originOf(context, `GET ${eventsPath(asked)}`, notices))];
    },
  });
}

/** Which sessions are meant, their events, and what the sessions are called. */
function load(context: RunContext) {
  return chosenSessions(context).pipe(
    switchMap(({ ids, names }) => {
      const asked = questionOf(context, ids);
      // An agent without sessions has no events; asking without sessions would answer those of all.
      const answered = ids?.length === 0 ? of([]) : context.client.events(asked);
      return answered.pipe(
        switchMap((events) => withNames(context, events, names)),
        map((answer) => ({ ...answer, asked })),
      );
    }),
  );
}

function questionOf({ query, from, to, openEnd }: RunContext, session_id: string[] | undefined): EventsQuestion {
  return {
    workspace_id: query.workspace || undefined,
    session_id,
    kind: query.events?.length ? query.events : ALL_BUT_LOG,
    from,
    // What happens from now on belongs to a range that ends now.
    to: openEnd ? undefined : to,
    limit: query.limit ?? MOST_EVENTS,
  };
}

/** Names of sessions by their ids. */
type Names = ReadonlyMap<string, string>;

const namesOf = (sessions: readonly SessionSummary[]): Names =>
  new Map(sessions.flatMap(({ session_id, name }) => (name ? [[session_id, name] as const] : [])));

/** Events know sessions by their ids only: what these are called is asked for, unless it is known. */
function withNames({ client, query }: RunContext, events: AnsweredEvent[], known: Names | null) {
  const ids = [...new Set(events.map(({ session_id }) => session_id))].slice(0, MOST_SESSIONS);
  if (known !== null || ids.length === 0) return of({ events, names: known ?? namesOf([]) });
  return client
    .sessions({ workspace_id: query.workspace || undefined, session_id: ids, limit: MOST_SESSIONS })
    .pipe(map(({ items }) => ({ events, names: namesOf(items) })));
}

/**
 * The chosen sessions, or those that match where agents, states, tags or conditions narrow them; undefined for all. The
 * exporter tells the best of named sessions only, so who asks for it by name gets the sessions of the range named.
 */
function chosenSessions(context: RunContext): Observable<{ ids: string[] | undefined; names: Names | null }> {
  const { client, query } = context;
  const isNarrowed = [query.agents, query.states, query.tags, query.where].some((list) => list?.length) || query.group;
  if (!isNarrowed && query.sessions?.length) return of({ ids: query.sessions.slice(0, MOST_SESSIONS), names: null });
  if (!isNarrowed && !query.events?.includes('best')) return of({ ids: undefined, names: null });
  return client
    .sessions({ ...sessionQuestion(context, MOST_SESSIONS), limit: MOST_SESSIONS })
    .pipe(map(({ items }) => ({ ids: items.map(({ session_id }) => session_id), names: namesOf(items) })));
}
