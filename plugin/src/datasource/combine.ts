/**
 * Answers of a request's queries -> Grafana's responses. Each response carries all frames under one key: Grafana
 * replaces what has the same key, so a panel never sees a query twice.
 */
import { LoadingState, type DataQueryError, type DataQueryResponse } from '@grafana/data';
import { combineLatest, map, of, startWith, type Observable } from 'rxjs';
import { queryError } from './client/errors';
import type { QueryAnswer } from './run/answer';

export interface RunningQuery {
  refId: string;
  answers: Observable<QueryAnswer>;
}

/** The first response comes with the first answer; `Loading` until every query has one. */
export function combine(running: readonly RunningQuery[], key: string): Observable<DataQueryResponse> {
  if (running.length === 0) return of({ data: [], key, state: LoadingState.Done });
  const [only] = running;
  // A single query needs no placeholder, which would be one response without data.
  const starting = ({ answers }: RunningQuery) =>
    only && running.length === 1 ? answers : answers.pipe(startWith(null));
  return combineLatest(running.map(starting)).pipe(map((answers) => responseOf(running, answers, key)));
}

function responseOf(
  running: readonly RunningQuery[],
  answers: ReadonlyArray<QueryAnswer | null>,
  key: string,
): DataQueryResponse {
  const errors = answers.flatMap((answer, index): DataQueryError[] =>
    answer?.error === undefined ? [] : [queryError(answer.error, running[index]?.refId ?? '')],
  );
  return {
    key,
    data: answers.flatMap((answer) => answer?.frames ?? []),
    state: stateOf(answers, errors.length > 0),
    ...(errors.length ? { errors, error: errors[0] } : {}),
  };
}

function stateOf(answers: ReadonlyArray<QueryAnswer | null>, hasErrors: boolean): LoadingState {
  if (answers.some((answer) => answer === null)) return LoadingState.Loading;
  if (hasErrors) return LoadingState.Error;
  return answers.some((answer) => answer?.streaming) ? LoadingState.Streaming : LoadingState.Done;
}
