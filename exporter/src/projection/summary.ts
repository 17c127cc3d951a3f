import {
  namesOfMetric,
  SCORE_NAMES,
  type Objective,
  type QualityDetails,
  type QualityMetrics,
  type SessionSummary,
} from '@shadower-training/contract';

import type { SessionScores } from '../analytics/session/index.js';
import { attentionOf } from './attention.js';
import { durationHours, resourceUsageOf } from './cost.js';
import { objectiveOf, totalEpochsOf } from './describe.js';
import type { ScoreCurves } from './score-curves.js';
import type { LiveSession, SessionFacts } from './session.js';
import { completedEpochs, currentEpoch } from './epochs.js';
import { sparkline } from './sparkline.js';
import { completedSteps } from './steps.js';
import { naiveTimeLeft, plannedSteps } from './time-left.js';

/** What a summary takes beside the session itself. */
export interface SummaryContext {
  /** Null for a session whose curves are not in memory: then the known sparkline stays. */
  readonly curves: ScoreCurves | null;
  readonly known: SessionSummary | null;
  /** The address of the session's page. */
  readonly url: string;
}

/** A session as lists, tables and the live stream carry it. */
export function summarize(session: LiveSession, context: SummaryContext): SessionSummary {
  const { facts, pace } = session;
  const { description, scores } = facts;
  const config = description.training_config;
  const usage = resourceUsageOf(facts);
  const objective = effectiveObjective(facts);
  // The best of a loss that stands in for a stated objective is not the objective's best.
  const best = scores !== null && scores.best?.metric === objective.metric ? scores.best : null;
  const timeLeft = naiveTimeLeft(session);
  return {
    ...description,
    total_epochs: totalEpochsOf(description) ?? undefined,
    total_steps: plannedSteps(facts) ?? undefined,
    workspace_id: facts.workspace_id,
    session_id: facts.session_id,
    agent_id: facts.agent_id,
    training_type: config?.training_type ?? null,
    base_model: config?.model_base ?? null,
    hyperparameters: config?.hyperparameters ?? {},
    dataset_size: config?.dataset?.size ?? null,
    dataset_quality_score: config?.dataset?.quality_score ?? null,
    state: facts.state,
    phase: facts.phase,
    attention: attentionOf(facts),
    objective,
    objective_value: newest(facts, objective.metric),
    objective_best: best?.value ?? null,
    objective_values: facts.objective_values,
    best_step: best?.step ?? null,
    best_epoch: best?.epoch ?? null,
    steps_since_best:
      best === null || facts.completed_steps === null ? null : Math.max(0, facts.completed_steps - best.step),
    current_epoch: currentEpoch(facts),
    completed_epochs: completedEpochs(facts),
    completed_steps: completedSteps(facts),
    step_seconds: pace.stepSeconds,
    time_left_seconds: timeLeft,
    time_left_method: timeLeft === null ? null : 'naive',
    final_training_loss: newest(facts, 'training_loss'),
    final_validation_loss: newest(facts, 'validation_loss'),
    best_validation_loss: bestValidationLoss(session, context) ?? context.known?.best_validation_loss ?? null,
    overfitting_detected: scores?.overfitting_detected ?? null,
    early_stopping_triggered: facts.early_stopping_triggered,
    convergence_achieved: scores?.convergence_achieved ?? null,
    diverged_at_step: scores?.diverged_at_step ?? null,
    ...quality(scores),
    resource_usage: usage,
    total_tokens_processed: facts.total_tokens_processed ?? finite(newest(facts, 'tokens_total')),
    training_cost_usd: usage.compute_cost_usd,
    started_at: instant(facts.started_at),
    completed_at: facts.completed_at === null ? null : instant(facts.completed_at),
    last_news_at: instant(facts.last_news_at),
    duration_hours: durationHours(facts),
    attempts: facts.attempts.map((attempt) => ({
      attempt: attempt.attempt,
      started_at: instant(attempt.started_at),
      ended_at: attempt.ended_at === null ? null : instant(attempt.ended_at),
      first_step: attempt.first_step,
      last_step: attempt.last_step,
      active_hours: attempt.active / 3_600_000,
    })),
    values: facts.values,
    values_after_completion: facts.values_after_completion,
    error_details: facts.error_details,
    sparkline:
      context.curves === null ? (context.known?.sparkline ?? null) : sparklineOf(context.curves, objective.metric),
    url: context.url,
  };
}

/** The objective as stated; where none was and its default was never logged, the loss that stands in for it. */
function effectiveObjective(facts: SessionFacts): Objective {
  const { description, scores } = facts;
  const objective = objectiveOf(facts);
  const metric = scores?.best?.metric;
  const standsIn = description.objective === undefined && metric !== undefined && metric !== objective.metric;
  return standsIn ? { metric, direction: 'minimize' } : objective;
}

function sparklineOf(curves: ScoreCurves, objective: string): SessionSummary['sparkline'] {
  return sparkline('training_loss', curves.curve('training_loss')) ?? sparkline(objective, curves.curve(objective));
}

function bestValidationLoss(session: LiveSession, { curves }: SummaryContext): number | null {
  const { best } = session.facts.scores ?? {};
  if (best?.metric === 'validation_loss') return best.value;
  const values = curves?.curve('validation_loss')?.values;
  if (!values) return null;
  let lowest = Infinity;
  for (let index = 0; index < values.length; index++)
    lowest = Math.min(lowest, Number.isFinite(values[index]) ? values[index]! : Infinity);
  return Number.isFinite(lowest) ? lowest : null;
}

function newest(facts: SessionFacts, metric: string): SessionSummary['objective_value'] {
  for (const name of namesOfMetric(metric)) {
    const value = facts.final_metrics[name];
    if (value !== undefined) return value;
  }
  return null;
}

function finite(value: SessionSummary['objective_value']): number | null {
  return typeof value === 'number' ? value : null;
}

function quality(scores: SessionScores | null): { quality_metrics: QualityMetrics; quality_details: QualityDetails } {
  const unscored = { value: null, n: 0, reason: 'no values yet', low_confidence: true, step: null };
  const metrics: Partial<QualityMetrics> = {};
  const details: Partial<QualityDetails> = {};
  for (const name of SCORE_NAMES) {
    const { value, ...detail } = scores?.[name] ?? unscored;
    metrics[name] = value;
    details[name] = detail;
  }
  return { quality_metrics: metrics as QualityMetrics, quality_details: details as QualityDetails };
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
