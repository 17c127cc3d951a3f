/** Options of the editors: what the exporter knows, and the dashboard's variables before it. */
import { getTemplateSrv } from '@grafana/runtime';
import type { ComboboxOption } from '@grafana/ui';
import type { MetricName } from '@shadower-training/contract';
import { firstValueFrom } from 'rxjs';
import { EVENT_KINDS } from '../../frames/events';
import { SESSION_STATES } from '../../frames/states';
import type { ExporterClient } from '../client/client';
import { parseCondition } from '../conditions';
import { expandList, type Replace } from '../interpolate';
import type { CurveKind, TrainingQuery } from '../query';

const MOST_OPTIONS = 200;

/** The part of a query by which its option lists are narrowed. */
export type Narrowing = Pick<TrainingQuery, 'workspace' | 'agents' | 'sessions' | 'kind'>;

export interface OptionLists {
  workspaces: (typed: string) => Promise<ComboboxOption[]>;
  agents: (typed: string) => Promise<ComboboxOption[]>;
  sessions: (typed: string) => Promise<ComboboxOption[]>;
  metrics: (typed: string) => Promise<ComboboxOption[]>;
  tags: (typed: string) => Promise<ComboboxOption[]>;
  states: (typed: string) => Promise<ComboboxOption[]>;
  events: (typed: string) => Promise<ComboboxOption[]>;
  /** Names of fields, such as `tags.team`. */
  fields: (typed: string) => Promise<ComboboxOption[]>;
  /** Conditions with the values of the field that was typed, once it has an operator. */
  conditions: (typed: string) => Promise<ComboboxOption[]>;
}

/** `$name` of each variable of the dashboard. */
function variableOptions(): ComboboxOption[] {
  return getTemplateSrv()
    .getVariables()
    .map(({ name }) => ({ value: `$${name}`, label: `$${name}`, description: 'Variable' }));
}

/** Options whose name or value contains what was typed, variables first. */
export function matching(options: readonly ComboboxOption[], typed: string): ComboboxOption[] {
  const wanted = typed.trim().toLowerCase();
  return [...variableOptions(), ...options]
    .filter(({ value, label }) => `${value} ${label ?? ''}`.toLowerCase().includes(wanted))
    .slice(0, MOST_OPTIONS);
}

const KINDS: Record<CurveKind, MetricName['kind']> = { series: 'values', scores: 'scores', resources: 'resources' };

const counted = (count: number) => `${count} session${count === 1 ? '' : 's'}`;

/** Loaders of all lists for a query; each asks the exporter when its list is opened. */
export function optionLists(client: ExporterClient, replace: Replace, query: Narrowing): OptionLists {
  const list = (entries: string[] | undefined) => {
    const expanded = expandList(entries, replace, {});
    return expanded.length ? expanded : undefined;
  };
  const workspace_id = list(query.workspace ? [query.workspace] : [])?.[0];
  const agent_id = list(query.agents);
  const session_id = list(query.sessions)?.slice(0, 50);
  return {
    async workspaces(typed) {
      const items = await firstValueFrom(client.workspaces());
      return matching(
        items.map((item) => ({ value: item.workspace_id, description: counted(item.sessions) })),
        typed,
      );
    },
    async agents(typed) {
      const items = await firstValueFrom(client.agents({ workspace_id }));
      return matching(
        items.map((item) => ({ value: item.agent_id, description: counted(item.sessions) })),
        typed,
      );
    },
    async sessions(typed) {
      // The exporter searches: there may be more sessions than a list can hold.
      const text = typed.trim() === '' || typed.startsWith('$') ? undefined : typed.trim();
      const { items } = await firstValueFrom(client.sessions({ workspace_id, agent_id, text, limit: MOST_OPTIONS }));
      const options = items.map((session) => ({
        value: session.session_id,
        label: session.name || session.session_id,
        description: `${SESSION_STATES[session.state].text}, ${session.agent_id}, ${session.started_at.slice(0, 16).replace('T', ' ')}`,
      }));
      return [...matching([], typed), ...options];
    },
    async metrics(typed) {
      const items = await firstValueFrom(client.metrics({ workspace_id, agent_id, session_id }));
      const kind = KINDS[query.kind as CurveKind] ?? 'values';
      const ofKind = items.filter((item) => item.kind === kind);
      return matching(
        ofKind.map((item) => ({ value: item.name, description: counted(item.sessions) })),
        typed,
      );
    },
    async tags(typed) {
      const items = await firstValueFrom(client.tags({ workspace_id, agent_id }));
      const pairs = items.flatMap(({ name, values }) => values.map((value) => ({ value: `${name}=${value}` })));
      return matching(pairs, typed);
    },
    async fields(typed) {
      const items = await firstValueFrom(client.fields({ workspace_id, agent_id, session_id }));
      return matching(
        items.map(({ field, sessions }) => ({ value: field, description: counted(sessions) })),
        typed,
      );
    },
    async conditions(typed) {
      const begun = parseCondition(typed);
      if (begun === null || begun.field.includes('$')) return [];
      const { field, operator, value } = begun;
      const items = await firstValueFrom(
        client.fieldValues({ workspace_id, agent_id, session_id, field, limit: MOST_OPTIONS }),
      );
      return items
        .filter((item) => item.value.toLowerCase().includes(value.trim().toLowerCase()))
        .map((item) => ({ value: `${field}${operator}${item.value}`, description: counted(item.sessions) }));
    },
    states: (typed) =>
      Promise.resolve(
        matching(
          Object.entries(SESSION_STATES).map(([value, { text }]) => ({ value, label: text })),
          typed,
        ),
      ),
    events: (typed) =>
      Promise.resolve(
        matching(
          EVENT_KINDS.map(({ kind, title }) => ({ value: kind, label: title })),
          typed,
        ),
      ),
  };
}
