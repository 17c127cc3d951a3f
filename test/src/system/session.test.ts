import { beforeAll, describe, expect, test } from '@jest/globals';
import { SCORE_NAMES } from '@shadower-training/contract';
import { shareExporter } from '../harness/shared-exporter.js';
import { pause, waitUntil } from '../harness/waiting.js';

/** Example of docs/metrics.md: overfitting .909 with training loss falling on. */
const VALIDATION = [1, 0.8, 0.6, 0.7, 0.9];
const TRAINING = [1, 0.7, 0.5, 0.3, 0.2];

describe('one session', () => {
  const shared = shareExporter();

  beforeAll(async () => {
    const { client } = shared;
    await client.start({
      session_id: 's',
      total_epochs: 5,
      monitoring_config: { cost_per_hour_usd: 2, stop_on: ['non_finite'] },
      training_config: { hyperparameters: { lr: 1 } },
    });
    for (const [index, validation_loss] of VALIDATION.entries()) {
      const answer = await client.log('s', {
        producer: 'p',
        sequence: index + 1,
        points: [
          {
            step: index * 10,
            epoch: index + 1,
            time: Date.now(),
            metrics: { validation_loss, training_loss: TRAINING[index]!, learning_rate: 0.1 },
          },
        ],
      });
      expect(answer.stop).toEqual({ requested: false });
    }
    await client.call('logEvents', {
      parameters: { session_id: 's' },
      body: {
        producer: 'p',
        sequence: 6,
        events: [
          { kind: 'checkpoint', step: 20, title: 'best.pt' },
          ...Array.from({ length: 250 }, (_, line) => ({
            kind: 'log',
            time: Date.now() - 1_000 + line,
            text: `line ${line}`,
          })),
          { kind: 'note', text: 'a note' },
        ],
      },
    });
  });

  test('has the scores of its curves, each with what it rests on', async () => {
    const { quality_metrics, quality_details, ...rest } = await shared.client.progress('s');
    expect(quality_metrics.overfitting_score).toBeCloseTo(0.5 / 0.55, 9);
    expect(quality_metrics.generalization_score).toBeCloseTo((1 - 0.6) / (1 - 0.5), 9);
    expect(quality_details.overfitting_score).toMatchObject({ n: 5, reason: null, step: 40 });
    expect(rest).toMatchObject({
      overfitting_detected: true,
      best_step: 20,
      best_epoch: 3,
      objective_best: 0.6,
      objective_value: 0.9,
      steps_since_best: 20,
      best_validation_loss: 0.6,
      final_training_loss: 0.2,
      // Two values worse than the best may be noise; a third asks for attention (below).
      attention: { level: 'none' },
    });
  });

  test('asks for attention when overfitting persists', async () => {
    const { client } = shared;
    await client.start({ session_id: 'persisting' });
    const points = [...VALIDATION, 0.95].map((validation_loss, step) => ({
      step,
      time: Date.now(),
      metrics: { validation_loss, training_loss: 1 / (1 + step) },
    }));
    await client.log('persisting', { producer: 'p', sequence: 1, points });
    const { attention } = await client.summary('persisting');
    expect(attention).toMatchObject({ level: 'warning', reason: expect.stringContaining('overfitting') });
  });

  test('has progress arrays with their steps, predictions with the reason why there are none, and its last 200 log lines', async () => {
    const progress = await shared.client.progress('s');
    expect(progress.progress_metrics).toEqual({
      current_epoch: 5,
      // Steps 0 to 40: they count from 0.
      steps_completed: 41,
      training_loss: TRAINING,
      training_loss_steps: [0, 10, 20, 30, 40],
      validation_loss: VALIDATION,
      validation_loss_steps: [0, 10, 20, 30, 40],
      learning_rate_schedule: [0.1, 0.1, 0.1, 0.1, 0.1],
      learning_rate_schedule_steps: [0, 10, 20, 30, 40],
      gradient_norm: [],
      gradient_norm_steps: [],
    });
    expect(progress.predictions).toMatchObject({ final_loss: null, reason: 'no forecast yet' });
    expect(progress.log_tail).toHaveLength(200);
    expect(progress.log_tail.map(({ text }) => text)).toEqual(
      Array.from({ length: 200 }, (_, line) => `line ${line + 50}`),
    );
    const without = await shared.client.call('progress', {
      parameters: { session_id: 's' },
      query: { include_predictions: false },
    });
    expect(without.predictions).toBeNull();
  });

  test('long curves keep at most 1,000 values in progress', async () => {
    const { client } = shared;
    await client.start({ session_id: 'long' });
    await client.log('long', {
      producer: 'p',
      sequence: 1,
      points: Array.from({ length: 5_000 }, (_, step) => ({ step, metrics: { training_loss: 1 / (1 + step) } })),
    });
    const { progress_metrics } = await client.progress('long');
    expect(progress_metrics.training_loss.length).toBeLessThanOrEqual(1_000);
    expect(progress_metrics.training_loss_steps).toHaveLength(progress_metrics.training_loss.length);
    expect(progress_metrics.training_loss_steps.at(-1)).toBe(4_999);
  });

  test('has a history of its scores', async () => {
    const { client } = shared;
    await client.start({ session_id: 'history' });
    for (let step = 0; step < 4; step++) {
      await client.log('history', {
        producer: 'p',
        sequence: step + 1,
        points: [{ step, time: Date.now(), metrics: { validation_loss: 1 / (1 + step) } }],
      });
      // Scores are made once a second at most: the next values come when these are scored.
      await waitUntil(
        `step ${step} is scored`,
        async () => (await client.summary('history')).quality_details.stability_score.step === step || step === 0,
      );
      await pause(1_100);
    }
    const { curves } = await client.series({ session_id: ['history'], metric: [...SCORE_NAMES], kind: 'scores' });
    const convergence = curves.find(({ metric }) => metric === 'convergence_rate');
    expect(convergence?.x.length).toBeGreaterThanOrEqual(3);
    expect(convergence?.x.at(-1)).toBe(3);
    expect(convergence?.y.at(-1)).toBe((await client.summary('history')).quality_metrics.convergence_rate);
  }, 30_000);

  test('tells what happened: what was sent, and start, resume, best, failure', async () => {
    const { client } = shared;
    await client.start({ session_id: 'eventful', producer: 'p' });
    await client.log('eventful', {
      producer: 'p',
      sequence: 1,
      points: [
        { step: 1, metrics: { validation_loss: 2 } },
        { step: 2, metrics: { validation_loss: 1 } },
      ],
    });
    await client.call('logEvents', {
      parameters: { session_id: 'eventful' },
      body: { producer: 'p', sequence: 2, events: [{ kind: 'alert', title: 'hot', text: '90 °C', step: 2 }] },
    });
    await client.start({ session_id: 'eventful', producer: 'q' });
    await client.complete('eventful', { status: 'failed', error_details: 'Traceback\nOSError: gone' });
    const { items } = await client.call('events', { query: { session_id: 'eventful' } });
    const kinds = items.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(['start', 'resume', 'best', 'alert', 'failure', 'state']));
    expect(items.find(({ kind }) => kind === 'best')).toMatchObject({ step: 2 });
    expect(items.find(({ kind }) => kind === 'alert')).toMatchObject({
      title: 'hot',
      text: '90 °C',
      step: 2,
      attempt: 1,
    });
    expect(items.map(({ time }) => time)).toEqual([...items.map(({ time }) => time)].sort());
    const only = await client.call('events', { query: { session_id: 's', kind: ['checkpoint', 'note'] } });
    expect(only.items.map(({ kind }) => kind).sort()).toEqual(['checkpoint', 'note']);
  });

  test('is asked to stop when it said what it would stop on', async () => {
    const { client } = shared;
    await client.start({ session_id: 'nan', monitoring_config: { stop_on: ['non_finite'] } });
    await client.log('nan', {
      producer: 'p',
      sequence: 1,
      points: [
        { step: 1, time: Date.now(), metrics: { training_loss: 1 } },
        { step: 2, time: Date.now(), metrics: { training_loss: 'NaN' } },
      ],
    });
    const stop = await waitUntil('the stop is requested', async () => {
      const answer = await client.call('heartbeat', { parameters: { session_id: 'nan' }, body: { step: 2 } });
      return answer.stop.requested && answer.stop;
    });
    expect(stop.reason).toContain('step 2');
  });

  test('that reinforces policy: a healthy GRPO run shows no overfitting and no divergence, and its best step is its best reward', async () => {
    const { client } = shared;
    await client.start({
      session_id: 'grpo',
      training_config: { training_type: 'reinforcement', model_base: 'qwen' },
      total_steps: 400,
    });
    // As TRL logs it: loss starts at 0 and rises a little with the KL term; reward rises and levels off.
    const points = Array.from({ length: 400 }, (_, step) => {
      const noise = Math.sin(step * 12.9898) * 0.02;
      return {
        step,
        epoch: step / 400,
        time: Date.now() - 400_000 + step * 1_000,
        metrics: {
          loss: step === 0 ? 0 : 0.00002 * step + Math.abs(noise) / 100,
          reward: 1 - Math.exp(-step / 120) + noise,
          reward_std: 0.3,
          kl: 0.0005 * step,
          learning_rate: 1e-6,
        },
      };
    });
    for (let first = 0; first < 400; first += 100)
      await client.log('grpo', { producer: 'p', sequence: first / 100 + 1, points: points.slice(first, first + 100) });
    await client.complete('grpo');
    const best = points.reduce((left, right) => (right.metrics.reward > left.metrics.reward ? right : left));
    const summary = await client.progress('grpo');
    expect(summary).toMatchObject({
      objective: { metric: 'reward', direction: 'maximize' },
      best_step: best.step,
      objective_best: best.metrics.reward,
      diverged_at_step: null,
      state: 'completed',
    });
    expect(summary.overfitting_detected).not.toBe(true);
    expect(summary.attention.level).not.toBe('critical');
    expect(summary.quality_metrics.overfitting_score ?? 0).toBeLessThan(0.5);
    expect(summary.quality_metrics.convergence_rate).toBeGreaterThan(0.5);
  });

  test('optimization is declared and answers 501', async () => {
    expect(await shared.client.refusal('optimize', { body: { agent_id: 'a' } })).toMatchObject({
      status: 501,
      code: 'not_implemented',
    });
  });
});
