/** Queries of dashboard variables: workspace -> agent -> session, and what hangs on them. */
import type { DataQuery, MetricFindValue, ScopedVars } from '@grafana/data';
import { map, of, type Observable } from 'rxjs';
import { SESSION_STATES } from '../frames/states';
import type { ExporterClient } from './client/client';
import { expandList, type Replace } from './interpolate';

export const VARIABLE_KINDS = ['workspaces', 'agents', 'sessions', 'metrics', 'tags', 'states'] as const;
export type VariableKind = (typeof VARIABLE_KINDS)[number];

export interface VariableQuery extends DataQuery {
  kind: VariableKind;
  workspace?: string;
  agents?: string[];
  sessions?: string[];
  states?: string[];
  /** For `tags`: whose values; without it the tags' names. */
  tag?: string;
  limit?: number;
}

/** More options than a person can choose from are of no use. */
const MOST_VALUES = 1_000;

const isKind = (kind: unknown): kind is VariableKind => VARIABLE_KINDS.includes(kind as VariableKind);

/** Understands a kind written as a text, and what the variable editor of an empty variable holds. */
export function migrateVariableQuery(stored: VariableQuery | string | undefined): VariableQuery {
  const query = typeof stored === 'string' ? { kind: stored, refId: 'variable' } : { ...stored };
  return { ...query, refId: query.refId ?? 'variable', kind: isKind(query.kind) ? query.kind : 'sessions' };
}

/** Values of a variable; variables inside its query, such as `$agent`, are replaced first. */
export function findVariableValues(
  client: ExporterClient,
  stored: VariableQuery | string,
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
        .pipe(map(({ items }) => items.map((session) => named(session.session_id, session.name))));
  }
}

const named = (value: string, text?: string): MetricFindValue => ({ text: text || value, value });
