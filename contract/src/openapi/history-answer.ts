import { pageOf } from '../results/page.js';
import { sessionSummarySchema } from '../results/session-summary.js';

/** Parts of a summary that `include_performance=false` leaves out. */
export const PERFORMANCE_FIELDS = ['quality_metrics', 'quality_details', 'sparkline'] as const;

/** GET /analytics/agents/{agent_id}/training-history: sessions of an agent, newest first. */
export const historyAnswerSchema = pageOf(
  sessionSummarySchema.partial({ quality_metrics: true, quality_details: true, sparkline: true }),
);
