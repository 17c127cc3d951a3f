import { describe, expect, test } from '@jest/globals';
import { SCORE_NAMES } from '@shadower-training/contract';
import { BARE, type PointBatch } from '../journal/batch/point-batch.js';
import { objectiveOf } from './describe.js';
import { isPolicyMetric } from './policy-metrics.js';
import { ScoreCurves } from './score-curves.js';
import { scoreSession } from './scoring.js';
import { newSession, type SessionFacts } from './session.js';
import { Tally } from './tally.js';

const STEPS = [1, 2, 3, 4, 5, 6, 7, 8];

/** A session that logged one falling value a step under each name, or a rising one under those given. */
function logged(
  names: readonly string[],
  rising: readonly string[] = [],
): { facts: SessionFacts; curves: ScoreCurves } {
  const { facts } = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 });
  for (const name of names) facts.metric_kinds[name] = 'values';
  const curves = new ScoreCurves(objectiveOf(facts));
  for (const name of names)
    for (const step of STEPS) {
      const value = rising.includes(name) ? step / 10 : 1 / step;
      if (curves.wants(name)) curves.add(name, 1, step, value);
    }
  return { facts, curves };
}

describe('names of TRL and its like', () => {
  test.each([
    'objective/kl',
    'objective/entropy',
    'objective/rlhf_reward',
    'objective/non_score_reward',
    'train/objective/scores',
    'policy/approxkl_avg',
    'train/policy/clipfrac_avg',
    'rewards/chosen',
    'eval_rewards/margins',
    'eval/rewards/accuracies',
    'reward_std',
    'ppo/mean_scores',
    'mean_reward',
  ])('%s is of policy or preference training', (name) => expect(isPolicyMetric(name)).toBe(true));

  test.each(['objective', 'objective/loss', 'policyholder/loss', 'kl', 'train/kl', 'unrewarding', 'reward_model_loss'])(
    '%s is not',
    (name) => expect(isPolicyMetric(name)).toBe(false),
  );
});

describe('scores', () => {
  test('of a variational autoencoder, which logs kl, are those of its losses', () => {
    const { facts, curves } = logged(['loss', 'val_loss', 'kl']);
    const scores = scoreSession(facts, curves);
    for (const name of SCORE_NAMES) expect(scores[name].value).not.toBeNull();
    expect(scores.best).toMatchObject({ metric: 'validation_loss', step: 8 });
  });

  test('of a GRPO run that states neither its kind nor an objective follow the reward', () => {
    const { facts, curves } = logged(['loss', 'reward', 'kl'], ['reward']);
    const scores = scoreSession(facts, curves);
    expect(scores.best).toMatchObject({ metric: 'reward', step: 8, value: 0.8 });
    expect(scores.convergence_rate.value).not.toBeNull();
    expect(scores.overfitting_score.value).toBeNull();
  });

  test.each(['reward', 'train/reward', 'objective/rlhf_reward', 'train/objective/rlhf_reward'])(
    'find the reward as %s',
    (name) => {
      const { facts, curves } = logged(['loss', name], [name]);
      expect(objectiveOf(facts)).toEqual({ metric: 'reward', direction: 'maximize' });
      expect(scoreSession(facts, curves).best).toMatchObject({ step: 8 });
    },
  );

  test('of a preference run take no loss for quality', () => {
    const { facts, curves } = logged(['loss', 'eval_loss', 'rewards/margins']);
    const scores = scoreSession(facts, curves);
    for (const name of SCORE_NAMES) expect(scores[name].value).toBeNull();
  });

  test('follow a stated objective whatever is logged', () => {
    const { facts } = logged(['reward']);
    facts.description = { objective: { metric: 'eval_accuracy', direction: 'maximize' } };
    expect(objectiveOf(facts).metric).toBe('eval_accuracy');
  });

  test('rest on the losses of the steps: the one mean that transformers logs at its end is none of them', () => {
    const { facts, curves } = logged(['loss']);
    facts.metric_kinds['train_loss'] = 'values';
    curves.add('train_loss', 1, 8, 0.34);
    expect(curves.curve('training_loss')!.values).toHaveLength(STEPS.length);
    expect(scoreSession(facts, curves).best).toMatchObject({ metric: 'training_loss', step: 8, value: 1 / 8 });
  });
});

describe('how many values of the objective were kept', () => {
  const batch = (names: readonly string[]): PointBatch => {
    const column = Float64Array.from(STEPS);
    const values = new Float64Array(STEPS.length * names.length);
    const run = { from: 0, to: STEPS.length, names, labelling: BARE, firstValue: 0 };
    return { count: STEPS.length, shift: 0, step: column, epoch: column, time: column, values, runs: [run] };
  };
  const tellOf = (facts: SessionFacts, names: readonly string[]): number => {
    const tally = new Tally();
    const points = batch(names);
    for (const run of points.runs) tally.add(points, run);
    tally.noteIn(facts);
    return facts.objective_values;
  };

  test('is counted anew when a first reward shows what the objective is', () => {
    const { facts } = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 });
    expect(tellOf(facts, ['val_loss', 'loss'])).toBe(8);
    expect(tellOf(facts, ['loss', 'reward'])).toBe(8);
    expect(tellOf(facts, ['reward'])).toBe(16);
  });
});
