/**
 * Opens the exporter's event stream through Grafana's proxy. `getBackendSrv().chunked()` hands pieces on as they come
 * (measured on Grafana 12.4: unbuffered); a host without it is read by the browser's own fetch. A native EventSource
 * is no choice: it can't send headers and hides statuses.
 */
import { config, type BackendSrv, type FetchResponse } from '@grafana/runtime';
import { Observable } from 'rxjs';
import { type ExporterError, exporterError } from '../client/errors';
import { EventParser, type StreamEvent } from './server-sent-events';

const HEADERS = { Accept: 'text/event-stream' };

/** The stream at an address. It completes when the connection ends, whatever the reason, and fails on a refusal. */
export function openStream(url: string, backend: Partial<Pick<BackendSrv, 'chunked'>>): Observable<StreamEvent> {
  return typeof backend.chunked === 'function' ? chunkedStream(url, backend as BackendSrv) : fetchedStream(url);
}

function chunkedStream(url: string, backend: Pick<BackendSrv, 'chunked'>): Observable<StreamEvent> {
  return new Observable((subscriber) => {
    const parser = new EventParser();
    const decoder = new TextDecoder();
    const receive = (response: FetchResponse<Uint8Array | undefined>) => {
      const text = response.data ? decoder.decode(response.data, { stream: true }) : '';
      // A refusal comes as an ordinary piece here, not as an error.
      if (!response.ok) subscriber.error(refusal(response.status, text));
      else for (const event of parser.push(text)) subscriber.next(event);
    };
    const controller = new AbortController();
    const subscription = backend
      .chunked({ url, method: 'GET', headers: HEADERS, abortSignal: controller.signal, showErrorAlert: false })
      .subscribe({
        next: receive,
        error: (thrown: unknown) => subscriber.error(exporterError(thrown)),
        complete: () => subscriber.complete(),
      });
    return () => {
      subscription.unsubscribe();
      controller.abort();
    };
  });
}

function fetchedStream(url: string): Observable<StreamEvent> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const read = async () => {
      const response = await fetch(withSubPath(url), { headers: HEADERS, signal: controller.signal });
      if (!response.ok || !response.body) throw refusal(response.status, await response.text());
      const parser = new EventParser();
      const decoder = new TextDecoder();
      const reader = response.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        for (const event of parser.push(decoder.decode(value, { stream: true }))) subscriber.next(event);
      }
      subscriber.complete();
    };
    read().catch((thrown: unknown) => {
      if (!controller.signal.aborted) subscriber.error(exporterError(thrown));
    });
    return () => controller.abort();
  });
}

/** The browser's fetch does not know that Grafana may be served under a path; its own services do. */
function withSubPath(url: string): string {
  return /^https?:/i.test(url) ? url : `${config.appSubUrl ?? ''}${url}`;
}

function refusal(status: number, text: string): ExporterError {
  return exporterError({ status, data: text, config: { url: '' } });
}
