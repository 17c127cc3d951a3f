/** `getBackendSrv()` of the page: plain fetch to the page's own server, in the shape that plugins expect. */
import type { BackendSrv, BackendSrvRequest, FetchError, FetchResponse } from '@grafana/runtime';
import { firstValueFrom, Observable, type Subscriber } from 'rxjs';
import { noteRequest } from './connection';
import { send } from './request';

/** Answers with the read token of this tab, or undefined where the exporter has no tokens. */
export type TokenSource = () => string | undefined;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

const described = <T>(response: Response, config: BackendSrvRequest, data: T): FetchResponse<T> => {
  const { status, statusText, ok, headers, redirected, type, url } = response;
  return { data, status, statusText, ok, headers, redirected, type, url, config, traceId: undefined };
};

/** Runs a request for as long as somebody listens; leaving cancels it without an error. */
const whileListening = <T>(run: (subscriber: Subscriber<T>, signal: AbortSignal) => Promise<void>): Observable<T> =>
  new Observable((subscriber) => {
    const controller = new AbortController();
    run(subscriber, controller.signal).then(
      () => subscriber.complete(),
      (error: unknown) => controller.signal.aborted || subscriber.error(error),
    );
    return () => controller.abort();
  });

/** Sends, and lets the page know whether anybody answered. */
const sendNoting: typeof send = async (request, token, signal) => {
  try {
    const response = await send(request, token, signal);
    noteRequest({ kind: 'answered', status: response.status });
    return response;
  } catch (thrown) {
    if (!signal.aborted) {
      noteRequest({ kind: 'failed' });
    }
    throw thrown;
  }
};

/** One answer; errors have the shape of Grafana's FetchError. */
const fetchOnce = <T>(request: BackendSrvRequest, token: TokenSource): Observable<FetchResponse<T>> =>
  whileListening(async (subscriber, signal) => {
    const response = await sendNoting(request, token(), signal);
    const data = parsed(await response.text());
    if (!response.ok) {
      throw { status: response.status, statusText: response.statusText, data, config: request } satisfies FetchError;
    }
    subscriber.next(described(response, request, data as T));
  });

/** The answer in pieces as they arrive; as in Grafana an HTTP error is a value with `ok: false`, not an error. */
const fetchPieces = (
  request: BackendSrvRequest,
  token: TokenSource,
): Observable<FetchResponse<Uint8Array | undefined>> =>
  whileListening(async (subscriber, signal) => {
    const response = await sendNoting(request, token(), signal);
    const reader = response.body?.getReader();
    if (!response.ok || reader === undefined) {
      subscriber.next(described(response, request, undefined));
      return;
    }
    noteRequest({ kind: 'streamOpened' });
    try {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
        subscriber.next(described(response, request, piece.value));
      }
    } finally {
      if (!signal.aborted) {
        noteRequest({ kind: 'streamLost' });
      }
    }
  });

/** The part of Grafana's BackendSrv that plugins use; the rest is absent, and calling it fails loudly. */
export const createBackend = (token: TokenSource): BackendSrv => {
  const once = async <T>(request: BackendSrvRequest): Promise<T> =>
    (await firstValueFrom(fetchOnce<T>(request, token))).data;
  const backend: Pick<BackendSrv, 'fetch' | 'chunked' | 'get' | 'post' | 'put' | 'patch' | 'delete'> = {
    fetch: <T>(request: BackendSrvRequest) => fetchOnce<T>(request, token),
    chunked: (request) => fetchPieces(request, token),
    get: (url, params) => once({ url, params }),
    post: (url, data) => once({ method: 'POST', url, data }),
    put: (url, data) => once({ method: 'PUT', url, data }),
    patch: (url, data) => once({ method: 'PATCH', url, data }),
    delete: (url) => once({ method: 'DELETE', url }),
  };
  return backend as BackendSrv;
};
