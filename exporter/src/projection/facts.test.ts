import { describe, expect, test } from '@jest/globals';
import { attentionOf } from './attention.js';
import { durationHours, resourceUsageOf } from './cost.js';
import { mergeDescription, objectiveOf } from './describe.js';
import { newSession, type SessionFacts } from './session.js';
import { stopOf } from './stop.js';

const factsWith = (facts: Partial<SessionFacts>): SessionFacts => ({
  ...newSession({ workspace_id: 'w', session_id: 's', agent_id: 'a', started_at: 0 }).facts,
  live_news_at: 1,
  ...facts,
});
const HOUR = 3_600_000;
const attempt = (active: number) => ({
  attempt: 1,
  started_at: 0,
  ended_at: null,
  first_step: null,
  last_step: null,
  active,
  last_news_at: 0,
});

describe('time and money', () => {
  test('are computed from active hours, price and GPUs where nothing is reported', () => {
    const facts = factsWith({
      attempts: [attempt(1.5 * HOUR), attempt(0.5 * HOUR)],
      description: { monitoring_config: { cost_per_hour_usd: 3 }, environment: { gpu_count: 8 } },
    });
    expect(resourceUsageOf(facts)).toEqual({
      gpu_hours: 16,
      memory_peak_gb: null,
      compute_cost_usd: 6,
      training_time_hours: 2,
    });
  });

  test('rest on measured hours: a report neither replaces them nor makes the cost another', () => {
    const usage = { training_time_hours: 100 };
    const description = { monitoring_config: { cost_per_hour_usd: 3 }, environment: { gpu_count: 8 } };
    expect(resourceUsageOf(factsWith({ usage, description, attempts: [attempt(HOUR)] }))).toMatchObject({
      training_time_hours: 1,
      gpu_hours: 8,
      compute_cost_usd: 3,
    });
  });

  test('are as reported where they are; another currency is not converted', () => {
    const usage = { gpu_hours: 4, cost: { amount: 5, currency: 'EUR' } };
    expect(resourceUsageOf(factsWith({ usage }))).toMatchObject({ gpu_hours: 4, compute_cost_usd: null });
    expect(resourceUsageOf(factsWith({ usage: { cost: { amount: 5, currency: 'USD' } } })).compute_cost_usd).toBe(5);
  });

  test('a duration needs an end', () => {
    expect(durationHours(factsWith({}))).toBeNull();
    expect(durationHours(factsWith({ completed_at: 2 * HOUR }))).toBe(2);
  });
});

describe('a description', () => {
  test('grows: tags and hyperparameters key by key, all else is replaced', () => {
    const known = { name: 'a', tags: { team: 'x' }, training_config: { hyperparameters: { lr: 1, b: 2 } } };
    const news = { name: 'b', tags: { task: 'y' }, training_config: { hyperparameters: { lr: 3 } }, notes: undefined };
    expect(mergeDescription(known, news)).toEqual({
      name: 'b',
      tags: { team: 'x', task: 'y' },
      training_config: { hyperparameters: { lr: 3, b: 2 } },
    });
  });

  test('loses a tag that is set to null, and keeps the others', () => {
    const known = { tags: { team: 'x', task: 'y' } };
    expect(mergeDescription(known, { tags: { task: null, never: null, new: '' } })).toEqual({
      tags: { team: 'x', new: '' },
    });
    expect(mergeDescription({}, { tags: { a: '1', b: null } })).toEqual({ tags: { a: '1' } });
    expect(known).toEqual({ tags: { team: 'x', task: 'y' } });
  });

  test('names the objective, or its kind of training does', () => {
    expect(objectiveOf(factsWith({}))).toEqual({ metric: 'validation_loss', direction: 'minimize' });
    expect(
      objectiveOf(factsWith({ description: { training_config: { training_type: 'reinforcement' } } })).metric,
    ).toBe('reward');
  });
});

describe('attention', () => {
  test.each<[string, Partial<SessionFacts>, string, string | null]>([
    [
      'a failure is named by the last line of its traceback',
      { state: 'failed', finished: 'failed', error_details: 'Traceback\n  x\nValueError: no' },
      'critical',
      'ValueError: no',
    ],
    [
      'a failure stays what it was, however old: whoever reads tells what is long past',
      { state: 'failed', finished: 'failed', completed_at: 0, error_details: null },
      'critical',
      'failed',
    ],
    [
      'a failure of the past, as an import brings it, asks for nobody',
      { state: 'failed', finished: 'failed', error_details: 'ValueError: no', live_news_at: null },
      'none',
      null,
    ],
    ['silence is critical', { state: 'silent' }, 'critical', 'silent: no news from the process'],
    ['news about the past asks for nobody', { state: 'silent', live_news_at: null }, 'none', null],
    ['what has completed asks for nobody', { state: 'completed', finished: 'completed' }, 'none', null],
  ])('%s', (_name, facts, level, reason) => {
    expect(attentionOf(factsWith(facts))).toEqual({ level, reason });
  });
});

describe('a stop', () => {
  test('is requested over the budget, if the session asked for it', () => {
    const monitoring_config = { stop_on: ['budget' as const], budget_usd: 1, cost_per_hour_usd: 1 };
    const facts = factsWith({ attempts: [attempt(2 * HOUR)], description: { monitoring_config } });
    expect(stopOf(facts)).toEqual({ requested: true, reason: 'cost 2.00 USD is over the budget of 1.00 USD' });
    facts.description = { monitoring_config: { ...monitoring_config, stop_on: [] } };
    expect(stopOf(facts)).toEqual({ requested: false });
  });

  const early = (facts: Partial<SessionFacts>, monitoring: object = {}): SessionFacts => {
    const scores = { best: { metric: 'validation_loss', step: 50, value: 0.5, epoch: null }, diverged_at_step: null };
    return factsWith({
      scores: scores as unknown as SessionFacts['scores'],
      completed_steps: 100,
      ...facts,
      description: { monitoring_config: { stop_on: ['early_stop'], ...monitoring }, ...facts.description },
    });
  };

  test.each([
    ['by default after 10 values without a new best', {}, {}, 9, 10],
    ['after the stated patience', {}, { early_stop_patience: 3 }, 2, 3],
    ['not before as many came after the last planned drop', { milestones: [10, 75] }, {}, 19, 20],
  ])('is requested when the objective gets no better, %s', (_name, schedule, monitoring, before, then) => {
    const description = { planned_schedule: { kind: 'step', ...schedule } };
    expect(stopOf(early({ description, values_since_best: before }, monitoring))).toEqual({ requested: false });
    expect(stopOf(early({ description, values_since_best: then }, monitoring))).toEqual({
      requested: true,
      reason: `early stop: ${then} values of validation_loss since its best at step 50`,
    });
  });

  test('is not requested before a planned drop, for what stands in for the objective, or unasked', () => {
    const planned_schedule = { kind: 'step', milestones: [200] };
    expect(stopOf(early({ description: { planned_schedule }, values_since_best: 99 })).requested).toBe(false);
    const objective = { metric: 'eval_accuracy', direction: 'maximize' as const };
    expect(stopOf(early({ description: { objective }, values_since_best: 99 })).requested).toBe(false);
    expect(stopOf(early({ values_since_best: 99 }, { stop_on: [] })).requested).toBe(false);
  });
});
