import { expect, it } from '@jest/globals';
import { describeQuery } from './describe-query';
import type { TrainingQuery } from './query';

it.each<[Partial<TrainingQuery>, string]>([
  [{ kind: 'series', sessions: ['a', 'b'] }, 'training_loss, validation_loss over step of a, b'],
  [{ kind: 'series', metrics: ['loss'], x: 'metric', xMetric: 'samples' }, 'loss over samples'],
  [{ kind: 'series', metrics: ['loss'], combine: 'rank' }, 'loss over step (ranks combined)'],
  [{ kind: 'sessions', agents: ['$agent'], states: ['failed', 'hung'] }, 'sessions by $agent, failed or hung'],
  [{ kind: 'progress', part: 'log', sessions: ['$session'] }, 'log of $session'],
  [{ kind: 'table', view: 'diff', sessions: ['a', 'b'] }, 'configurations compared of a, b'],
  [{ kind: 'table', view: 'groups', groupBy: ['tags.team'] }, 'sessions grouped by tags.team'],
  [
    { kind: 'table', tags: ['team=x'], where: ['metrics.loss<1'] },
    'sessions compared, where team=x and metrics.loss<1',
  ],
  [{ kind: 'events', events: ['best', 'failure'] }, 'events (best, failure)'],
])('describes %j', (query, text) => {
  expect(describeQuery({ refId: 'A', kind: 'series', ...query })).toBe(text);
});
