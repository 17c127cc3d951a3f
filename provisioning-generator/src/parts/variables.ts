/** Variables of the dashboards: data source -> workspace -> agent -> session, and what hangs on them. */
import {
  AdHocVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { CANONICAL_METRICS, SCORE_NAMES } from '@shadower-training/contract';
import { DATASOURCE_ID, PROMETHEUS_ID } from './ids.js';
import { PROMETHEUS } from './prometheus.js';
import { DATASOURCE } from './target.js';

/** A question for values (plugin/src/datasource/variable-query.ts). */
interface VariableQuestion {
  kind: 'workspaces' | 'agents' | 'sessions' | 'metrics' | 'values';
  workspace?: string;
  agents?: string[];
  sessions?: string[];
  /** For `values`: of what, such as `environment.host`. */
  field?: string;
}

/** What "All" is sent as: it narrows nothing, where a list of all values would be as long as the store. */
const EVERYTHING = '*';
const ALL = { selected: true, text: ['All'], value: ['$__all'] };

function fromExporter(name: string, label: string, question: VariableQuestion): QueryVariableBuilder {
  const about = [question.workspace, ...(question.agents ?? []), ...(question.sessions ?? [])].filter(Boolean);
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ refId: 'variable', ...question })
    .definition([question.kind, question.field, ...about].filter(Boolean).join(' '))
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.Disabled);
}

export const datasourceVariable = () =>
  new DatasourceVariableBuilder('datasource')
    .label('Data source')
    .description('The exporter whose sessions are shown')
    .type(DATASOURCE_ID);

export const prometheusVariable = () =>
  new DatasourceVariableBuilder('prometheus')
    .label('Prometheus')
    .description('The Prometheus that scrapes the exporters')
    .type(PROMETHEUS_ID);

const INSTANCES = 'label_values(shadower_training_build_info, instance)';

export const instanceVariable = () =>
  new QueryVariableBuilder('instance')
    .label('Exporter')
    .description('Only these exporters')
    .datasource(PROMETHEUS)
    .query({ refId: 'variable', query: INSTANCES })
    .definition(INSTANCES)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current(ALL);

export const workspaceVariable = () =>
  fromExporter('workspace', 'Workspace', { kind: 'workspaces' }).description('Workspaces that the token may see');

export const agentVariable = () =>
  fromExporter('agent', 'Agent', { kind: 'agents', workspace: '$workspace' })
    .description('Only sessions of these agents')
    .multi(true)
    .includeAll(true)
    .allValue(EVERYTHING)
    .current(ALL);

const SESSIONS: VariableQuestion = { kind: 'sessions', workspace: '$workspace', agents: ['$agent'] };

/** The sessions that a dashboard is about; the newest one until another is chosen. */
export const sessionVariable = () =>
  fromExporter('session', 'Session', SESSIONS).description('The newest comes first; several may be chosen').multi(true);

/** The sessions that are compared; all that match the rest until some are chosen. */
export const comparedSessionsVariable = () =>
  fromExporter('session', 'Sessions', SESSIONS)
    .description('All: the newest that match agent, filters and time range')
    .multi(true)
    .includeAll(true)
    .allValue(EVERYTHING)
    .current(ALL);

/** Metrics that have panels of their own: scores and resources are asked for in other ways than logged values. */
const NOT_LOGGED = [
  ...SCORE_NAMES,
  ...CANONICAL_METRICS.filter(({ kind }) => kind === 'resources').map(({ name }) => name),
];
const LOGGED = `/^(?!(?:${NOT_LOGGED.join('|')})$).+$/`;

/** All metrics of the chosen sessions, for a panel each. */
export const metricsVariable = () =>
  fromExporter('metric', 'Metrics', { kind: 'metrics', workspace: '$workspace', sessions: ['$session'] })
    .regex(LOGGED)
    .description('Metrics that have a panel of their own in "Every metric"')
    .multi(true)
    .includeAll(true)
    .current(ALL);

/** The one metric by which sessions are compared. */
export const comparedMetricVariable = () =>
  fromExporter('metric', 'Metric', { kind: 'metrics', workspace: '$workspace', agents: ['$agent'] })
    .regex(LOGGED)
    .description('The metric whose curves are laid over each other')
    .current({ selected: true, text: 'validation_loss', value: 'validation_loss' });

/** Where the chosen sessions run: seen by nobody, carried by links to other dashboards. */
export const environmentVariable = (key: 'host' | 'pod') =>
  fromExporter(key, key, {
    kind: 'values',
    workspace: '$workspace',
    sessions: ['$session'],
    field: `environment.${key}`,
  })
    .description(`The ${key}s of the chosen sessions, for links to dashboards of logs and hardware`)
    .multi(true)
    .includeAll(true)
    .current(ALL)
    .hide(VariableHide.HideVariable);

export const filtersVariable = () =>
  new AdHocVariableBuilder('filters')
    .label('Filters')
    .description('Conditions on tags, hyperparameters and metrics')
    .datasource(DATASOURCE);
