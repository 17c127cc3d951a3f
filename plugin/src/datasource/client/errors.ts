/** What went wrong with a request, and what to do about it. */
import type { DataQueryError } from '@grafana/data';
import { isFetchError, type FetchError } from '@grafana/runtime';
import type { ErrorAnswer, ErrorCode } from '@shadower-training/contract';

/** Kinds of failures that call for different action. */
export type FailureKind =
  'away' | 'slow' | 'unauthenticated' | 'forbidden' | 'not_exporter' | 'grafana' | 'refused' | 'failed' | 'cancelled';

/** A failed request in words. */
export class ExporterError extends Error {
  constructor(
    readonly kind: FailureKind,
    message: string,
    readonly status?: number,
    readonly code?: ErrorCode,
  ) {
    super(message);
    this.name = 'ExporterError';
  }
}

/** Statuses with which Grafana's proxy, or any other, says that nobody answered. */
const NOBODY_ANSWERED = new Set([0, 502, 503]);
/** The statuses with which they say that it took too long. */
const TOOK_TOO_LONG = new Set([408, 504]);

/** What Grafana's proxy puts in the place of an upstream's 401, with status 400 (pkg/api/pluginproxy/ds_proxy.go). */
const TOKEN_REFUSED = /authentication to data source failed/i;

const AWAY =
  'The exporter does not answer. Check that it runs (npm run exporter) and that the address in the data source settings is the one at which the Grafana server reaches it.';
const SLOW =
  'The exporter did not answer in time. Ask for less (fewer sessions or metrics, fewer points, a shorter range), or let Grafana wait longer (dataproxy.timeout).';
const UNAUTHENTICATED =
  'The exporter wants a token, and this one is missing or wrong. Enter a token with the scope "read" in the data source settings.';
const FORBIDDEN =
  'The token may not do this: showing sessions needs the scope "read", changing them "ingest", both for this workspace.';
const NOT_EXPORTER =
  'Something answers at this address, but it is not a Shadower Training exporter, or one that is too old. Check host, port and path in the data source settings.';
const NOT_JSON =
  'A web page came instead of data: a login page or another server stands where the exporter should be. Check the address in the data source settings.';

/** It took longer than anybody waits. */
export const slowError = (): ExporterError => new ExporterError('slow', SLOW);

/** The answer was no data; its kind in a word, as far as it tells. */
export function notJsonError(data: unknown): ExporterError {
  const isPage = typeof data === 'string' && /^\s*<(!doctype|html)/i.test(data);
  return new ExporterError('not_exporter', isPage ? NOT_JSON : NOT_EXPORTER, 200);
}

/** The text of an answer, or that of Grafana's own errors. */
function textOf(data: unknown): string {
  if (typeof data === 'string') return data;
  const { message, response } = (data ?? {}) as { message?: unknown; response?: unknown };
  return [message, response].filter((text) => typeof text === 'string').join(' ');
}

/** The exporter's own error, also where a proxy took its content type away and it comes as text. */
function errorAnswerOf(data: unknown): ErrorAnswer['error'] | null {
  let body: unknown = data;
  if (typeof data === 'string') {
    try {
      body = JSON.parse(data);
    } catch {
      return null;
    }
  }
  const error = (body as ErrorAnswer | null | undefined)?.error;
  return typeof error === 'object' && error !== null && typeof error.code === 'string' ? error : null;
}

function withDetails({ message, details }: ErrorAnswer['error']): string {
  const problems = (details ?? []).slice(0, 3).map(({ path, problem }) => (path ? `${path} ${problem}` : problem));
  return problems.length ? `${message}: ${problems.join('; ')}` : message;
}

/** Any thrown thing as an {@link ExporterError}. */
export function exporterError(thrown: unknown): ExporterError {
  if (thrown instanceof ExporterError) return thrown;
  if (!isFetchError(thrown)) {
    // What `fetch` throws when there is no connection at all.
    if (thrown instanceof TypeError && /fetch|network|load failed/i.test(thrown.message))
      return new ExporterError('away', AWAY, 0);
    return new ExporterError('failed', thrown instanceof Error ? thrown.message : String(thrown));
  }
  const { status } = thrown;
  if (thrown.cancelled) return new ExporterError('cancelled', 'The query was cancelled', status);
  const answer = errorAnswerOf(thrown.data);
  return answer ? fromExporter(answer, status) : fromOthers(status, textOf(thrown.data), thrown);
}

/** What the exporter itself says. */
function fromExporter(answer: ErrorAnswer['error'], status: number): ExporterError {
  const { code } = answer;
  if (code === 'unauthenticated') return new ExporterError('unauthenticated', UNAUTHENTICATED, status, code);
  if (code === 'forbidden') return new ExporterError('forbidden', `${FORBIDDEN} (${answer.message})`, status, code);
  return new ExporterError('refused', withDetails(answer), status, code);
}

/** What Grafana, its proxy, or a server between them says. */
function fromOthers(status: number, text: string, thrown: FetchError): ExporterError {
  const failure = (kind: FailureKind, message: string) => new ExporterError(kind, message, status);
  if (TOKEN_REFUSED.test(text)) return new ExporterError('unauthenticated', UNAUTHENTICATED, status, 'unauthenticated');
  if (status === 401) {
    // Through Grafana a 401 is Grafana's own: it turns the exporter's into 400.
    return text === ''
      ? failure('unauthenticated', UNAUTHENTICATED)
      : failure('grafana', `Grafana wants you to sign in again: ${text}`);
  }
  if (status === 403) {
    return failure(
      'grafana',
      `Grafana refuses the request${text === '' ? '' : ` (${shortened(text)})`}. Ask an administrator for the permission.`,
    );
  }
  if (TOOK_TOO_LONG.has(status)) return failure('slow', SLOW);
  if (NOBODY_ANSWERED.has(status)) return failure('away', AWAY);
  if (/^\s*<(!doctype|html)/i.test(text)) return failure('not_exporter', NOT_JSON);
  if (status === 404) return failure('not_exporter', NOT_EXPORTER);
  const reason = shortened(text) || thrown.statusText || 'no reason given';
  return failure('failed', `The request failed with status ${status}: ${reason}`);
}

/** Texts of others may be long. */
const shortened = (text: string): string => text.trim().slice(0, 200);

/** The same as Grafana shows it in a panel. */
export function queryError(thrown: unknown, refId: string): DataQueryError {
  const error = exporterError(thrown);
  return { refId, message: error.message, status: error.status };
}
