import type { StoreReader } from '../store/port.js';
import type { Handler } from './handler.js';
import { readSessionPage } from './session-page.js';
import type { Settler } from './settler.js';

/** GET /analytics/sessions. */
export function sessionsHandler(reader: StoreReader, settler: Settler): Handler<'listSessions'> {
  return async ({ workspace_id, query, signal }) => {
    const { sort, limit, cursor, ...filter } = query;
    const page = await readSessionPage(reader, settler, {
      workspace_id,
      filter,
      sort,
      limit,
      cursor,
      fields: ['summary'],
      signal,
    });
    return { ...page, items: page.items.map(({ summary }) => summary) };
  };
}
