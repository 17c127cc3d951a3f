import type { EntityDeclaration } from './declarations.js';

/**
 * A training session. `summary` is the whole SessionSummary as JSON; the fields beside it are those that lists filter
 * and sort by, copied out of it. `producers` is what is needed to know repeats.
 */
export const SESSION_ENTITY: EntityDeclaration = {
  kind: 'session',
  description: 'A training session with its state.',
  key: ['workspace_id', 'session_id'],
  fields: {
    agent_id: { type: 'string', indexed: true },
    name: { type: 'string' },
    state: { type: 'string', indexed: true },
    group: { type: 'string', indexed: true },
    base_model: { type: 'string' },
    started_at: { type: 'number', indexed: true },
    completed_at: { type: 'number' },
    last_news_at: { type: 'number', indexed: true },
    attention: { type: 'number' },
    summary: { type: 'json' },
    final_metrics: { type: 'json' },
    metric_names: { type: 'json' },
    internal: { type: 'json' },
    /** What retention has done since the last news: 1 raw points downsampled, 2 points removed, 3 records removed. */
    retention_stage: { type: 'number' },
    /** Parts of downsampled points (measurements.ts) that count. */
    downsampled_parts: { type: 'number' },
  },
};

/** Every entity that the exporter keeps. */
export const ENTITIES: readonly EntityDeclaration[] = [SESSION_ENTITY];
