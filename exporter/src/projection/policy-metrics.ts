import { namesOfMetric, type Objective } from '@shadower-training/contract';

/**
 * What the names of a session's metrics say of its kind of training, where the session itself says nothing. TRL and its
 * like log through transformers: W&B and trackio put `train/` before a name, evaluations `eval_` or `eval/`
 * (reference: ingestion.md 5).
 */

const SPLIT = /^(?:(?:train|eval|test)\/|eval_|test_)/;

/** reward, reward_std, rewards/chosen, objective/rlhf_reward, mean_reward; the loss of a reward model is none of them. */
const REWARD = /(?:^|[/_.-])rewards?(?:$|\/|_(?:mean|std)$)/;

/** What PPO and RLOO trainers log beside it. A `kl` alone is none: variational autoencoders and distillation log it. */
const TRAINER =
  /^(?:policy|ppo)\/|^objective\/(?:kl|entropy|scores|non_score_reward|rlhf_reward)$|^rollout\/ep_rew_mean$/;

/** Whether a metric is one that only reinforcement and preference training logs: its losses measure no quality. */
export function isPolicyMetric(name: string): boolean {
  const plain = name.replace(SPLIT, '');
  return REWARD.test(plain) || TRAINER.test(plain);
}

/**
 * The objective of a session that states none but logs its mean reward.
 * @param isLogged Whether values are kept under a name.
 */
export function rewardObjective(isLogged: (name: string) => boolean): Objective | null {
  return namesOfMetric('reward').some(isLogged) ? { metric: 'reward', direction: 'maximize' } : null;
}
