/** The editor of dashboard variables: workspace -> agent -> session. */
import type { QueryEditorProps } from '@grafana/data';
import { InlineFieldRow, type ComboboxOption } from '@grafana/ui';
import { useMemo } from 'react';
import type { AskingDatasource } from '../asking-datasource';
import type { TrainingOptions } from '../options';
import type { TrainingQuery } from '../query';
import { migrateVariableQuery, type VariableKind, type VariableQuery } from '../variable-query';
import { ChoiceField } from './ChoiceField';
import { ListField } from './ListField';
import { optionLists } from './option-lists';
import { TextField } from './TextField';

const KINDS: Array<ComboboxOption<VariableKind>> = [
  { value: 'workspaces', label: 'Workspaces' },
  { value: 'agents', label: 'Agents' },
  { value: 'sessions', label: 'Sessions' },
  { value: 'metrics', label: 'Metrics' },
  { value: 'tags', label: 'Tags', description: 'Names of tags, or the values of one' },
  { value: 'states', label: 'States' },
];

/** Kinds that can be narrowed by agent. */
const BY_AGENT: readonly VariableKind[] = ['sessions', 'metrics', 'tags'];

type Props = QueryEditorProps<AskingDatasource, TrainingQuery, TrainingOptions, VariableQuery>;

export function VariableQueryEditor({ datasource, query: stored, onChange }: Props) {
  const query = migrateVariableQuery(stored);
  const { client, replace } = datasource;
  const { workspace, agents } = query;
  const lists = useMemo(
    () => optionLists(client, replace, { kind: 'series', workspace, agents }),
    [client, replace, workspace, agents],
  );
  const change = (part: Partial<VariableQuery>) => onChange({ ...query, ...part });
  return (
    <InlineFieldRow>
      <ChoiceField
        label="Values"
        tooltip="What the variable can be set to."
        value={query.kind}
        options={KINDS}
        onChange={(kind) => change({ kind })}
      />
      {query.kind !== 'workspaces' && query.kind !== 'states' && (
        <ListField
          label="Workspace"
          tooltip="Only where the token is not bound to one; $workspace for a variable."
          placeholder="default"
          values={workspace ? [workspace] : []}
          load={lists.workspaces}
          onChange={(values) => change({ workspace: values.at(-1) })}
        />
      )}
      {BY_AGENT.includes(query.kind) && (
        <ListField
          label="Agents"
          tooltip="Only values of these agents; $agent makes this variable follow that one."
          placeholder="All agents"
          values={agents ?? []}
          load={lists.agents}
          onChange={(values) => change({ agents: values })}
        />
      )}
      {query.kind === 'sessions' && (
        <ListField
          label="States"
          tooltip="Only sessions in these states."
          placeholder="Any state"
          values={query.states ?? []}
          load={lists.states}
          onChange={(states) => change({ states })}
        />
      )}
      {query.kind === 'tags' && (
        <TextField
          label="Tag"
          tooltip="The tag whose values are wanted; empty for the names of all tags."
          placeholder="All names"
          value={query.tag ?? ''}
          onCommit={(tag) => change({ tag: tag.trim() || undefined })}
        />
      )}
    </InlineFieldRow>
  );
}
