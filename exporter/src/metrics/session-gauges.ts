import {
  CANONICAL_METRICS,
  liveStateSchema,
  finishedStateSchema,
  SCORE_NAMES,
  UNITS,
  type SessionState,
  type SessionSummary,
  type Unit,
} from '@shadower-training/contract';
import type { NewestValues } from '../threads/writer-protocol.js';

/** States in the order of their numbers. */
export const STATES: readonly SessionState[] = [...liveStateSchema.options, ...finishedStateSchema.options];
/** Levels of attention in the order of their numbers. */
const LEVELS: readonly SessionSummary['attention']['level'][] = ['none', 'info', 'warning', 'critical'];

const BASE_UNITS: readonly Unit[] = ['none', 'count', 'seconds', 'bytes', 'per_second', 'watts', 'usd', 'flops'];

/** A gauge that every live session may have. */
export interface SessionGauge {
  /** Behind `shadower_training_session_`. */
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  /** Null: the session has no such series. */
  readonly value: (summary: SessionSummary, newest: NewestValues) => number | null;
}

const gauge = (
  name: string,
  help: string,
  value: (summary: SessionSummary) => number | null | undefined,
): SessionGauge => ({ name, type: 'gauge', help, value: (summary) => value(summary) ?? null });

/** A gauge of what the projection tells for alerts (projection/alert-values.ts). */
const told = (name: string, help: string, key: string): SessionGauge => ({
  name,
  type: 'gauge',
  help,
  value: (_summary, newest) => newest[key] ?? null,
});

const numbered = (words: readonly string[]): string => words.map((word, number) => `${number} ${word}`).join(', ');

/** The gauges of a session, state and attention first: these every session has. */
export const SESSION_GAUGES: readonly SessionGauge[] = [
  gauge('state', `State of the session: ${numbered(STATES)}.`, ({ state }) => STATES.indexOf(state)),
  gauge('attention', `Whether someone should look at the session: ${numbered(LEVELS)}.`, ({ attention }) =>
    LEVELS.indexOf(attention.level),
  ),
  gauge('last_news_timestamp_seconds', 'Time of the last points, event or heartbeat.', (summary) =>
    instant(summary.last_news_at),
  ),
  gauge('started_timestamp_seconds', 'When the session started.', (summary) => instant(summary.started_at)),
  gauge('completed_timestamp_seconds', 'When the session ended.', (summary) => instant(summary.completed_at)),
  gauge('step', 'The step that training has reached.', (summary) => summary.completed_steps),
  gauge('epoch', 'The epoch that training is in.', (summary) => summary.current_epoch),
  gauge('planned_steps', 'Steps that are planned.', (summary) => summary.total_steps),
  gauge('planned_epochs', 'Epochs that are planned.', (summary) => summary.total_epochs),
  gauge('steps_per_second', 'Throughput: one over the median time of a recent step.', ({ step_seconds }) =>
    step_seconds === null || step_seconds === 0 ? null : 1 / step_seconds,
  ),
  gauge('time_left_seconds', 'Naive forecast: steps that remain times the usual time of one.', (summary) =>
    summary.state === 'running' ? summary.time_left_seconds : null,
  ),
  gauge('active_seconds', 'Time in training, gaps by silence left out.', ({ resource_usage }) =>
    times(resource_usage.training_time_hours, 3_600),
  ),
  gauge(
    'cost_usd',
    'What the session has cost, reported or computed from its price.',
    (summary) => summary.training_cost_usd,
  ),
  gauge('cost_limit_usd', 'What the session may cost.', ({ monitoring_config }) => monitoring_config?.budget_usd),
  gauge(
    'gpu_seconds',
    'Time of all GPUs of the session, reported or computed from their number.',
    ({ resource_usage }) => times(resource_usage.gpu_hours, 3_600),
  ),
  gauge('memory_peak_bytes', 'The most memory that the session had in use, as reported.', ({ resource_usage }) =>
    times(resource_usage.memory_peak_gb, 1e9),
  ),
  gauge('objective', 'Newest value of the objective, which session_info names.', ({ objective_value }) =>
    objective_value === null ? null : Number(objective_value),
  ),
  gauge('objective_best', 'Best value of the objective.', (summary) => summary.objective_best),
  gauge('steps_since_best', 'Steps since the best value of the objective.', (summary) => summary.steps_since_best),
  gauge('diverged', '1 once the objective, validation or training loss was NaN or infinite.', ({ diverged_at_step }) =>
    diverged_at_step === null ? 0 : 1,
  ),
  told(
    'objective_behind_ratio',
    'How far the objective is behind its best, as a share of its range.',
    'objective_behind',
  ),
  told(
    'evaluations_behind',
    'The last values of the objective in a row that were behind its best by 10 % of its range.',
    'evaluations_behind',
  ),
  told('last_checkpoint_timestamp_seconds', 'When the session saved its last checkpoint.', 'last_checkpoint_at'),
  told('checkpoint_interval_seconds', 'The usual time between its checkpoints.', 'checkpoint_interval_seconds'),
  ...SCORE_NAMES.map((name) =>
    gauge(
      `${name}_ratio`,
      `Score of the session, 0 to 1: ${name} of docs/metrics.md.`,
      ({ quality_metrics }) => quality_metrics[name],
    ),
  ),
  ...CANONICAL_METRICS.map((metric): SessionGauge => {
    const { suffix, factor, type } = inBaseUnit(metric.name, metric.unit);
    const whose = metric.kind === 'resources' ? 'Newest sample' : 'Newest value';
    return {
      name: suffix,
      type,
      help: `${whose}: ${metric.description.replace(', by label gpu', ', over all GPUs')}.`,
      value: (_summary, newest) => times(newest[metric.name] ?? null, factor),
    };
  }),
];

/** What a session is, on one series beside its gauges: to be joined by the labels that all of them carry. */
export function infoLabels(summary: SessionSummary): Record<string, string> {
  const { environment, training_config } = summary;
  const labels: Record<string, string | null | undefined> = {
    name: summary.name,
    group: summary.group,
    base_model: summary.base_model,
    model_version: summary.model_version,
    training_type: summary.training_type ?? training_config?.training_type,
    dataset_id: summary.dataset_id,
    objective: summary.objective.metric,
    direction: summary.objective.direction,
    owner: summary.tags?.['owner'],
    host: environment?.host,
    gpu_name: environment?.gpu_name,
    url: summary.url,
  };
  return Object.fromEntries(
    Object.entries(labels).flatMap(([name, value]) => (value ? [[name, value.toWellFormed()]] : [])),
  );
}

/** The name and the factor by which a canonical metric comes into base units: shares of 1 instead of percent. */
function inBaseUnit(name: string, unit: Unit): { suffix: string; factor: number; type: SessionGauge['type'] } {
  const type = name.endsWith('_total') ? 'counter' : 'gauge';
  if (unit === 'percent') return { suffix: name.replace(/_percent$/, '_ratio'), factor: 0.01, type };
  if (unit === 'ratio') return { suffix: `${name}_ratio`, factor: 1, type };
  if (BASE_UNITS.includes(unit)) return { suffix: name, factor: 1, type };
  throw new Error(`no base unit is known for ${name} in ${UNITS[unit].description}`);
}

function instant(text: string | null): number | null {
  return text === null ? null : Date.parse(text) / 1_000;
}

function times(value: number | null, factor: number): number | null {
  return value === null ? null : value * factor;
}
