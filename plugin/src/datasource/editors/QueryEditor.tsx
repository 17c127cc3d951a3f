/** The query editor: kind -> agents -> sessions -> metrics -> x-axis, each list narrowed by what stands before it. */
import type { QueryEditorProps } from '@grafana/data';
import { InlineFieldRow, type ComboboxOption } from '@grafana/ui';
import { useMemo } from 'react';
import type { TrainingDatasource } from '../Datasource';
import { migrateQuery } from '../migrate-query';
import type { TrainingOptions } from '../options';
import { DEFAULT_METRICS, isCurveKind, type ProgressPart, type QueryKind, type TrainingQuery } from '../query';
import { ChoiceField } from './ChoiceField';
import { CurveFields } from './CurveFields';
import { fieldRow } from './field-rows';
import { ListField } from './ListField';
import { ListFields } from './ListFields';
import { optionLists } from './option-lists';
import { SessionFields, type SessionField } from './SessionFields';
import { StatusProblem } from './StatusProblem';
import { SwitchField } from './SwitchField';
import { TableFields } from './TableFields';
import { useStatus } from './useStatus';

const KINDS: Array<ComboboxOption<QueryKind>> = [
  { value: 'series', label: 'Curves', description: 'Metrics as training code logged them' },
  { value: 'sessions', label: 'Sessions', description: 'A row a session: state, progress, scores' },
  { value: 'scores', label: 'Scores over time', description: 'How the scores of a session developed' },
  { value: 'resources', label: 'Resources', description: 'CPU, memory and GPU of the training process' },
  { value: 'table', label: 'Compare', description: 'Hyperparameters, metrics and environment side by side' },
  { value: 'events', label: 'Events', description: 'Checkpoints, evaluations, state changes; also for annotations' },
  { value: 'progress', label: 'One session', description: 'Its row, its log or its configuration' },
];

const PARTS: Array<ComboboxOption<ProgressPart>> = [
  { value: 'session', label: 'State and scores' },
  { value: 'log', label: 'Log and traceback' },
  { value: 'configuration', label: 'Configuration' },
];

/** Kinds whose answer follows the live stream. */

/** A workspace can be chosen where the token leaves the choice; one session needs no state. */
function sessionFieldsOf(kind: QueryKind, choosesWorkspace: boolean): SessionField[] {
  const fields: SessionField[] = kind === 'progress' ? ['agents', 'sessions'] : ['agents', 'sessions', 'states'];
  return choosesWorkspace ? ['workspace', ...fields] : fields;
}

/** What an empty list of sessions means, by kind. */
function emptyMeans(kind: QueryKind): string {
  if (kind === 'progress') return 'Choose a session';
  return isCurveKind(kind) ? 'The newest in the time range' : 'All in the time range';
}

type Props = QueryEditorProps<TrainingDatasource, TrainingQuery, TrainingOptions>;

export function QueryEditor({ datasource, query: stored, onChange, onRunQuery }: Props) {
  const query = migrateQuery(stored);
  const { client, replace } = datasource;
  const { status, problem } = useStatus(client);
  const { kind, workspace, agents, sessions } = query;
  const lists = useMemo(
    () => optionLists(client, replace, { kind, workspace, agents, sessions }),
    [client, replace, kind, workspace, agents, sessions],
  );
  const change = (part: Partial<TrainingQuery>) => {
    onChange({ ...query, ...part });
    onRunQuery();
  };
  // Metrics of one kind mean nothing in another; everything else is worth keeping.
  const changeKind = (next: QueryKind) =>
    change({ kind: next, metrics: isCurveKind(next) ? DEFAULT_METRICS[next] : query.metrics });
  const choosesWorkspace = Boolean(workspace) || status?.workspace_id === null;
  return (
    <div>
      <StatusProblem problem={problem} />
      <InlineFieldRow className={fieldRow()}>
        <ChoiceField
          label="Show"
          tooltip="What the query asks for."
          value={kind}
          options={KINDS}
          onChange={changeKind}
        />
        {kind === 'progress' && (
          <ChoiceField
            label="Part"
            tooltip="Which part of the session."
            value={query.part ?? 'session'}
            options={PARTS}
            onChange={(part) => change({ part })}
          />
        )}
        {kind === 'events' && (
          <ListField
            label="Kinds"
            tooltip="Only events of these kinds."
            placeholder="All but log lines"
            values={query.events ?? []}
            load={lists.events}
            onChange={(events) => change({ events })}
          />
        )}
        <SwitchField
          label="Live"
          tooltip="Follows the exporter's stream, without a refresh."
          value={query.live !== false}
          onChange={(live) => change({ live })}
        />
      </InlineFieldRow>
      <SessionFields
        client={client}
        query={query}
        lists={lists}
        fields={sessionFieldsOf(kind, choosesWorkspace)}
        emptySessions={emptyMeans(kind)}
        change={change}
      />
      {isCurveKind(kind) && <CurveFields query={query} lists={lists} change={change} />}
      {kind === 'table' && <TableFields query={query} lists={lists} change={change} />}
      {kind !== 'progress' && <ListFields query={query} lists={lists} change={change} />}
    </div>
  );
}
