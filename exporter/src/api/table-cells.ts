import { SCORE_NAMES, unitOfMetric, type TableColumn } from '@shadower-training/contract';
import type { StoredSession } from './stored-session.js';

export type CellValue = string | number | boolean | null;

/** What the table says about a session under one name. */
export interface Cell {
  readonly name: string;
  readonly kind: TableColumn['kind'];
  readonly unit: string | null;
  readonly isTime: boolean;
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
  objective_value: null,
  objective_best: null,
  best_step: 'count',
  best_epoch: 'count',
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
    cells.push({ name, kind, unit, isTime, value: isScalar(value) ? value : null });
  };
  for (const name of IDENTITY) add('identity', name, summary[name]);
  for (const [name, unit] of Object.entries(STATE_UNITS))
    add('state', name, summary[name as keyof typeof STATE_UNITS], unit);
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

/** Scalars of a nested object by their dotted names, two levels deep; what lies deeper is not for a table. */
function flatten(object: Readonly<Record<string, unknown>>, without: ReadonlySet<string>): [string, CellValue][] {
  return Object.entries(object)
    .filter(([name]) => !without.has(name))
    .flatMap(([name, value]): [string, CellValue][] => {
      if (isScalar(value)) return [[name, value]];
      if (Array.isArray(value)) return [[name, JSON.stringify(value)]];
      const inner = Object.entries(value as Record<string, unknown>);
      return inner.flatMap(([key, part]): [string, CellValue][] => (isScalar(part) ? [[`${name}.${key}`, part]] : []));
    });
}
