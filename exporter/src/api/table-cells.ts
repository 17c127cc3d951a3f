import { SCORE_NAMES, unitOfMetric, type TableColumn } from '@shadower-training/contract';
import type { StoredSession } from './stored-session.js';

export type CellValue = string | number | boolean | null;

/** What the table says about a session under one name. */
export interface Cell {
  readonly name: string;
  readonly kind: TableColumn['kind'];
  readonly unit: string | null;
  readonly isTime: boolean;
  /** Whether the value is a list, written as JSON. */
  readonly isList: boolean;
  readonly value: CellValue;
}

const IDENTITY = [
  'session_id',
  'name',
  'agent_id',
  'group',
  'base_model',
  'training_type',
  'model_version',
  'notes',
] as const;
const STATE_UNITS = {
  state: null,
  phase: null,
  objective_value: null,
  objective_best: null,
  best_step: 'count',
  best_epoch: 'count',
  steps_since_best: 'count',
  best_validation_loss: null,
  final_training_loss: null,
  final_validation_loss: null,
  current_epoch: 'count',
  completed_steps: 'count',
  total_steps: 'count',
  total_epochs: 'count',
  time_left_seconds: 'seconds',
  duration_hours: 'hours',
  training_cost_usd: 'usd',
  diverged_at_step: null,
  overfitting_detected: null,
  convergence_achieved: null,
  early_stopping_triggered: null,
  step_seconds: 'seconds',
  total_tokens_processed: 'count',
  values: 'count',
  error_details: null,
} as const;
const TIMES = ['started_at', 'completed_at', 'last_news_at'] as const;
const RESOURCE_UNITS = {
  gpu_hours: 'hours',
  memory_peak_gb: 'gigabytes',
  compute_cost_usd: 'usd',
  training_time_hours: 'hours',
} as const;
/** Parts of the training configuration that have columns of their own. */
const SHOWN_ELSEWHERE = new Set(['model_base', 'training_type', 'hyperparameters']);

/** All cells of a session, in the order of the table. Names are those of conditions. */
export function cellsOf({ summary, final_metrics }: StoredSession): Cell[] {
  const cells: Cell[] = [];
  const add = (kind: Cell['kind'], name: string, value: unknown, unit: string | null = null, isTime = false): void => {
    const isList = Array.isArray(value);
    const written = isList ? JSON.stringify(value) : isScalar(value) ? value : null;
    cells.push({ name, kind, unit, isTime, isList, value: written });
  };
  for (const name of IDENTITY) add('identity', name, summary[name]);
  for (const [name, unit] of Object.entries(STATE_UNITS))
    add('state', name, summary[name as keyof typeof STATE_UNITS], unit);
  for (const part of ['metric', 'direction'] as const) add('state', `objective.${part}`, summary.objective[part]);
  add('state', 'attention', summary.attention.level);
  add('state', 'attention.reason', summary.attention.reason);
  for (const name of TIMES) add('state', name, summary[name] === null ? null : Date.parse(summary[name]), null, true);
  for (const [name, value] of Object.entries(summary.tags ?? {})) add('tag', `tags.${name}`, value);
  for (const [name, value] of Object.entries(summary.hyperparameters))
    add('hyperparameter', `hyperparameters.${name}`, value);
  for (const [name, value] of flatten(summary.training_config ?? {}, SHOWN_ELSEWHERE))
    add('configuration', `training_config.${name}`, value);
  for (const [name, value] of Object.entries(final_metrics))
    add('metric', `metrics.${name}`, value, unitOfMetric(name));
  for (const name of SCORE_NAMES) add('score', `quality_metrics.${name}`, summary.quality_metrics[name], 'ratio');
  for (const [name, unit] of Object.entries(RESOURCE_UNITS)) {
    add('resource', `resource_usage.${name}`, summary.resource_usage[name as keyof typeof RESOURCE_UNITS], unit);
  }
  for (const [name, value] of flatten(summary.environment ?? {}, new Set()))
    add('environment', `environment.${name}`, value);
  return cells;
}

function isScalar(value: unknown): value is CellValue {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Scalars and lists of a nested object by their dotted names, two levels deep; what lies deeper is not for a table. */
function flatten(object: Readonly<Record<string, unknown>>, without: ReadonlySet<string>): [string, unknown][] {
  return Object.entries(object)
    .filter(([name]) => !without.has(name))
    .flatMap(([name, value]): [string, unknown][] => {
      if (isScalar(value) || Array.isArray(value)) return [[name, value]];
      const inner = Object.entries(value as Record<string, unknown>);
      return inner.flatMap(([key, part]): [string, unknown][] => (isScalar(part) ? [[`${name}.${key}`, part]] : []));
    });
}
