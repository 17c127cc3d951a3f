/** Runs a panel's queries against a datasource and keeps the newest answer, as Grafana's query runner does. */
import { useEffect, useMemo, useState } from 'react';
import {
  CoreApp,
  type DataQuery,
  type DataQueryRequest,
  type DataQueryResponse,
  LoadingState,
  type PanelData,
  type TimeRange,
} from '@grafana/data';
import { toDataQueryError } from '@grafana/runtime';
import type { DataSourceRef } from '@grafana/schema';
import { from, isObservable, type Observable } from 'rxjs';

/** As much of a datasource as running queries takes; a method, so that one with a query model of its own fits. */
export interface QueryRunner {
  query(request: DataQueryRequest): Promise<DataQueryResponse> | Observable<DataQueryResponse>;
  getRef(): DataSourceRef;
}

/** Where a panel's frames come from; a new object means new queries, so keep it stable between renders. */
export interface PanelQueries {
  datasource: QueryRunner;
  targets: DataQuery[];
  timeRange: TimeRange;
  /** Points that fit the panel; 1,000 unless told. */
  maxDataPoints?: number;
}

let requestNumber = 0;

const requestOf = ({ datasource, targets, timeRange, maxDataPoints = 1_000 }: PanelQueries): DataQueryRequest => ({
  app: CoreApp.Dashboard,
  requestId: `host-${++requestNumber}`,
  timezone: 'browser',
  range: timeRange,
  interval: '1s',
  intervalMs: 1_000,
  maxDataPoints,
  scopedVars: {},
  startTime: Date.now(),
  targets: targets.map((target) => ({ ...target, datasource: target.datasource ?? datasource.getRef() })),
});

/** The next state of the panel after one emission of the datasource. */
const received = (previous: PanelData, { data, state, error, errors }: DataQueryResponse): PanelData => ({
  ...previous,
  series: data.filter((frame) => frame.meta?.dataTopic !== 'annotations'),
  annotations: data.filter((frame) => frame.meta?.dataTopic === 'annotations'),
  error: error ?? errors?.[0],
  errors: errors ?? (error && [error]),
  state: state ?? (error || errors?.length ? LoadingState.Error : LoadingState.Done),
});

/** The data of the queries: loading at first, then every emission; the old answer stays until a new one is there. */
export const usePanelData = (queries: PanelQueries): PanelData => {
  const empty = useMemo<PanelData>(
    () => ({ state: LoadingState.Loading, series: [], timeRange: queries.timeRange }),
    [queries.timeRange],
  );
  const [data, setData] = useState(empty);
  useEffect(() => {
    const request = requestOf(queries);
    setData((previous) => ({ ...previous, request, timeRange: queries.timeRange, state: LoadingState.Loading }));
    const answer = queries.datasource.query(request);
    const subscription = (isObservable(answer) ? answer : from(answer)).subscribe({
      next: (response) => setData((previous) => received(previous, response)),
      error: (thrown: unknown) => {
        const error = toDataQueryError(thrown);
        setData((previous) => ({ ...previous, state: LoadingState.Error, error, errors: [error] }));
      },
    });
    return () => subscription.unsubscribe();
  }, [queries]);
  return data;
};
