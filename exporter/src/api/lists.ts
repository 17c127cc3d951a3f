import {
  SCORE_NAMES,
  SESSION_ENTITY,
  unitOfMetric,
  type ListQuery,
  type MetricName,
} from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import type { Handler } from './handler.js';
import { sessionConditions } from './session-filter.js';
import { readSessionPage, type SessionPageRequest } from './session-page.js';
import type { Settler } from './settler.js';
import type { StoredSession } from './stored-session.js';

/** Lists of names are of the newest sessions, up to so many: option lists need no more. */
const MAXIMUM_SESSIONS = 5_000;
const SESSIONS_A_PAGE = 1_000;
const MAXIMUM_VALUES_OF_TAG = 1_000;

/** GET /analytics/workspaces: the token's own; all without tokens. */
export function workspacesHandler(reader: StoreReader, settler: Settler): Handler<'listWorkspaces'> {
  return async ({ principal, signal }) => {
    await settler.all();
    signal.throwIfAborted();
    const own = principal.workspace_id;
    const counts = await reader.countEntities(
      SESSION_ENTITY.kind,
      own === null ? [] : [{ field: 'workspace_id', operator: '=', value: own }],
      ['workspace_id'],
    );
    const items = counts.map(({ group, count }) => ({ workspace_id: String(group[0]), sessions: count }));
    if (own !== null && items.length === 0) items.push({ workspace_id: own, sessions: 0 });
    return { items: items.sort((left, right) => left.workspace_id.localeCompare(right.workspace_id)) };
  };
}

/** GET /analytics/agents: those that trained last come first. */
export function agentsHandler(reader: StoreReader, settler: Settler): Handler<'listAgents'> {
  return async ({ workspace_id, query, signal }) => {
    await settler.all();
    signal.throwIfAborted();
    const counts = await reader.countEntities(
      SESSION_ENTITY.kind,
      sessionConditions(workspace_id, query),
      ['agent_id'],
      { maximumOf: 'started_at' },
    );
    const newest = counts.toSorted((left, right) => (right.maximum ?? 0) - (left.maximum ?? 0));
    return {
      items: newest.map(({ group, count, maximum }) => ({
        agent_id: String(group[0]),
        sessions: count,
        last_started_at: new Date(maximum ?? 0).toISOString(),
      })),
    };
  };
}

/** GET /analytics/metrics: those that most sessions hold come first. */
export function metricsHandler(reader: StoreReader, settler: Settler): Handler<'listMetrics'> {
  return async ({ workspace_id, query, signal }) => {
    const counts = new Map<string, MetricName>();
    const count = (name: string, kind: MetricName['kind'], unit: string | null): void => {
      const key = `${kind} ${name}`;
      const known = counts.get(key);
      if (known) known.sessions++;
      else counts.set(key, { name, kind, unit, sessions: 1 });
    };
    const request = { workspace_id, query, fields: ['summary', 'metric_names'], signal };
    for (const session of await newestSessions(reader, settler, request)) {
      for (const { name, kind } of session.metric_names) count(name, kind, unitOfMetric(name));
      for (const name of SCORE_NAMES)
        if (session.summary.quality_metrics[name] !== null) count(name, 'scores', 'ratio');
    }
    const items = [...counts.values()].sort(
      (left, right) => right.sessions - left.sessions || (left.name < right.name ? -1 : 1),
    );
    return { items };
  };
}

/** GET /analytics/tags. */
export function tagsHandler(reader: StoreReader, settler: Settler): Handler<'listTags'> {
  return async ({ workspace_id, query, signal }) => {
    const tags = new Map<string, Set<string>>();
    const request = { workspace_id, query, fields: ['summary'], signal };
    for (const { summary } of await newestSessions(reader, settler, request)) {
      for (const [name, value] of Object.entries(summary.tags ?? {})) {
        const values = tags.get(name) ?? new Set();
        if (values.size < MAXIMUM_VALUES_OF_TAG) tags.set(name, values.add(value));
      }
    }
    const items = [...tags].map(([name, values]) => ({ name, values: [...values].sort() }));
    return { items: items.sort((left, right) => (left.name < right.name ? -1 : 1)) };
  };
}

async function newestSessions(
  reader: StoreReader,
  settler: Settler,
  request: Pick<SessionPageRequest, 'workspace_id' | 'fields' | 'signal'> & { readonly query: ListQuery },
): Promise<StoredSession[]> {
  const {
    query: { agent_id, session_id },
    ...what
  } = request;
  const sessions: StoredSession[] = [];
  let cursor: string | null = null;
  do {
    const page = await readSessionPage(reader, settler, {
      ...what,
      filter: { agent_id, session_id },
      sort: '-started_at',
      limit: SESSIONS_A_PAGE,
      cursor: cursor ?? undefined,
    });
    sessions.push(...page.items);
    cursor = page.next_cursor;
  } while (cursor !== null && sessions.length < MAXIMUM_SESSIONS);
  return sessions;
}
