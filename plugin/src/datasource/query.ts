/** The query model: what dashboards store. Every list may hold variables such as `$session`. */
import type { DataQuery } from '@grafana/data';
import type { AnsweredEvent, SeriesAxis, SeriesQuery, SessionState } from '@shadower-training/contract';

/** What a query asks for. */
export const QUERY_KINDS = ['sessions', 'series', 'scores', 'resources', 'table', 'events', 'progress'] as const;
export type QueryKind = (typeof QUERY_KINDS)[number];

/** Kinds that answer with curves. */
export type CurveKind = 'series' | 'scores' | 'resources';

/** Which part of a session's progress a query of that kind shows. */
export type ProgressPart = 'session' | 'log' | 'configuration';

/** How the table lays out sessions: a row a session, a row a key with a column a session, or a row a group. */
export const TABLE_VIEWS = ['sessions', 'diff', 'groups'] as const;
export type TableView = (typeof TABLE_VIEWS)[number];

/** Rises when an older model needs to be understood anew (migrate-query.ts). */
export const QUERY_VERSION = 1;

export interface TrainingQuery extends DataQuery {
  version?: number;
  kind: QueryKind;
  /** Only where the token is not bound to a workspace. */
  workspace?: string;
  /** Empty: all agents. */
  agents?: string[];
  /** Empty: the newest sessions that match the rest. */
  sessions?: string[];
  states?: Array<SessionState | string>;
  /** `name=value` */
  tags?: string[];
  group?: string;
  /** Conditions such as `hyperparameters.learning_rate>=0.001`. */
  where?: string[];
  /** A summary field to sort lists by; a leading minus for descending. Default -started_at. */
  sort?: string;
  /** At most so many sessions. Default 100 for lists, 10 for curves without chosen sessions. */
  limit?: number;
  /** Raw or canonical names of metrics, for curves. */
  metrics?: string[];
  /** Default step. */
  x?: SeriesAxis;
  /** The metric on the x-axis when x is `metric`. */
  xMetric?: string;
  /** Default joined. */
  attempts?: SeriesQuery['attempts'];
  /** Points of a curve. Default: what fits the panel. */
  points?: number;
  /** Curves over anything but time show the whole session, unless this limits them to the dashboard's range. */
  range?: 'session' | 'dashboard';
  /** Kinds of events; empty: all but log lines. */
  events?: Array<AnsweredEvent['kind'] | string>;
  /** Curves that stand for several: parallel runs of a group, or the ranks of a session. Default none. */
  combine?: SeriesQuery['combine'];
  /** For the table. Default sessions. */
  view?: TableView;
  /** For the table's view `groups`: names of columns, such as `tags.team` or `hyperparameters.optimizer`. */
  groupBy?: string[];
  /** For the table: only what sessions differ in. Default false; true for the view `diff`. */
  onlyDiffering?: boolean;
  /** Default session. */
  part?: ProgressPart;
  /** Whether the answer follows the live stream. Default true. */
  live?: boolean;
}

/** Whether a kind answers with curves. */
export function isCurveKind(kind: QueryKind): kind is CurveKind {
  return kind === 'series' || kind === 'scores' || kind === 'resources';
}

/** Metrics that a new query of a kind starts with. */
export const DEFAULT_METRICS: Record<CurveKind, string[]> = {
  series: ['training_loss', 'validation_loss'],
  scores: ['overfitting_score', 'convergence_rate', 'stability_score', 'generalization_score'],
  resources: ['cpu_percent', 'memory_percent', 'gpu_utilization_percent'],
};

/** What a new query is. */
export const DEFAULT_QUERY: Partial<TrainingQuery> = {
  version: QUERY_VERSION,
  kind: 'series',
  agents: [],
  sessions: [],
  metrics: DEFAULT_METRICS.series,
  x: 'step',
};

/** Metrics of a curve query, with the kind's own ones where none are chosen. */
export function metricsOf(query: TrainingQuery): string[] {
  if (query.metrics?.length) return query.metrics;
  return isCurveKind(query.kind) ? DEFAULT_METRICS[query.kind] : [];
}
