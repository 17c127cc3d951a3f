/**
 * Whether the exporter speaks the schema that this plugin was written for, asked beside the queries now and then. An
 * answer of another schema may look right and mean something else.
 */
import {
  catchError,
  combineLatest,
  defer,
  distinctUntilChanged,
  map,
  of,
  shareReplay,
  startWith,
  type Observable,
} from 'rxjs';
import type { ExporterClient } from './client/client';
import { ExporterError, exporterError } from './client/errors';
import { statusProblem } from './health';
import type { QueryAnswer } from './run/answer';

/** An answer stays good for so many milliseconds: an exporter may be updated while a dashboard is open. */
const GOOD_FOR = 60_000;

export class SchemaCheck {
  private problem: Observable<string | null> = of(null);
  private askedAt = -Infinity;

  constructor(private readonly client: Pick<ExporterClient, 'status'>) {}

  /** The answers, with the reason that another schema is in the place of errors that only follow from it. */
  explain(answers: Observable<QueryAnswer>): Observable<QueryAnswer> {
    // The query does not wait for the check.
    const problem = defer(() => this.current()).pipe(startWith(null), distinctUntilChanged());
    return combineLatest([answers, problem]).pipe(
      map(([answer, text]) => {
        if (text === null || isOwn(answer.error)) return answer;
        return { ...answer, error: new ExporterError('not_exporter', text) };
      }),
    );
  }

  private current(): Observable<string | null> {
    if (Date.now() - this.askedAt > GOOD_FOR) {
      this.askedAt = Date.now();
      this.problem = this.client.status().pipe(
        map(statusProblem),
        // Whoever can't be asked is no other schema; the query itself says what is wrong.
        catchError(() => of(null)),
        shareReplay(1),
      );
    }
    return this.problem;
  }
}

/** Failures that stand for themselves: with these nothing is known of the exporter's schema. */
function isOwn(error: unknown): boolean {
  if (error === undefined) return false;
  return ['away', 'slow', 'unauthenticated', 'forbidden', 'grafana', 'cancelled'].includes(exporterError(error).kind);
}
