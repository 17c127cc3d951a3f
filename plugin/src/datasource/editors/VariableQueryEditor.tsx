/** The editor of dashboard variables: workspace -> agent -> session, and what hangs on them. */
import type { QueryEditorProps } from '@grafana/data';
import { InlineFieldRow, type ComboboxOption } from '@grafana/ui';
import { useEffect, useMemo } from 'react';
import type { AskingDatasource } from '../asking-datasource';
import type { TrainingOptions } from '../options';
import type { TrainingQuery } from '../query';
import { migrateVariableQuery, type VariableKind, type VariableQuery } from '../variable-query';
import { ChoiceField } from './ChoiceField';
import { fieldRow } from './field-rows';
import { ListField } from './ListField';
import { optionLists } from './option-lists';
import { SessionFields, type SessionField } from './SessionFields';
import { StatusProblem } from './StatusProblem';
import { TextField } from './TextField';
import { useStatus } from './useStatus';

const KINDS: Array<ComboboxOption<VariableKind>> = [
  { value: 'workspaces', label: 'Workspaces' },
  { value: 'agents', label: 'Agents' },
  { value: 'sessions', label: 'Sessions' },
  { value: 'metrics', label: 'Metrics' },
  { value: 'tags', label: 'Tags', description: 'Names of tags, or the values of one' },
  { value: 'states', label: 'States' },
  { value: 'values', label: 'Values of a field', description: 'Of a hyperparameter, group, tag, ...' },
];

/** What each kind can be narrowed by. */
const FIELDS: Record<VariableKind, SessionField[]> = {
  workspaces: [],
  agents: ['workspace'],
  sessions: ['workspace', 'agents', 'states'],
  metrics: ['workspace', 'agents', 'sessions'],
  tags: ['workspace', 'agents', 'sessions'],
  states: [],
  values: ['workspace', 'agents', 'sessions'],
};

type Props = QueryEditorProps<AskingDatasource, TrainingQuery, TrainingOptions, VariableQuery>;

export function VariableQueryEditor({ datasource, query: stored, onChange }: Props) {
  const query = migrateVariableQuery(stored);
  const { client, replace } = datasource;
  const { problem } = useStatus(client);
  const { kind, workspace, agents, sessions } = query;
  const lists = useMemo(
    () => optionLists(client, replace, { kind: 'series', workspace, agents, sessions }),
    [client, replace, workspace, agents, sessions],
  );
  const change = (part: Partial<VariableQuery>) => onChange({ ...query, ...part });
  // Grafana asks nothing for a variable whose query is empty: what the editor shows becomes the query.
  const isNew = !stored;
  useEffect(() => {
    if (isNew) onChange(migrateVariableQuery(undefined));
  }, [isNew, onChange]);
  return (
    <div>
      <StatusProblem problem={problem} />
      <InlineFieldRow className={fieldRow()}>
        <ChoiceField
          label="Values"
          tooltip="What the variable can be set to."
          value={kind}
          options={KINDS}
          onChange={(next) => change({ kind: next })}
        />
        {kind === 'tags' && (
          <TextField
            label="Tag"
            tooltip="The tag whose values are wanted; empty for the names of all tags."
            placeholder="All names"
            value={query.tag ?? ''}
            onCommit={(tag) => change({ tag: tag.trim() || undefined })}
          />
        )}
        {kind === 'values' && (
          <ListField
            label="Field"
            tooltip="The field whose values are wanted."
            placeholder="hyperparameters.optimizer"
            values={query.field ? [query.field] : []}
            load={lists.fields}
            onChange={(values) => change({ field: values.at(-1) })}
          />
        )}
      </InlineFieldRow>
      <SessionFields client={client} query={query} lists={lists} fields={FIELDS[kind]} change={change} />
    </div>
  );
}
