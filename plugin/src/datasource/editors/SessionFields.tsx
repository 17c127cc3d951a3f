/** Which sessions: workspace, agents, sessions, states. Shared by queries and variables. */
import { InlineFieldRow } from '@grafana/ui';
import type { TrainingQuery } from '../query';
import type { ExporterClient } from '../client/client';
import { fieldRow } from './field-rows';
import { ListField } from './ListField';
import type { OptionLists } from './option-lists';
import { useSessionNames } from './useSessionNames';

export type SessionField = 'workspace' | 'agents' | 'sessions' | 'states';
type Narrowing = Pick<TrainingQuery, SessionField>;

export interface SessionFieldsProps {
  client: ExporterClient;
  query: Narrowing;
  lists: OptionLists;
  /** Which fields, in this order. */
  fields: readonly SessionField[];
  /** What an empty list of sessions means. */
  emptySessions?: string;
  change: (part: Partial<Narrowing>) => void;
}

export function SessionFields({ client, query, lists, fields, emptySessions = 'All', change }: SessionFieldsProps) {
  const names = useSessionNames(client, query.sessions ?? []);
  const has = (field: SessionField) => fields.includes(field);
  return (
    <InlineFieldRow className={fieldRow()}>
      {has('workspace') && (
        <ListField
          label="Workspace"
          tooltip="Without tokens the exporter keeps workspaces apart by name. Empty: the default workspace."
          placeholder="default"
          values={query.workspace ? [query.workspace] : []}
          load={lists.workspaces}
          onChange={(values) => change({ workspace: values.at(-1), agents: [], sessions: [] })}
        />
      )}
      {has('agents') && (
        <ListField
          label="Agents"
          tooltip="Whose sessions. A variable such as $agent may be typed."
          placeholder="All agents"
          values={query.agents ?? []}
          load={lists.agents}
          onChange={(agents) => change({ agents })}
        />
      )}
      {has('sessions') && (
        <ListField
          label="Sessions"
          tooltip="Which sessions. A variable such as $session may be typed; with several values, or All, each is shown."
          placeholder={emptySessions}
          values={query.sessions ?? []}
          load={lists.sessions}
          nameOf={(id) => names.get(id)}
          onChange={(sessions) => change({ sessions })}
          minWidth={32}
        />
      )}
      {has('states') && (
        <ListField
          label="States"
          tooltip="Only sessions in these states."
          placeholder="Any state"
          values={query.states ?? []}
          load={lists.states}
          onChange={(states) => change({ states })}
        />
      )}
    </InlineFieldRow>
  );
}
