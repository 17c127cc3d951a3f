/** Which file runs which kind of query. A new kind is one file and one line here. */
import type { Observable } from 'rxjs';
import type { QueryKind } from '../query';
import type { QueryAnswer } from './answer';
import type { RunContext } from './context';
import { runEvents } from './events';
import { runProgress } from './progress';
import { runSeries } from './series';
import { runSessions } from './sessions';
import { runTable } from './table';

const RUNS: Record<QueryKind, (context: RunContext) => Observable<QueryAnswer>> = {
  sessions: runSessions,
  series: runSeries,
  scores: runSeries,
  resources: runSeries,
  table: runTable,
  events: runEvents,
  progress: runProgress,
};

export function runQuery(context: RunContext): Observable<QueryAnswer> {
  return RUNS[context.query.kind](context);
}
