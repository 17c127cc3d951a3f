import { ContractError, PERFORMANCE_FIELDS, type RouteAnswer, type SessionSummary } from '@shadower-training/contract';
import type { StoreReader } from '../store/port.js';
import type { Handler } from './handler.js';
import { readSessionPage } from './session-page.js';
import type { Settler } from './settler.js';

type HistoryItem = RouteAnswer<'trainingHistory'>['items'][number];

/** GET /analytics/agents/{agent_id}/training-history: an agent's sessions, newest first. */
export function historyHandler(reader: StoreReader, settler: Settler): Handler<'trainingHistory'> {
  return async ({ workspace_id, parameters, query, signal }) => {
    const agentId = parameters['agent_id']!;
    const page = await readSessionPage(reader, settler, {
      workspace_id,
      filter: { agent_id: [agentId] },
      sort: '-started_at',
      limit: query.limit,
      cursor: query.cursor,
      fields: ['summary'],
      signal,
    });
    if (page.total === 0) {
      throw new ContractError(
        'not_found',
        `there is no agent ${JSON.stringify(agentId)} in workspace ${JSON.stringify(workspace_id)}`,
      );
    }
    const items = page.items.map(({ summary }) => (query.include_performance ? summary : withoutPerformance(summary)));
    return { ...page, items };
  };
}

function withoutPerformance(summary: SessionSummary): HistoryItem {
  const item: HistoryItem = { ...summary };
  for (const field of PERFORMANCE_FIELDS) delete item[field];
  return item;
}
