/** Queries that are asked once: their answer does not follow the stream. */
import { catchError, map, of, type Observable } from 'rxjs';
import type { DataFrame } from '@grafana/data';
import type { QueryAnswer } from './answer';

export function once<Answer>(
  request: Observable<Answer>,
  framesOf: (answer: Answer) => DataFrame[],
): Observable<QueryAnswer> {
  return request.pipe(
    map((answer) => ({ frames: framesOf(answer), streaming: false })),
    catchError((error: unknown) => of({ frames: [], error, streaming: false })),
  );
}
