import type { ResourceUsage } from '@shadower-training/contract';
import type { SessionFacts } from './session.js';

const MILLISECONDS_AN_HOUR = 3_600_000;

/** Time and money of a session, as docs/metrics.md defines them; what can't be known is null. */
export function resourceUsageOf(facts: SessionFacts): ResourceUsage {
  const { usage, description } = facts;
  const hours = activeHours(facts);
  const gpuCount = description.environment?.gpu_count;
  const price = description.monitoring_config?.cost_per_hour_usd;
  const reportedUsd = usage.compute_cost_usd ?? (usage.cost?.currency === 'USD' ? usage.cost.amount : undefined);
  return {
    gpu_hours: usage.gpu_hours ?? (gpuCount === undefined ? null : gpuCount * hours),
    memory_peak_gb: usage.memory_peak_gb ?? null,
    compute_cost_usd: reportedUsd ?? (price === undefined ? null : hours * price),
    // Measured, never reported: cost, budget and GPU hours rest on it, and a report of an hour ago would stop the clock.
    training_time_hours: hours,
  };
}

/** The sum of the attempts' active time in hours: gaps by silence are left out. */
export function activeHours(facts: SessionFacts): number {
  return facts.attempts.reduce((sum, attempt) => sum + attempt.active, 0) / MILLISECONDS_AN_HOUR;
}

/** From start to completion in hours; null while the session has not ended. */
export function durationHours(facts: SessionFacts): number | null {
  return facts.completed_at === null ? null : (facts.completed_at - facts.started_at) / MILLISECONDS_AN_HOUR;
}
