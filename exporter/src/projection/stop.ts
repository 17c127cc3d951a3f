import type { Stop } from '@shadower-training/contract';
import { resourceUsageOf } from './cost.js';
import { objectiveOf } from './describe.js';
import type { SessionFacts } from './session.js';

/** Patience where none is stated. Measured on TaskSet: half of all training saved for .25 % regret (docs/metrics.md). */
const DEFAULT_PATIENCE = 10;

/** Whether training should stop, as far as the session asked for it in `monitoring_config.stop_on`. */
export function stopOf(facts: SessionFacts): Stop {
  const { stop_on: wanted = [], budget_usd: budget } = facts.description.monitoring_config ?? {};
  const diverged = facts.scores?.diverged_at_step ?? null;
  if (wanted.includes('non_finite') && diverged !== null) {
    return { requested: true, reason: `NaN or infinity at step ${diverged}` };
  }
  const cost = wanted.includes('budget') ? resourceUsageOf(facts).compute_cost_usd : null;
  if (cost !== null && budget !== undefined && cost > budget) {
    return { requested: true, reason: `cost ${cost.toFixed(2)} USD is over the budget of ${budget.toFixed(2)} USD` };
  }
  const reason = wanted.includes('early_stop') ? earlyStop(facts) : null;
  return reason === null ? { requested: false } : { requested: true, reason };
}

/**
 * Early stopping by patience, of the objective alone: a training loss that stands in for it is logged every step, and
 * its noise would stop any run.
 */
function earlyStop(facts: SessionFacts): string | null {
  const { best } = facts.scores ?? {};
  const objective = objectiveOf(facts).metric;
  if (!best || best.metric !== objective) return null;
  const patience = facts.description.monitoring_config?.early_stop_patience ?? DEFAULT_PATIENCE;
  const values = facts.values_since_best * shareAfterDrops(facts, best.step);
  if (values < patience) return null;
  return `early stop: ${facts.values_since_best} values of ${objective} since its best at step ${best.step}`;
}

/**
 * Which share of what was trained since the best came after the last planned drop of the learning rate: right after a
 * drop a curve that had stood still falls again, so values before it say nothing of what comes.
 */
function shareAfterDrops({ description, completed_steps }: SessionFacts, best: number): number {
  const milestones = description.planned_schedule?.milestones ?? [];
  const lastDrop = milestones.reduce((latest, milestone) => Math.max(latest, milestone), -Infinity);
  if (lastDrop <= best) return 1;
  if (completed_steps === null || completed_steps <= lastDrop) return 0;
  return (completed_steps - lastDrop) / (completed_steps - best);
}
