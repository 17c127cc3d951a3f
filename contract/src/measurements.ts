import type { MeasurementDeclaration } from './declarations.js';
import { CANONICAL_METRICS } from './metric-names.js';

const unitsOf = (kind: 'values' | 'resources') =>
  Object.fromEntries(
    CANONICAL_METRICS.filter((metric) => metric.kind === kind).map((metric) => [
      metric.name,
      { type: 'number' as const, unit: metric.unit },
    ]),
  );

const SESSION_TAGS = ['workspace_id', 'session_id', 'agent_id', 'attempt'] as const;

/** Values as training code logged them; a field a metric, under its raw name; step and epoch are fields. */
export const TRAINING_STEP: MeasurementDeclaration = {
  name: 'training_step',
  description: 'Metric values logged by training code.',
  tags: [...SESSION_TAGS, 'rank', 'node'],
  labels: true,
  layout: 'series',
  coordinates: ['step', 'epoch'],
  fields: unitsOf('values'),
};

/** Samples of CPU, memory and GPU. */
export const TRAINING_RESOURCE: MeasurementDeclaration = {
  name: 'training_resource',
  description: 'Resource samples of the training process and its host.',
  tags: [...SESSION_TAGS, 'rank', 'node'],
  labels: true,
  layout: 'series',
  coordinates: ['step', 'epoch'],
  fields: unitsOf('resources'),
};

/** Scores of a session over its steps: a score at a step depends only on values up to it. */
export const TRAINING_SESSION: MeasurementDeclaration = {
  name: 'training_session',
  description: 'Scores of a session at the steps at which they were computed.',
  tags: SESSION_TAGS,
  labels: false,
  layout: 'series',
  coordinates: ['step', 'epoch'],
  fields: {
    overfitting_score: { type: 'number', unit: 'ratio' },
    convergence_rate: { type: 'number', unit: 'ratio' },
    stability_score: { type: 'number', unit: 'ratio' },
    generalization_score: { type: 'number', unit: 'ratio' },
    diverged: { type: 'number' },
    // For alert rules.
    objective_behind: { type: 'number', unit: 'ratio' },
    evaluations_behind: { type: 'number', unit: 'count' },
    cost_usd: { type: 'number', unit: 'usd' },
    cost_limit_usd: { type: 'number', unit: 'usd' },
  },
};

/** What happened: events that training code sent, and changes of state. */
export const TRAINING_EVENT: MeasurementDeclaration = {
  name: 'training_event',
  description: 'Events of a session: checkpoints, evaluations, notes, log lines, changes of state.',
  tags: [...SESSION_TAGS, 'kind'],
  labels: false,
  layout: 'rows',
  coordinates: [],
  fields: {
    step: { type: 'number' },
    title: { type: 'string' },
    text: { type: 'string' },
    /** Of a change of state: its place among the states, because alert rules compare numbers. */
    state: { type: 'number' },
  },
};

/** Every measurement that the exporter writes. */
export const MEASUREMENTS: readonly MeasurementDeclaration[] = [
  TRAINING_STEP,
  TRAINING_RESOURCE,
  TRAINING_SESSION,
  TRAINING_EVENT,
];
