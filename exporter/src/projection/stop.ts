import type { Stop } from '@shadower-training/contract';
import { resourceUsageOf } from './cost.js';
import type { SessionFacts } from './session.js';

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
  return { requested: false };
}
