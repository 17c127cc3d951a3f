/** Answers of an exporter for tests: complete, so that the compiler notices when the contract grows. */
import type { Curve, LivePointsOfSeries, ScoreDetail, SessionSummary } from '@shadower-training/contract';
import type { Origin } from './meta';

export const ORIGIN: Origin = { refId: 'A', executed: 'GET /analytics/x' };

const detail = (n: number): ScoreDetail => ({ n, reason: null, low_confidence: false, step: 90 });

export function exampleSession(changes: Partial<SessionSummary> = {}): SessionSummary {
  return {
    workspace_id: 'default',
    session_id: 'session-1',
    agent_id: 'agent-1',
    name: 'first',
    training_type: null,
    base_model: null,
    hyperparameters: { learning_rate: 0.001 },
    dataset_size: null,
    dataset_quality_score: null,
    state: 'running',
    phase: 'training',
    attention: { level: 'warning', reason: 'validation loss rises' },
    objective: { metric: 'validation_loss', direction: 'minimize' },
    objective_value: 0.6,
    objective_best: 0.5,
    objective_values: 10,
    best_step: 60,
    best_epoch: 6,
    steps_since_best: 30,
    current_epoch: 9,
    completed_epochs: 9,
    completed_steps: 90,
    step_seconds: 0.5,
    time_left_seconds: 5,
    time_left_method: 'naive',
    final_training_loss: null,
    final_validation_loss: null,
    best_validation_loss: 0.5,
    overfitting_detected: true,
    early_stopping_triggered: null,
    convergence_achieved: null,
    diverged_at_step: null,
    quality_metrics: {
      overfitting_score: 0.8,
      convergence_rate: 0.7,
      stability_score: 0.9,
      generalization_score: null,
    },
    quality_details: {
      overfitting_score: detail(10),
      convergence_rate: detail(10),
      stability_score: detail(10),
      generalization_score: { n: 0, reason: 'no training loss', low_confidence: true, step: null },
    },
    resource_usage: { gpu_hours: null, memory_peak_gb: null, compute_cost_usd: null, training_time_hours: null },
    total_tokens_processed: null,
    training_cost_usd: 1.5,
    started_at: '2026-09-01T10:00:00.000Z',
    completed_at: null,
    last_news_at: '2026-09-01T10:01:00.000Z',
    duration_hours: null,
    attempts: [
      {
        attempt: 1,
        started_at: '2026-09-01T10:00:00.000Z',
        ended_at: null,
        first_step: 0,
        last_step: 90,
        active_hours: 0.1,
      },
    ],
    values: 100,
    values_after_completion: 0,
    error_details: null,
    sparkline: { metric: 'training_loss', steps: [0, 50, 90], values: [1, null, 0.4] },
    url: 'http://localhost:4319/#/sessions/session-1',
    ...changes,
  };
}

export function exampleCurve(changes: Partial<Curve> = {}): Curve {
  return {
    session_id: 'session-1',
    agent_id: 'agent-1',
    session_name: 'first',
    metric: 'validation_loss',
    attempt: null,
    labels: {},
    logged_as: ['validation_loss'],
    unit: 'none',
    combined: null,
    minimum: null,
    maximum: null,
    count: null,
    x: [0, 1, 2],
    y: [1, 0.5, 'NaN'],
    time: [1_000, 2_000, 3_000],
    total: 3,
    downsampled: false,
    ...changes,
  };
}

export function examplePoints(changes: Partial<LivePointsOfSeries> = {}): LivePointsOfSeries {
  return {
    session_id: 'session-1',
    metric: 'validation_loss',
    attempt: 1,
    labels: {},
    step: [3],
    epoch: [0.3],
    time: [4_000],
    value: [0.4],
    ...changes,
  };
}
