import { describe, expect, test } from '@jest/globals';
import { truncate } from './curve.js';
import { computeSessionScores, type SessionScoresInput } from './session-scores.js';
import { curveOf, normalNumbers } from './simulated.test.data.js';

const supervised: SessionScoresInput = {
  objective: { metric: 'validation_loss', direction: 'minimize' },
  objectiveCurve: null,
  validationLoss: null,
  trainingLoss: null,
  trainingType: 'fine_tuning',
  trainingLossKind: 'loss',
};
const scoresOf = (input: Partial<SessionScoresInput>) => computeSessionScores({ ...supervised, ...input });

describe('a run with validation and training loss', () => {
  const validation = curveOf([2, 1.5, 1.2, 1, 1.1, 1.2, 1.3]);
  const training = curveOf([2, 1.4, 1, 0.75, 0.5, 0.4, 0.3]);

  test('is scored by hand', () => {
    const scores = scoresOf({ objectiveCurve: validation, validationLoss: validation, trainingLoss: training });
    // GL = 1.3 / 1 - 1 = .3; .3 / .35
    expect(scores.overfitting_score).toMatchObject({
      value: expect.closeTo(0.3 / 0.35, 9),
      n: 7,
      step: 7,
      reason: null,
    });
    // (2 - 1) / (2 - .75)
    expect(scores.generalization_score.value).toBeCloseTo(0.8, 9);
    // s = 2 1.5 1.2 1.1 1.1 1.2 1.3, lowest 1.1, drop .9; shares 1 4/9 1/9 0 0 1/9 2/9
    // trapezoids: (1 + 2/9)/2 + 4/9 + 1/9 + 0 + 0 + 1/9 = 11/18 + 12/18 = 23/18 of 6 steps
    expect(scores.convergence_rate.value).toBeCloseTo(1 - 23 / 18 / 6, 9);
    expect(scores.convergence_step).toBe(4);
    expect(scores.best).toEqual({ step: 4, value: 1, epoch: null, metric: 'validation_loss' });
    expect(scores).toMatchObject({ overfitting_detected: true, verdict: 'overfitting', diverged_at_step: null });
  });

  test('is called unstable, not overfitting, when training loss rose as well', () => {
    const rising = curveOf([2, 1.4, 1, 0.75, 0.8, 0.9, 1]);
    const scores = scoresOf({ objectiveCurve: validation, trainingLoss: rising });
    expect(scores).toMatchObject({ overfitting_detected: false, verdict: 'unstable' });
    expect(scores.overfitting_score.reason).toMatch(/did not fall on/);
  });

  test('gets no verdict without training loss: the two look the same', () => {
    const scores = scoresOf({ objectiveCurve: validation });
    expect(scores).toMatchObject({ overfitting_detected: false, verdict: null });
    expect(scores.generalization_score).toMatchObject({ value: null, reason: 'no training loss' });
  });

  test('is scored at a step by what was known then', () => {
    const scores = scoresOf({ objectiveCurve: truncate(validation, 4), trainingLoss: truncate(training, 4) });
    expect(scores.overfitting_score).toMatchObject({ value: 0, step: 4, low_confidence: true });
    expect(scores.verdict).toBeNull();
  });
});

describe('missing and broken curves', () => {
  test('without any values, everything is null with a reason', () => {
    const scores = scoresOf({});
    for (const name of ['overfitting_score', 'generalization_score', 'convergence_rate', 'stability_score'] as const) {
      expect(scores[name]).toMatchObject({ value: null, n: 0, reason: expect.any(String) });
    }
    expect(scores).toMatchObject({ best: null, verdict: null, convergence_achieved: false });
  });

  test('with one value, everything is null but the best', () => {
    const scores = scoresOf({ objectiveCurve: curveOf([1]), trainingLoss: curveOf([1]) });
    for (const name of ['overfitting_score', 'generalization_score', 'convergence_rate', 'stability_score'] as const) {
      expect(scores[name].value).toBeNull();
    }
    expect(scores.best?.value).toBe(1);
  });

  test('without validation, convergence and stability come from training loss, and say so', () => {
    const scores = scoresOf({ trainingLoss: curveOf([5, 4, 3, 2, 1]) });
    expect(scores.overfitting_score).toMatchObject({ value: null, reason: 'no values on held-out data' });
    expect(scores.generalization_score).toMatchObject({ value: null, reason: 'no validation loss' });
    const reason = 'from training_loss: no values of validation_loss';
    expect(scores.convergence_rate).toMatchObject({ value: 0.5, reason });
    expect(scores.stability_score).toMatchObject({ value: 1, reason });
    expect(scores.best?.metric).toBe('training_loss');
  });

  test('NaN before any finite value is a divergence', () => {
    const scores = scoresOf({ objectiveCurve: curveOf([Number.NaN, Number.NaN, Number.NaN]) });
    expect(scores).toMatchObject({ diverged_at_step: 1, verdict: 'unstable', best: null, convergence_achieved: false });
    expect(scores.stability_score).toMatchObject({ value: 0, reason: 'diverged at step 1' });
    expect(scores.convergence_rate.value).toBeNull();
  });

  test('NaN in the training loss alone is a divergence too', () => {
    const scores = scoresOf({ objectiveCurve: curveOf([2, 1, 1]), trainingLoss: curveOf([2, 1, Number.NaN]) });
    expect(scores).toMatchObject({ diverged_at_step: 3, stability_score: { value: 0 } });
  });

  test('a constant loss did not learn and is stable', () => {
    const scores = scoresOf({ objectiveCurve: curveOf([1, 1, 1, 1, 1, 1]) });
    expect(scores).toMatchObject({
      overfitting_score: { value: 0 },
      convergence_rate: { value: 0, reason: 'did not learn' },
      stability_score: { value: 1 },
    });
  });
});

describe('other objectives', () => {
  test('a validation accuracy is scored as 1 - accuracy, its best in its own sign', () => {
    const scores = scoresOf({
      objective: { metric: 'validation_accuracy', direction: 'maximize' },
      objectiveCurve: curveOf([0.5, 0.7, 0.8, 0.79]),
      trainingLoss: curveOf([1, 0.8, 0.6, 0.4]),
    });
    // E .5 .3 .2 .21: GL = .21 / .2 - 1 = .05
    expect(scores.overfitting_score.value).toBeCloseTo(0.5, 9);
    expect(scores.best).toMatchObject({ step: 3, value: 0.8 });
    expect(scores.generalization_score).toMatchObject({ value: null, reason: 'no validation loss' });
  });

  test('an objective on training data leaves overfitting to validation loss, and says so', () => {
    const scores = scoresOf({
      objective: { metric: 'throughput', direction: 'maximize' },
      objectiveCurve: curveOf([1, 2, 3]),
      validationLoss: curveOf([2, 1, 1.05]),
    });
    expect(scores.overfitting_score.value).toBeCloseTo(0.5, 9);
    expect(scores.overfitting_score.reason).toMatch(/from validation_loss: throughput is not named/);
    expect(scores.best).toMatchObject({ step: 3, metric: 'throughput' });
  });
});

describe('reinforcement and preference training', () => {
  test('a healthy GRPO run, loss rising from 0 and reward rising with noise, shows no overfitting and no divergence', () => {
    const normal = normalNumbers(5);
    const reward = Array.from({ length: 300 }, (_, step) => 0.2 + 0.7 * (1 - Math.exp(-step / 80)) + 0.04 * normal());
    const policyLoss = Array.from({ length: 300 }, (_, step) => step * 1e-4 + 0.002 * Math.abs(normal()));
    const scores = scoresOf({
      objective: { metric: 'reward', direction: 'maximize' },
      objectiveCurve: curveOf(reward),
      trainingLoss: curveOf(policyLoss),
      trainingType: 'reinforcement',
      trainingLossKind: 'policy_or_preference',
    });
    expect(scores).toMatchObject({ overfitting_detected: false, verdict: null, diverged_at_step: null });
    expect(scores.overfitting_score.value).toBeNull();
    expect(scores.overfitting_score.reason).toMatch(/policy or preference loss/);
    expect(scores.generalization_score.value).toBeNull();
    expect(scores.best).toMatchObject({ value: Math.max(...reward), step: reward.indexOf(Math.max(...reward)) + 1 });
    expect(scores.convergence_rate.value).toBeGreaterThan(0.6);
    expect(scores.stability_score.value).toBeGreaterThan(0.3);
  });

  test('a preference loss feeds no score, even as the objective', () => {
    const loss = curveOf([0.7, 0.5, 0.4, 0.6]);
    const scores = scoresOf({
      objectiveCurve: loss,
      validationLoss: loss,
      trainingLoss: loss,
      trainingLossKind: 'policy_or_preference',
    });
    for (const name of ['overfitting_score', 'generalization_score', 'convergence_rate', 'stability_score'] as const) {
      expect(scores[name]).toMatchObject({
        value: null,
        reason: 'a policy or preference loss does not measure quality',
      });
    }
    expect(scores.best?.step).toBe(3);
  });

  test('without reward, a policy loss does not stand in', () => {
    const scores = scoresOf({
      objective: { metric: 'reward', direction: 'maximize' },
      trainingLoss: curveOf([0, 0.1, 0.2]),
      trainingType: 'reinforcement',
    });
    expect(scores).toMatchObject({
      best: null,
      convergence_rate: { value: null, reason: expect.stringMatching(/reward/) },
    });
  });
});
