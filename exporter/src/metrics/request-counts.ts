import { allRoutes, ERROR_STATUS, errorsOf, type RouteDeclaration, type RouteId } from '@shadower-training/contract';
import { Histogram, type HistogramCounts } from '../counting/histogram.js';
import { counter, histogram, type Family, type Series } from './family.js';

/** Requests that no declared route took: files of the page, unknown paths, requests that were refused at the door. */
export const OTHER = 'other';
export type CountedRoute = RouteId | typeof OTHER;

/** Limits whose refusals are counted by name: pipeline/limits.ts, api/rate-limits.ts, api/over-limit.ts. */
const LIMIT_NAMES = [
  ...['points_in_request', 'series_in_session', 'sessions_in_workspace', 'live_sessions_in_workspace'],
  ...['tags_in_session', 'configuration_keys_in_session', 'attempts_in_session'],
  ...['producers_in_session', 'sequences_out_of_order'],
  ...['token_requests_per_second', 'token_bytes_per_second'],
  ...['workspace_requests_per_second', 'workspace_bytes_per_second'],
  ...['body_bytes', 'decompressed_bytes', 'query_parameters', 'requests_in_flight', 'bytes_in_flight', 'live_streams'],
];

/** What nginx counts where the client went away before it was answered. */
export const CLIENT_GONE = 499;

/** Subjects whose calls read: their seconds are counted. */
const READING: readonly RouteDeclaration['subject'][] = ['sessions', 'curves', 'lists'];
/** The live stream is open for hours. */
const NOT_TIMED: ReadonlySet<CountedRoute> = new Set(['live']);

const ROUTES = new Map<CountedRoute, RouteDeclaration>(allRoutes().map(({ id, route }) => [id, route]));
const TIMED = new Set(
  [...ROUTES].filter(([id, { subject }]) => READING.includes(subject) && !NOT_TIMED.has(id)).map(([id]) => id),
);

/**
 * What the HTTP side counts of requests. Plain numbers: taking a request in must not get slower by being counted, so
 * families are made only when somebody asks.
 */
export class RequestCounts {
  readonly #answered = new Map<CountedRoute, Map<number, number>>();
  readonly #querySeconds = new Map<CountedRoute, Histogram>();
  readonly #acknowledgementSeconds = new Histogram();
  /** Every limit stands from the start with 0, so that the first refusal is a rise. */
  readonly #overLimit = new Map<string, number>(LIMIT_NAMES.map((name) => [name, 0]));
  #bodyBytes = 0;

  /** Counts an answer. */
  answered(route: CountedRoute, status: number): void {
    let statuses = this.#answered.get(route);
    if (statuses === undefined) this.#answered.set(route, (statuses = new Map()));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }

  /** Counts how long a reading call took; those of others are not kept. */
  took(route: CountedRoute, seconds: number): void {
    if (!TIMED.has(route)) return;
    let histogramOfRoute = this.#querySeconds.get(route);
    if (histogramOfRoute === undefined) this.#querySeconds.set(route, (histogramOfRoute = new Histogram()));
    histogramOfRoute.observe(seconds);
  }

  /** Counts a writing request that was answered as durable. */
  acknowledged(seconds: number): void {
    this.#acknowledgementSeconds.observe(seconds);
  }

  /** Counts the bytes of a writing request's body, decompressed. */
  received(bytes: number): void {
    this.#bodyBytes += bytes;
  }

  /** Counts a request that was refused for being over a limit of its token, workspace or session. */
  overLimit(limit: string): void {
    this.#overLimit.set(limit, (this.#overLimit.get(limit) ?? 0) + 1);
  }

  /** What was counted up to now. */
  families(): Family[] {
    return [
      counter('http_requests_total', 'Requests that were answered.', this.#requests()),
      counter(
        'ingest_rejected_total',
        'Writing requests that were refused, by the code in their answer.',
        this.#rejected(),
      ),
      counter(
        'over_limit_total',
        'Requests that were refused for being over a limit, by the limit.',
        [...this.#overLimit].map(([limit, value]) => ({ labels: { limit }, value })),
      ),
      counter('ingest_body_bytes_total', 'Bytes of the bodies of writing requests, decompressed.', this.#bodyBytes),
      histogram(
        'ingest_acknowledgement_seconds',
        'Seconds from the head of a writing request to the answer that it is durable.',
        this.#acknowledgementSeconds.counts(),
      ),
      histogram('query_seconds', 'Seconds that reading calls took.', this.#queries()),
    ];
  }

  #requests(): Series[] {
    return [...this.#answered].flatMap(([id, statuses]) => {
      const { method = OTHER, path = OTHER } = ROUTES.get(id) ?? {};
      return [...statuses].map(([status, value]) => ({
        labels: { method, route: path, code: String(status) },
        value,
      }));
    });
  }

  /** Every reason stands from the start with 0, so that the first refusal is a rise. */
  #rejected(): Series[] {
    const ingest = [...ROUTES].filter(([, { scope }]) => scope === 'ingest');
    const reasons = new Set(ingest.flatMap(([, route]) => errorsOf(route)));
    return [...reasons].map((reason) => ({
      labels: { reason },
      value: ingest.reduce((sum, [id]) => sum + (this.#answered.get(id)?.get(ERROR_STATUS[reason]) ?? 0), 0),
    }));
  }

  #queries(): Series<HistogramCounts>[] {
    return [...this.#querySeconds].map(([id, seconds]) => {
      const { method, path } = ROUTES.get(id)!;
      return { labels: { method, route: path }, value: seconds.counts() };
    });
  }
}
