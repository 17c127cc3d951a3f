import type { Curve } from './curve.js';
import { isHeldOut, isLoss, toErrorCurve, type ErrorCurve, type Objective } from './error-curve.js';

/** Which of a session's curves each score may and should read: the objective first, what stands in for it after. */

/** What is known of a session up to some step. Curves end at that step: nothing here looks past what it is given. */
export interface SessionScoresInput {
  readonly objective: Objective;
  /** The objective as logged; null or empty when it was not. */
  readonly objectiveCurve: Curve | null;
  readonly validationLoss: Curve | null;
  readonly trainingLoss: Curve | null;
  /** The contract's training type; in `reinforcement` every loss is a policy loss. */
  readonly trainingType?: string | null;
  /** `policy_or_preference` for GRPO, PPO, DPO and their like: such a loss says nothing about how good the model is. */
  readonly trainingLossKind: 'loss' | 'policy_or_preference';
  /** Epochs trained in all, for a run that logs no epochs (overtraining.ts). */
  readonly totalEpochs?: number | null;
  /** Active hours so far. */
  readonly hours?: number | null;
  /** Epochs (counted from 1) against steps. */
  readonly epochsAtSteps?: Curve | null;
}

/** A metric that a score is computed from. */
export interface Source {
  readonly metric: string;
  readonly curve: Curve;
  readonly error: ErrorCurve;
  /** Why this metric and not the one that was asked for; null when it is that one. */
  readonly note: string | null;
}

/** The input as the scores may use it: curves without points are null, and losses that measure no quality are left out. */
export interface Usable {
  readonly objective: Objective;
  readonly objectiveCurve: Curve | null;
  readonly validationLoss: Curve | null;
  readonly trainingLoss: Curve | null;
  readonly epochs: Curve | null;
  readonly policy: boolean;
}

/** Leaves out what may not feed a score. */
export function usable(input: SessionScoresInput): Usable {
  const policy = input.trainingLossKind === 'policy_or_preference' || input.trainingType === 'reinforcement';
  return {
    objective: input.objective,
    objectiveCurve: unlessEmpty(input.objectiveCurve),
    validationLoss: policy ? null : unlessEmpty(input.validationLoss),
    trainingLoss: policy ? null : unlessEmpty(input.trainingLoss),
    epochs: unlessEmpty(input.epochsAtSteps ?? null),
    policy,
  };
}

function source(metric: string, direction: Objective['direction'], curve: Curve, note: string | null): Source {
  return { metric, curve, error: toErrorCurve(curve, { metric, direction }), note };
}

/** What best, convergence and stability follow: the objective, else validation loss, else training loss. */
export function progressSource({ objective, objectiveCurve, validationLoss, trainingLoss }: Usable): Source | null {
  if (objectiveCurve !== null) return source(objective.metric, objective.direction, objectiveCurve, null);
  const missing = `no values of ${objective.metric}`;
  if (validationLoss !== null) {
    const isObjective = objective.metric === 'validation_loss';
    return source(
      'validation_loss',
      'minimize',
      validationLoss,
      isObjective ? null : `from validation_loss: ${missing}`,
    );
  }
  if (trainingLoss === null) return null;
  return source('training_loss', 'minimize', trainingLoss, `from training_loss: ${missing}`);
}

/** What overfitting is measured on: an objective on held-out data, else validation loss. */
export function heldOutSource({ objective, objectiveCurve, validationLoss, policy }: Usable): Source | null {
  const named = isHeldOut(objective.metric) && !(policy && isLoss(objective.metric));
  if (objectiveCurve !== null && named) return source(objective.metric, objective.direction, objectiveCurve, null);
  if (validationLoss === null) return null;
  const note = named
    ? `no values of ${objective.metric}`
    : `${objective.metric} is not named as measured on held-out data`;
  const isObjective = objective.metric === 'validation_loss';
  return source('validation_loss', 'minimize', validationLoss, isObjective ? null : `from validation_loss: ${note}`);
}

function unlessEmpty(curve: Curve | null): Curve | null {
  return curve === null || curve.steps.length === 0 ? null : curve;
}
