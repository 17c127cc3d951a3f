import { describe, expect, test } from '@jest/globals';
import { defaultMetrics, fallbackMetrics } from './metrics';
import { allTime, curvesTarget, sessionsTarget } from './queries';

test('the list follows the stream: its range ends now', () => {
  expect(allTime(5).raw.to).toBe('now');
  expect(sessionsTarget({ agent: 'a' })).toMatchObject({ kind: 'sessions', agents: ['a'] });
});

test('curves are whole unless the reader zoomed into time', () => {
  const question = { sessions: ['s'], metrics: ['m'], workspace: undefined, x: 'time' as const };
  expect(curvesTarget({ ...question, zoomed: false }).range).toBe('session');
  expect(curvesTarget({ ...question, zoomed: true }).range).toBe('dashboard');
});

describe('metrics that are shown first', () => {
  test('losses, and the objective where it is another metric', () => {
    expect(defaultMetrics('validation_loss')).toEqual([
      'training_loss',
      'validation_loss',
      'learning_rate',
      'gradient_norm',
    ]);
    expect(defaultMetrics('validation_accuracy')).toContain('validation_accuracy');
  });
  test('a reward stands alone', () => {
    expect(defaultMetrics('reward')).toEqual(['reward', 'learning_rate', 'gradient_norm']);
  });
  test('of unknown names those like losses, else the first', () => {
    expect(fallbackMetrics(['accuracy', 'my_loss'])).toEqual(['my_loss']);
    expect(fallbackMetrics(['a', 'b', 'c', 'd', 'e'])).toEqual(['a', 'b', 'c', 'd']);
  });
});
