/**
 * Queries as they may be stored -> the model of today. Dashboards are written by hand and by code as well: a single
 * text where a list belongs is understood, and so are the names that the exporter's API uses.
 */
import { QUERY_KINDS, QUERY_VERSION, type QueryKind, type TrainingQuery } from './query';

/** Field names of the exporter's API, which people put into hand-written dashboards. */
const API_NAMES: Record<string, keyof TrainingQuery> = {
  queryType: 'kind',
  workspace_id: 'workspace',
  agent_id: 'agents',
  session_id: 'sessions',
  state: 'states',
  tag: 'tags',
  metric: 'metrics',
  x_metric: 'xMetric',
  group_by: 'groupBy',
};

const LISTS = ['agents', 'sessions', 'states', 'tags', 'where', 'metrics', 'events', 'groupBy'] as const;

const isKind = (kind: unknown): kind is QueryKind => QUERY_KINDS.includes(kind as QueryKind);

function listOf(value: unknown): string[] {
  const values = Array.isArray(value) ? value : [value];
  return values.filter((one): one is string => typeof one === 'string' && one !== '');
}

/** The same query in today's model; one that is up to date comes back as it is. */
export function migrateQuery(stored: TrainingQuery): TrainingQuery {
  if (stored.version === QUERY_VERSION && isKind(stored.kind)) return stored;
  const query: Record<string, unknown> = { ...stored };
  for (const [old, name] of Object.entries(API_NAMES)) {
    if (query[name] === undefined && query[old] !== undefined) query[name] = query[old];
    // `queryType` belongs to Grafana's own model and stays.
    if (old !== 'queryType') delete query[old];
  }
  for (const name of LISTS) if (query[name] !== undefined) query[name] = listOf(query[name]);
  if (!isKind(query.kind)) query.kind = kindFrom(stored);
  query.version = QUERY_VERSION;
  return query as unknown as TrainingQuery;
}

/** A query without a kind: an annotation's asks for events, any other for curves. */
function kindFrom(stored: TrainingQuery): QueryKind {
  return stored.refId === 'Anno' ? 'events' : 'series';
}
