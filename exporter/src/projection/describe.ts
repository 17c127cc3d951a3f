import {
  defaultObjective,
  type Objective,
  type SessionDescription,
  type SessionPatch,
} from '@shadower-training/contract';
import { DEFAULT_HEARTBEAT_SECONDS } from './liveness.js';
import { rewardObjective } from './policy-metrics.js';
import type { SessionFacts } from './session.js';

/**
 * Adds later knowledge to a description: tags and configuration are merged key by key (a tag that is null is taken away),
 * all else is replaced. Undefined leaves what is known.
 */
export function mergeDescription(known: SessionDescription, news: SessionPatch): SessionDescription {
  const merged: SessionDescription = { ...known };
  for (const [name, value] of Object.entries({ ...news, tags: undefined })) {
    if (value !== undefined) (merged as Record<string, unknown>)[name] = value;
  }
  if (news.tags) merged.tags = mergeTags(known.tags ?? {}, news.tags);
  if (known.environment && news.environment) merged.environment = { ...known.environment, ...news.environment };
  if (known.training_config && news.training_config) {
    const hyperparameters = { ...known.training_config.hyperparameters, ...news.training_config.hyperparameters };
    merged.training_config = { ...known.training_config, ...news.training_config, hyperparameters };
  }
  return merged;
}

function mergeTags(known: Record<string, string>, news: Record<string, string | null>): Record<string, string> {
  const merged: Record<string, string> = { ...known };
  for (const [name, value] of Object.entries(news)) {
    if (value === null) delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

/** What the session is meant to improve: as stated, else the reward where one is logged, else by its kind of training. */
export function objectiveOf({
  description,
  metric_kinds,
}: Pick<SessionFacts, 'description' | 'metric_kinds'>): Objective {
  return (
    description.objective ??
    rewardObjective((name) => name in metric_kinds) ??
    defaultObjective(description.training_config?.training_type)
  );
}

/** Seconds between heartbeats: as stated, else what a session is taken to send. */
export function heartbeatSecondsOf(description: SessionDescription): number {
  return description.monitoring_config?.heartbeat_interval ?? DEFAULT_HEARTBEAT_SECONDS;
}

/** Epochs that the session is planned to train: as stated, else the hyperparameter, else null. */
export function totalEpochsOf(description: SessionDescription): number | null {
  const hyperparameter = description.training_config?.hyperparameters?.['epochs'];
  return description.total_epochs ?? (typeof hyperparameter === 'number' ? hyperparameter : null);
}
