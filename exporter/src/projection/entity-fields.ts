import type { SessionSummary } from '@shadower-training/contract';
import { ATTENTION_RANK } from './attention.js';
import { storedInternal, type LiveSession } from './session.js';

/** The fields of the session entity: the whole summary, and copies of what lists filter and sort by. */
export function entityFields(session: LiveSession, summary: SessionSummary): Record<string, unknown> {
  const { facts } = session;
  return {
    agent_id: facts.agent_id,
    name: summary.name ?? null,
    state: facts.state,
    group: summary.group ?? null,
    base_model: summary.base_model,
    started_at: facts.started_at,
    completed_at: facts.completed_at,
    last_news_at: facts.last_news_at,
    attention: ATTENTION_RANK[summary.attention.level],
    summary,
    final_metrics: facts.final_metrics,
    metric_names: Object.entries(facts.metric_kinds).map(([name, kind]) => ({ name, kind })),
    internal: storedInternal(session),
    // There is news: what retention has done was about what was before.
    retention_stage: null,
  };
}
