import { SCORE_NAMES, TRAINING_SESSION } from '@shadower-training/contract';
import { countUpTo } from '../analytics/session/curve.js';
import { toErrorCurve } from '../analytics/session/error-curve.js';
import { objectiveBehind, type ObjectiveBehind } from '../analytics/session/objective-behind.js';
import { computeSessionScores, type SessionScores } from '../analytics/session/index.js';
import type { MeasurementRow } from '../store/port.js';
import { activeHours, resourceUsageOf } from './cost.js';
import { objectiveOf, totalEpochsOf } from './describe.js';
import type { ScoreCurves } from './score-curves.js';
import { isPolicyMetric } from './policy-metrics.js';
import type { LiveSession, SessionFacts } from './session.js';
import { latestAttempt } from './session.js';

/** Computes a session's scores from what is known up to now. */
export function scoreSession(facts: SessionFacts, curves: ScoreCurves): SessionScores {
  const objective = objectiveOf(facts);
  const policy = Object.keys(facts.metric_kinds).some(isPolicyMetric);
  return computeSessionScores({
    objective,
    objectiveCurve: curves.curve(objective.metric),
    validationLoss: curves.curve('validation_loss'),
    trainingLoss: curves.curve('training_loss'),
    trainingType: facts.description.training_config?.training_type ?? null,
    trainingLossKind: policy ? 'policy_or_preference' : 'loss',
    totalEpochs: totalEpochsOf(facts.description),
    hours: activeHours(facts),
    epochsAtSteps: curves.epochs(),
  });
}

/** How many values of the best's metric came after it: one worse value is noise, several are a finding. */
export function valuesSinceBest({ best }: SessionScores, curves: ScoreCurves): number {
  const curve = best === null ? null : curves.curve(best.metric);
  return curve === null ? 0 : curve.steps.length - countUpTo(curve, best!.step);
}

/** How far the stated objective is behind its best; null where another metric stands in for it. */
export function behindOf(facts: SessionFacts, curves: ScoreCurves): ObjectiveBehind | null {
  const objective = objectiveOf(facts);
  const curve = facts.scores?.best?.metric === objective.metric ? curves.curve(objective.metric) : null;
  return curve === null ? null : objectiveBehind(toErrorCurve(curve, objective));
}

/** Where the newest value that scores rest on lies. */
export interface ScorePlace {
  readonly milliseconds: number;
  readonly step: number | undefined;
  readonly epoch: number | undefined;
}

/** The row that gives scores a history, at the newest step's own timestamp; null when nothing could be computed. */
export function rowOfScores(
  session: LiveSession,
  scores: SessionScores,
  place: ScorePlace,
  behind: ObjectiveBehind | null,
): MeasurementRow | null {
  const { facts } = session;
  const fields: Record<string, number> = {};
  for (const name of SCORE_NAMES) {
    const { value } = scores[name];
    if (value !== null) fields[name] = value;
  }
  if (scores.diverged_at_step !== null) fields['diverged'] = 1;
  if (Object.keys(fields).length === 0) return null;
  Object.assign(fields, alertFields(facts, behind));
  return {
    measurement: TRAINING_SESSION.name,
    tags: {
      workspace_id: facts.workspace_id,
      session_id: facts.session_id,
      agent_id: facts.agent_id,
      attempt: String(latestAttempt(session)),
    },
    milliseconds: place.milliseconds,
    nanoseconds: 0,
    coordinates: { step: place.step, epoch: place.epoch },
    fields,
  };
}

/** What alert rules compare in the store beside the scores; what is not known is left out. */
function alertFields(facts: SessionFacts, behind: ObjectiveBehind | null): Record<string, number> {
  const cost = resourceUsageOf(facts).compute_cost_usd;
  const limit = facts.description.monitoring_config?.budget_usd;
  return {
    ...(behind === null ? {} : { objective_behind: behind.share, evaluations_behind: behind.evaluations }),
    ...(cost === null || limit === undefined ? {} : { cost_usd: cost, cost_limit_usd: limit }),
  };
}
