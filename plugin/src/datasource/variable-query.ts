/** Queries of dashboard variables: workspace -> agent -> session, and what hangs on them. */
import type { DataQuery, MetricFindValue, ScopedVars } from '@grafana/data';
import type { SessionSummary } from '@shadower-training/contract';
import { map, of, type Observable } from 'rxjs';
import { SESSION_STATES } from '../frames/states';
import type { ExporterClient } from './client/client';
import { expandList, type Replace } from './interpolate';

export const VARIABLE_KINDS = ['workspaces', 'agents', 'sessions', 'metrics', 'tags', 'states', 'values'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

export interface VariableQuery extends DataQuery {
  kind: VariableKind;
  workspace?: string;
  agents?: string[];
  sessions?: string[];
  states?: string[];
  /** For `values`: of which field, such as `group` or `hyperparameters.optimizer`. */
  field?: string;
  /** For `tags`: whose values; without it the tags' names. */
  tag?: string;
  limit?: number;
}

/** More options than a person can choose from are of no use. */
const MOST_VALUES = 1_000;

const isKind = (kind: unknown): kind is VariableKind => VARIABLE_KINDS.includes(kind as VariableKind);

/** Kind `environment` with a `key` (host, pod, ...) is a short form for the values of `environment.<key>`. */
interface EnvironmentQuery {
  kind: 'environment';
  key?: string;
}

/** Understands a kind written as a text, short forms, and what the variable editor of an empty variable holds. */
export function migrateVariableQuery(stored: VariableQuery | EnvironmentQuery | string | undefined): VariableQuery {
  const query = typeof stored === 'string' ? { kind: stored } : { ...stored };
  const { refId = 'variable' } = query as Partial<VariableQuery>;
  if (query.kind === 'environment') {
    const { key = '', ...rest } = query as EnvironmentQuery;
    return { ...rest, refId, kind: 'values', field: key === '' ? undefined : `environment.${key}` };
  }
  return { ...query, refId, kind: isKind(query.kind) ? query.kind : 'sessions' };
}

/** Values of a variable; variables inside its query, such as `$agent`, are replaced first. */
export function findVariableValues(
  client: ExporterClient,
  stored: Parameters<typeof migrateVariableQuery>[0],
  replace: Replace,
  scopedVars: ScopedVars,
): Observable<MetricFindValue[]> {
  const query = migrateVariableQuery(stored);
  const list = (entries: string[] | undefined) => {
    const expanded = expandList(entries, replace, scopedVars);
    return expanded.length ? expanded : undefined;
  };
  const workspace_id = list(query.workspace ? [query.workspace] : [])?.[0];
  const part = { workspace_id, agent_id: list(query.agents), session_id: list(query.sessions) };
  switch (query.kind) {
    case 'workspaces':
      return client.workspaces().pipe(map((items) => items.map((item) => named(item.workspace_id))));
    case 'agents':
      return client.agents({ workspace_id }).pipe(map((items) => items.map((item) => named(item.agent_id))));
    case 'metrics':
      return client.metrics(part).pipe(map((items) => items.map((item) => named(item.name))));
    case 'values': {
      const field = list(query.field ? [query.field] : [])?.[0];
      if (field === undefined) return of([]);
      return client
        .fieldValues({ ...part, field, limit: MOST_VALUES })
        .pipe(map((items) => items.flatMap(({ value }) => (value === '' ? [] : [named(value)]))));
    }
    case 'states':
      return of(Object.entries(SESSION_STATES).map(([value, { text }]) => ({ text, value })));
    case 'tags':
      return client.tags(part).pipe(
        map((tags) => {
          const tag = list(query.tag ? [query.tag] : [])?.[0];
          const values =
            tag === undefined ? tags.map(({ name }) => name) : tags.find(({ name }) => name === tag)?.values;
          return (values ?? []).map((value) => named(value));
        }),
      );
    case 'sessions':
      return client
        .sessions({
          workspace_id,
          agent_id: part.agent_id,
          state: list(query.states) as Parameters<ExporterClient['sessions']>[0]['state'],
          limit: query.limit ?? MOST_VALUES,
        })
        .pipe(map(({ items }) => withNames(items)));
  }
}

const named = (value: string, text?: string): MetricFindValue => ({ text: text || value, value });

/** Sessions by their names; those that share one are told apart by their ids. */
function withNames(sessions: readonly SessionSummary[]): MetricFindValue[] {
  const times = new Map<string, number>();
  for (const { name } of sessions) if (name) times.set(name, (times.get(name) ?? 0) + 1);
  return sessions.map(({ session_id, name }) => {
    const isShared = name ? (times.get(name) ?? 0) > 1 : false;
    return named(session_id, isShared ? `${name} (${session_id})` : (name ?? undefined));
  });
}
