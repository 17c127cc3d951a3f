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

/**
 * What alert rules in Grafana compare: the newest of a live session under canonical names, at the moment of writing. With
 * the InfluxDB store only; answers of the API do not read it. Times are whole epoch seconds.
 */
export const TRAINING_ALERT: MeasurementDeclaration = {
  name: 'training_alert',
  description:
    'What alert rules compare: the newest of each live session, every ten seconds and at each change of state.',
  tags: ['workspace_id', 'session_id', 'agent_id', 'owner', 'configuration'],
  labels: false,
  layout: 'rows',
  coordinates: [],
  fields: {
    /** Its place among the states, because alert rules compare numbers. */
    state: { type: 'number' },
    step: { type: 'number', unit: 'count' },
    started_at: { type: 'number' },
    /** 0 until it has ended: a rule cannot tell a field that is missing from one that it waits for. */
    completed_at: { type: 'number' },
    last_news_at: { type: 'number' },
    age_seconds: { type: 'number', unit: 'seconds' },
    diverged: { type: 'number' },
    overfitting_score: { type: 'number', unit: 'ratio' },
    objective_behind: { type: 'number', unit: 'ratio' },
    evaluations_behind: { type: 'number', unit: 'count' },
    cost_usd: { type: 'number', unit: 'usd' },
    cost_limit_usd: { type: 'number', unit: 'usd' },
    training_loss: { type: 'number' },
    gradient_norm: { type: 'number' },
    steps_per_second: { type: 'number', unit: 'per_second' },
    /** The same once an hour: what sessions of a configuration are held against for weeks. */
    hourly_steps_per_second: { type: 'number', unit: 'per_second' },
    checkpoint_age_seconds: { type: 'number', unit: 'seconds' },
    checkpoint_interval_seconds: { type: 'number', unit: 'seconds' },
  },
};

/**
 * What retention leaves of a measurement's curves: of each part of them the first, lowest, highest and last point, each
 * as it was logged. `part` counts how often a session was downsampled: after a resume there is more to do.
 */
function downsampled(declaration: MeasurementDeclaration): MeasurementDeclaration {
  return {
    ...declaration,
    name: `${declaration.name}_downsampled`,
    description: `${declaration.description} Downsampled by retention.`,
    tags: [...declaration.tags, 'part'],
  };
}

/** Where the downsampled points of a measurement lie, by its name. */
export const DOWNSAMPLED: Readonly<Record<string, MeasurementDeclaration>> = Object.fromEntries(
  [TRAINING_STEP, TRAINING_RESOURCE, TRAINING_SESSION].map((declaration) => [
    declaration.name,
    downsampled(declaration),
  ]),
);

/** Every measurement that the exporter writes. */
export const MEASUREMENTS: readonly MeasurementDeclaration[] = [
  TRAINING_STEP,
  TRAINING_RESOURCE,
  TRAINING_SESSION,
  TRAINING_EVENT,
  TRAINING_ALERT,
  ...Object.values(DOWNSAMPLED),
];
