/** Which sessions a query means, as a question to the exporter. */
import type { SessionSummary } from '@shadower-training/contract';
import type { SessionsQuestion } from '../client/client';
import type { RunContext } from './context';

type RangedQuery = Pick<RunContext, 'query' | 'from' | 'to' | 'openEnd'>;

const listOrNothing = <Item>(items: readonly Item[] | undefined): Item[] | undefined =>
  items?.length ? [...items] : undefined;

/** Lists show sessions that overlap the range; chosen sessions are shown whenever they were. */
export function sessionQuestion({ query, from, to, openEnd }: RangedQuery, limit: number): SessionsQuestion {
  const hasChosen = Boolean(query.sessions?.length);
  return {
    workspace_id: query.workspace || undefined,
    session_id: listOrNothing(query.sessions),
    agent_id: listOrNothing(query.agents),
    state: listOrNothing(query.states) as SessionsQuestion['state'],
    tag: listOrNothing(query.tags),
    group: query.group || undefined,
    where: listOrNothing(query.where),
    from: hasChosen ? undefined : from,
    to: hasChosen || openEnd ? undefined : to,
    sort: query.sort || undefined,
    limit: query.limit ?? limit,
  };
}

/** States in which a session may change by itself. */
export function isLiveSession(session: SessionSummary): boolean {
  return isLiveState(session.state);
}

/** Whether a session in that state may still have news. */
export function isLiveState(state: unknown): boolean {
  return state === 'running' || state === 'silent' || state === 'hung';
}
