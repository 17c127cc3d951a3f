import { expect, test } from '@jest/globals';
import { isPolicyMetric } from './policy-metrics.js';

test.each([
  ['reward', true],
  ['train/reward', true],
  ['rewards/chosen', true],
  ['train/rewards/margins', true],
  ['eval/rewards/accuracies', true],
  ['rewards/format_reward/mean', true],
  ['objective/rlhf_reward', true],
  ['rollout/ep_rew_mean', true],
  // What a variational autoencoder or a distillation logs as well.
  ['kl', false],
  ['train/kl', false],
  ['kl_loss', false],
  ['reward_model_loss', false],
  ['loss', false],
])('%s tells of a policy or preferences: %p', (name, tells) => expect(isPolicyMetric(name)).toBe(tells));
