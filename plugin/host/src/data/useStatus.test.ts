import { expect, test } from '@jest/globals';
import type { StatusAnswer } from '@shadower-training/contract';
import { versionProblem } from './useStatus';

const status = (change: Partial<StatusAnswer>): StatusAnswer => ({
  name: 'shadower-training-exporter',
  version: '1.0.0',
  schema_version: 1,
  store: 'embedded',
  workspace_id: null,
  scopes: [],
  ...change,
});

test.each([
  [{}, null],
  [{ schema_version: 2 }, 'The exporter is newer than this page'],
  [{ schema_version: 0 }, 'The exporter is older than this page'],
  [{ version: '1.1.0' }, 'The exporter is now version 1.1.0'],
])('an exporter with %j', (change, title) => {
  expect(versionProblem({ now: status(change), version: '1.0.0' })?.title ?? null).toBe(title);
});
