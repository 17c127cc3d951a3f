import type { SessionSummary } from '@shadower-training/contract';
import { describe, expect, test } from '@jest/globals';
import { nextAlertRow, type AlertsTold } from './alert-row.js';
import { configurationKey } from './configuration-key.js';
import { newSession, type SessionFacts } from './session.js';
import { summarize } from './summary.js';

const session = newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 1_000_500 });
const factsWith = (facts: Partial<SessionFacts> = {}): SessionFacts => ({
  ...session.facts,
  live_news_at: 1,
  ...facts,
});
const summaryOf = (changes: Partial<SessionSummary> = {}): SessionSummary => ({
  ...summarize(session, { curves: null, known: null, url: '' }),
  state: 'running',
  ...changes,
});
const at = (now: number, told: AlertsTold | null = null, summary: Partial<SessionSummary> = {}, facts = factsWith()) =>
  nextAlertRow(told, facts, summaryOf(summary), {}, now);

describe('a row for alert rules is due', () => {
  const { told } = at(2_000_000)!;
  test.each([
    ['at first', at(0), true],
    ['not in the next second', at(2_001_000, told), false],
    ['after ten seconds', at(2_010_000, told), true],
    ['at a change of state', at(2_001_000, told, { state: 'silent' }), true],
    ['when the loss is no number', at(2_001_000, told, { diverged_at_step: 7 }), true],
    ['never for news about the past', at(0, null, {}, factsWith({ live_news_at: null })), false],
  ])('%s', (_when, row, due) => expect(row !== null).toBe(due));
});

describe('a row for alert rules', () => {
  const fieldsAt = (summary: Partial<SessionSummary>, newest = {}, told: AlertsTold | null = null, now = 2_000_000) =>
    nextAlertRow(told, factsWith(), summaryOf(summary), newest, now)!.row.fields;

  test('has the owner as a tag, numbers under canonical names, whole seconds, and nothing that is not a number', () => {
    const facts = factsWith({ description: { tags: { owner: 'ops' } }, last_news_at: 1_090_999 });
    const newest = { training_loss: NaN, gradient_norm: 2, last_checkpoint_at: 1_000, checkpoint_interval_seconds: 30 };
    expect(nextAlertRow(null, facts, summaryOf({ step_seconds: 0.5 }), newest, 1_100_500)!.row).toEqual({
      measurement: 'training_alert',
      tags: { workspace_id: 'w', session_id: 's', agent_id: 'a', owner: 'ops' },
      milliseconds: 1_100_500,
      nanoseconds: 0,
      coordinates: {},
      fields: {
        ...{
          state: 0,
          step: 0,
          started_at: 1_000,
          completed_at: 0,
          last_news_at: 1_090,
          age_seconds: 100,
          diverged: 0,
        },
        ...{ gradient_norm: 2, steps_per_second: 2, hourly_steps_per_second: 2 },
        ...{ checkpoint_age_seconds: 100.5, checkpoint_interval_seconds: 30 },
      },
    });
  });

  test('has cost and limit, and share and evaluations, together or not at all', () => {
    expect(fieldsAt({ training_cost_usd: 3 })).not.toHaveProperty('cost_usd');
    expect(fieldsAt({ training_cost_usd: 3, monitoring_config: { budget_usd: 2 } })).toMatchObject({
      ...{ cost_usd: 3, cost_limit_usd: 2 },
    });
    expect(fieldsAt({}, { evaluations_behind: 1 })).not.toHaveProperty('evaluations_behind');
    expect(fieldsAt({}, { last_checkpoint_at: 1 })).not.toHaveProperty('checkpoint_age_seconds');
  });

  test('has the speed for comparison with others once an hour, from the first that is known on', () => {
    const hourly = (told: AlertsTold | null, now: number, step_seconds: number | null = 1) =>
      'hourly_steps_per_second' in fieldsAt({ step_seconds }, {}, told, now);
    const slow = at(2_000_000, null, { step_seconds: null })!.told;
    expect(hourly(slow, 2_010_000)).toBe(true);
    const { told } = at(2_000_000, null, { step_seconds: 1 })!;
    expect(hourly(told, 2_010_000)).toBe(false);
    expect(hourly(told, 5_600_000)).toBe(true);
    expect(hourly({ ...told, configuration: 'another' }, 2_010_000)).toBe(true);
  });
});

describe('the name of a configuration', () => {
  const key = (hyperparameters: Record<string, number>, more = {}) =>
    configurationKey({ training_config: { hyperparameters, ...more }, environment: { gpu_count: 1 } });

  test('is the same whatever the order, the seed and the learning rate', () => {
    expect(key({ batch_size: 8, layers: 2, seed: 1, learning_rate: 1 })).toBe(
      key({ layers: 2, batch_size: 8, seed: 2 }),
    );
    expect(key({ batch_size: 8 })).toMatch(/^[0-9a-f]{12}$/);
  });

  test('is another for another batch size, model or number of GPUs', () => {
    const names = [key({ batch_size: 8 }), key({ batch_size: 16 }), key({ batch_size: 8 }, { model_base: 'b' })];
    const onTwo = configurationKey({
      training_config: { hyperparameters: { batch_size: 8 } },
      environment: { gpu_count: 2 },
    });
    expect(new Set([...names, onTwo]).size).toBe(4);
  });

  test('is empty where nothing is known', () => {
    expect(configurationKey({ training_config: {}, environment: { gpu_count: 2 } })).toBe('');
  });
});
