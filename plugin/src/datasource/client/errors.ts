/** What went wrong with a request, and what to do about it. */
import type { DataQueryError } from '@grafana/data';
import { isFetchError } from '@grafana/runtime';
import type { ErrorAnswer, ErrorCode } from '@shadower-training/contract';

/** Kinds of failures that call for different action. */
export type FailureKind =
  'away' | 'unauthenticated' | 'forbidden' | 'not_exporter' | 'refused' | 'failed' | 'cancelled';

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
const NOBODY_ANSWERED = new Set([0, 502, 503, 504]);

const AWAY =
  'The exporter does not answer. Check that it runs (npm run exporter) and that the address in the data source settings is the one at which the Grafana server reaches it.';
const UNAUTHENTICATED =
  'The exporter wants a token, and this one is missing or wrong. Enter a token with the scope "read" in the data source settings.';
const FORBIDDEN = 'The token may not read this. Use a token with the scope "read" for this workspace.';

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
  // Grafana's proxy turns 401 into 400, so the exporter's own word counts before the status.
  if (answer?.code === 'unauthenticated' || (status === 401 && !answer)) {
    return new ExporterError('unauthenticated', UNAUTHENTICATED, status, 'unauthenticated');
  }
  if (answer?.code === 'forbidden')
    return new ExporterError('forbidden', `${FORBIDDEN} (${answer.message})`, status, 'forbidden');
  if (answer) return new ExporterError('refused', withDetails(answer), status, answer.code);
  if (NOBODY_ANSWERED.has(status)) return new ExporterError('away', AWAY, status);
  if (status === 404) {
    return new ExporterError(
      'not_exporter',
      'Something answers at this address, but it is not a Shadower Training exporter, or one that is too old.',
      status,
    );
  }
  const text = thrown.statusText || thrown.message || 'no reason given';
  return new ExporterError('failed', `The request failed with status ${status}: ${text}`, status);
}

/** The same as Grafana shows it in a panel. */
export function queryError(thrown: unknown, refId: string): DataQueryError {
  const error = exporterError(thrown);
  return { refId, message: error.message, status: error.status };
}
