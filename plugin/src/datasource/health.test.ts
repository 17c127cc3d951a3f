import { describe, expect, it } from '@jest/globals';
import type { StatusAnswer } from '@shadower-training/contract';
import { healthOf } from './health';

const status = (changes: Partial<StatusAnswer> = {}): StatusAnswer => ({
  name: 'shadower-training-exporter',
  version: '0.1.0',
  schema_version: 1,
  store: 'embedded',
  workspace_id: null,
  scopes: [],
  ...changes,
});

describe('healthOf', () => {
  it('names version, schema and store', () => {
    expect(healthOf(status())).toEqual({
      status: 'success',
      message: 'Exporter 0.1.0, schema 1, embedded store, all workspaces (no tokens)',
    });
  });
  it.each<[Partial<StatusAnswer>, RegExp]>([
    [{ schema_version: 2 }, /Update the plugin/],
    [{ schema_version: 0 }, /Update the exporter/],
    [{ scopes: ['ingest'] }, /"read"/],
    [{ name: 'grafana' as StatusAnswer['name'] }, /not a Shadower Training exporter/],
  ])('says what to do about %o', (changes, message) => {
    const result = healthOf(status(changes));
    expect(result.status).toBe('error');
    expect(result.message).toMatch(message);
  });
});
