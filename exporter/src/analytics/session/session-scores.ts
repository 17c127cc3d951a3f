import { findBest, type Best } from './best.js';
import { convergence } from './convergence.js';
import { firstNonFiniteStep, lastStep } from './curve.js';
import { isHeldOut, isLoss, toErrorCurve } from './error-curve.js';
import { generalization } from './generalization.js';
import { DETECTED_FROM, overfitting, trainingFellAfterBest } from './overfitting.js';
import { overtraining, type Overtraining } from './overtraining.js';
import { withheld, withNote, type Score } from './score.js';
import {
  heldOutSource,
  progressSource,
  usable,
  type SessionScoresInput,
  type Source,
  type Usable,
} from './score-sources.js';
import { stability } from './stability.js';

export type { SessionScoresInput };

/** The quality of a session so far, under the names of the wire. Formulas and evidence: docs/metrics.md. */
export interface SessionScores {
  readonly overfitting_score: Score;
  readonly generalization_score: Score;
  readonly convergence_rate: Score;
  readonly stability_score: Score;
  /** The best value of the objective, and the step where stopping would have been best. */
  readonly best: Best | null;
  /** The first step at which 90 % of the drop was done. */
  readonly convergence_step: number | null;
  readonly convergence_achieved: boolean;
  /** A score of .5 or more while training loss fell on after the best. */
  readonly overfitting_detected: boolean;
  /** `unstable`: it diverged, or validation got worse although training loss did not fall on. */
  readonly verdict: 'overfitting' | 'unstable' | null;
  /** The first step with a NaN or an infinity in the objective, the validation or the training loss. */
  readonly diverged_at_step: number | null;
  readonly overtraining: Overtraining;
}

const POLICY_LOSS = 'a policy or preference loss does not measure quality';

/** Computes all scores of a session from its curves. Never throws: what can't be computed is null with a reason. */
export function computeSessionScores(input: SessionScoresInput): SessionScores {
  const given = usable(input);
  const all = [input.objectiveCurve, input.validationLoss, input.trainingLoss].filter((curve) => curve !== null);
  const diverged = earliest(all.map(firstNonFiniteStep));
  const progress = progressSource(given);
  const heldOut = heldOutSource(given);

  const best = progress === null ? null : findBest(progress.metric, progress.curve, progress.error, given.epochs);
  const fell = heldOut === null ? null : trainingFellAfterBest(heldOut.error, given.trainingLoss);
  const overfittingScore = scoreOverfitting(given, heldOut, fell);
  const high = overfittingScore.value !== null && overfittingScore.value >= DETECTED_FROM;
  const detected = high && fell === true;
  const scorable = progress !== null && !(given.policy && isLoss(progress.metric)) ? progress : null;
  const reason = progress === null ? `no values of ${input.objective.metric} or of what could stand in` : POLICY_LOSS;
  const converging = scorable === null ? null : convergence(scorable.error);

  return {
    overfitting_score: overfittingScore,
    generalization_score: scoreGeneralization(given),
    convergence_rate: converging === null ? withheld(reason) : withNote(converging.rate, scorable!.note),
    stability_score:
      scorable === null ? withheld(reason) : withNote(stability(scorable.error, diverged), scorable.note),
    best,
    convergence_step: converging?.step ?? null,
    convergence_achieved: converging !== null && converging.achieved && diverged === null,
    overfitting_detected: detected,
    verdict: detected ? 'overfitting' : diverged !== null || (high && fell === false) ? 'unstable' : null,
    diverged_at_step: diverged,
    overtraining: overtraining({
      bestStep: best?.step ?? null,
      lastStep: latest(all.map(lastStep)),
      epochsAtSteps: given.epochs,
      totalEpochs: input.totalEpochs ?? null,
      hours: input.hours ?? null,
    }),
  };
}

function scoreOverfitting(given: Usable, heldOut: Source | null, fell: boolean | null): Score {
  if (heldOut === null) return withheld(given.policy ? POLICY_LOSS : 'no values on held-out data');
  const score = withNote(overfitting(heldOut.error), heldOut.note);
  if (score.value === null || score.value < DETECTED_FROM || fell === true) return score;
  if (fell === false) return withNote(score, 'training loss did not fall on after the best: unstable, not overfitting');
  return withNote(score, 'without training loss, overfitting and instability look the same');
}

/** Compares losses with losses: an accuracy has no unit in common with training loss. */
function scoreGeneralization(given: Usable): Score {
  if (given.policy) return withheld(POLICY_LOSS);
  const { objective, objectiveCurve, validationLoss, trainingLoss } = given;
  const lossObjective = objective.direction === 'minimize' && isHeldOut(objective.metric) && isLoss(objective.metric);
  const validation = validationLoss ?? (lossObjective ? objectiveCurve : null);
  if (validation === null) return withheld('no validation loss');
  if (trainingLoss === null) return withheld('no training loss');
  return generalization(toErrorCurve(validation, { metric: 'validation_loss', direction: 'minimize' }), trainingLoss);
}

function earliest(steps: readonly (number | null)[]): number | null {
  return steps.reduce((least, step) => (step === null || (least !== null && least <= step) ? least : step), null);
}

function latest(steps: readonly (number | null)[]): number | null {
  return steps.reduce((most, step) => (step === null || (most !== null && most >= step) ? most : step), null);
}
