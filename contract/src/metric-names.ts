import type { Unit } from './units.js';

/** A metric that analytics and panels know: its canonical name, unit, and where its values are kept. */
export interface CanonicalMetric {
  readonly name: string;
  readonly unit: Unit;
  readonly kind: 'values' | 'resources';
  readonly description: string;
  /** Raw names of frameworks that mean the same; the raw name is always kept as well. */
  readonly aliases: readonly string[];
}

const value = (name: string, unit: Unit, description: string, aliases: readonly string[] = []): CanonicalMetric => ({
  name,
  unit,
  kind: 'values',
  description,
  aliases,
});

const resource = (name: string, unit: Unit, description: string): CanonicalMetric => ({
  name,
  unit,
  kind: 'resources',
  description,
  aliases: [],
});

/**
 * Canonical metric names in order of precedence. The first alias that a session holds stands for the metric.
 * Source: recorded runs of transformers, Lightning, Keras, torchtune and others (reference: ingestion.md 5).
 */
export const CANONICAL_METRICS: readonly CanonicalMetric[] = [
  value('training_loss', 'none', 'loss on training data', [
    'train/loss',
    'loss',
    'train_loss_step',
    // Last: beside the losses of the steps, transformers logs one mean of them under this name when it ends.
    'train_loss',
  ]),
  value('validation_loss', 'none', 'loss on validation data', ['eval_loss', 'eval/loss', 'val_loss', 'valid_loss']),
  value('validation_accuracy', 'ratio', 'accuracy on validation data', [
    'eval_accuracy',
    'eval/accuracy',
    'val_acc',
    'val_accuracy',
  ]),
  value('training_accuracy', 'ratio', 'accuracy on training data', ['train_accuracy', 'train_acc', 'accuracy']),
  value('learning_rate', 'none', 'learning rate', ['train/learning_rate', 'lr']),
  value('gradient_norm', 'none', 'norm of the gradient', ['grad_norm', 'train/grad_norm', 'grad_2.0_norm_total']),
  value('reward', 'none', 'mean reward', [
    'train/reward',
    'objective/rlhf_reward',
    'train/objective/rlhf_reward',
    'rollout/ep_rew_mean',
  ]),
  value('tokens_total', 'count', 'tokens seen so far', [
    'num_input_tokens_seen',
    'train/num_input_tokens_seen',
    'num_tokens',
  ]),
  value('tokens_per_second', 'per_second', 'tokens a second', [
    'train_tokens_per_second',
    'train/train_tokens_per_second',
  ]),
  value('samples_per_second', 'per_second', 'samples a second', [
    'train_samples_per_second',
    'train/train_samples_per_second',
  ]),
  resource('cpu_percent', 'percent', 'CPU use of the host'),
  resource('memory_percent', 'percent', 'memory use of the host'),
  resource('process_memory_bytes', 'bytes', 'resident memory of the training process'),
  resource('gpu_utilization_percent', 'percent', 'share of time in which a kernel ran, by label gpu'),
  resource('gpu_memory_bytes', 'bytes', 'GPU memory in use, by label gpu'),
  resource('gpu_power_watts', 'watts', 'GPU power, by label gpu'),
];

const BY_NAME = new Map(CANONICAL_METRICS.map((metric) => [metric.name, metric]));
const BY_ALIAS = new Map(
  CANONICAL_METRICS.flatMap((metric) => metric.aliases.map((alias) => [alias, metric] as const)),
);

/** The known metric that a raw or canonical name means, or undefined. */
export function canonicalMetric(name: string): CanonicalMetric | undefined {
  return BY_NAME.get(name) ?? BY_ALIAS.get(name);
}

/** The unit of a metric; null when nobody declared one. */
export function unitOfMetric(name: string): Unit | null {
  return canonicalMetric(name)?.unit ?? null;
}

/** Names under which a metric may have been logged, the given one first, then the canonical one and its aliases. */
export function namesOfMetric(name: string): readonly string[] {
  const metric = BY_NAME.get(name);
  return metric ? [name, ...metric.aliases] : [name];
}
