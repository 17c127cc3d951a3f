/** A datasource over an exporter that a test plays: answers by path, and a stream to speak into. */
import { dateTime, PluginType, type DataQueryRequest, type DataSourceInstanceSettings } from '@grafana/data';
import {
  setBackendSrv,
  setTemplateSrv,
  type BackendSrv,
  type BackendSrvRequest,
  type TemplateSrv,
} from '@grafana/runtime';
import { of, Subject, throwError } from 'rxjs';
import { TrainingDatasource } from './Datasource';
import type { TrainingOptions } from './options';
import type { TrainingQuery } from './query';

/** Answers by path (without its query string); a function sees the request; a number is a status to fail with. */
export type Answers = Record<string, unknown>;

let instances = 0;

export function playedExporter(answers: Answers, variables: Record<string, string | string[]> = {}) {
  const requests: BackendSrvRequest[] = [];
  const streams: Array<Subject<object>> = [];
  const encoder = new TextEncoder();
  const answerTo = (request: BackendSrvRequest) => {
    requests.push(request);
    const path = request.url.replace('/base', '').replace(/\?.*/, '');
    const answer = answers[path];
    const data = typeof answer === 'function' ? (answer as (request: BackendSrvRequest) => unknown)(request) : answer;
    if (data === undefined) return throwError(() => ({ status: 404, data: '', config: request }));
    return typeof data === 'number' ? throwError(() => ({ status: data, data: '', config: request })) : of({ data });
  };
  const backend = {
    fetch: answerTo,
    chunked: (request: BackendSrvRequest) => {
      requests.push(request);
      const stream = new Subject<object>();
      streams.push(stream);
      return stream;
    },
  };
  setBackendSrv(backend as unknown as BackendSrv);
  setTemplateSrv({
    getVariables: () => Object.keys(variables).map((name) => ({ name })),
    replace: (target = '', _scoped: unknown, format: unknown) =>
      target.replace(/\$(\w+)/g, (match, name: string) =>
        variables[name] === undefined ? match : (format as (value: string | string[]) => string)(variables[name]),
      ),
  } as unknown as TemplateSrv);
  return {
    requests,
    asked: (path: string) => requests.filter(({ url }) => url.startsWith(`/base${path}`)),
    streams: () => streams.filter((stream) => stream.observed).length,
    say: (event: string, data: object) =>
      streams
        .at(-1)
        ?.next({ ok: true, status: 200, data: encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`) }),
    breakStream: () => streams.at(-1)?.complete(),
  };
}

/** A datasource of its own: the tab's streams belong to a uid. */
export function exampleDatasource(jsonData: TrainingOptions = {}): TrainingDatasource {
  instances += 1;
  const settings = {
    uid: `training-${instances}`,
    type: 'shadower-training-datasource',
    name: 'Training',
    url: '/base',
    jsonData,
  };
  return new TrainingDatasource({
    ...settings,
    access: 'proxy',
    readOnly: false,
    meta: { id: settings.type, type: PluginType.datasource } as DataSourceInstanceSettings['meta'],
  });
}

/** A request as a dashboard of the last hour makes it. */
export function exampleRequest(targets: Array<Partial<TrainingQuery>>, to = 'now'): DataQueryRequest<TrainingQuery> {
  const end = to === 'now' ? dateTime() : dateTime(to);
  const range = { from: dateTime(end).subtract(1, 'hour'), to: end, raw: { from: 'now-1h', to } };
  return {
    requestId: 'Q1',
    app: 'dashboard',
    interval: '1s',
    intervalMs: 1_000,
    maxDataPoints: 777,
    range,
    scopedVars: {},
    startTime: 0,
    timezone: 'utc',
    targets: targets.map((target, index) => ({ refId: 'ABC'.charAt(index), kind: 'sessions', ...target })),
  };
}
