/** Query kind `table`: sessions side by side. */
import type { Observable } from 'rxjs';
import { tableFrame } from '../../frames/table';
import { tablePath } from '../client/client';
import type { QueryAnswer } from './answer';
import type { RunContext } from './context';
import { once } from './once';
import { sessionQuestion } from './session-question';
import { cutNotice, DEFAULT_LIST_LIMIT } from './sessions';

export function runTable(context: RunContext): Observable<QueryAnswer> {
  const { client, query } = context;
  const question = sessionQuestion(context, DEFAULT_LIST_LIMIT);
  const executed = `GET ${tablePath(question)}`;
  return once(client.table(question), (table) => [
    tableFrame(table, query.onlyDiffering ?? false, {
      refId: query.refId,
      executed,
      notices: cutNotice(table.rows.length, table.total),
    }),
  ]);
}
