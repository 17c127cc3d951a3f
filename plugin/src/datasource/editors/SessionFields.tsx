/** Which sessions: workspace, agents, sessions, states. */
import { InlineFieldRow } from '@grafana/ui';
import type { TrainingQuery } from '../query';
import type { ExporterClient } from '../client/client';
import { ListField } from './ListField';
import type { OptionLists } from './option-lists';
import { useSessionNames } from './useSessionNames';

export interface SessionFieldsProps {
  client: ExporterClient;
  query: Pick<TrainingQuery, 'kind' | 'workspace' | 'agents' | 'sessions' | 'states'>;
  lists: OptionLists;
  /** Whether the token leaves the choice of a workspace. */
  choosesWorkspace: boolean;
  change: (part: Partial<TrainingQuery>) => void;
}

/** What an empty list of sessions means, by kind. */
function emptyMeans(kind: TrainingQuery['kind']): string {
  if (kind === 'progress') return 'Choose a session';
  if (kind === 'sessions' || kind === 'table' || kind === 'events') return 'All in the time range';
  return 'The newest in the time range';
}

export function SessionFields({ client, query, lists, choosesWorkspace, change }: SessionFieldsProps) {
  const names = useSessionNames(client, query.sessions ?? []);
  return (
    <InlineFieldRow>
      {choosesWorkspace && (
        <ListField
          label="Workspace"
          tooltip="Without tokens the exporter keeps workspaces apart by name. Empty: the default workspace."
          placeholder="default"
          values={query.workspace ? [query.workspace] : []}
          load={lists.workspaces}
          onChange={(values) => change({ workspace: values.at(-1), agents: [], sessions: [] })}
        />
      )}
      <ListField
        label="Agents"
        tooltip="Whose sessions. A variable such as $agent may be typed."
        placeholder="All agents"
        values={query.agents ?? []}
        load={lists.agents}
        onChange={(agents) => change({ agents })}
      />
      <ListField
        label="Sessions"
        tooltip="Which sessions. A variable such as $session may be typed; with several values, or All, each is shown."
        placeholder={emptyMeans(query.kind)}
        values={query.sessions ?? []}
        load={lists.sessions}
        nameOf={(id) => names.get(id)}
        onChange={(sessions) => change({ sessions })}
        minWidth={32}
      />
      {query.kind !== 'progress' && (
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
