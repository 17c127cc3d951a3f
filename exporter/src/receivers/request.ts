import type { ScannedMetrics } from './native/scan/scan-metrics.js';

/**
 * What the HTTP server hands to a receiver, and what the receiver answers. Receivers run in the writer thread: parsing
 * and checking a body would block the main thread's other requests.
 */
export interface ReceiverRequest {
  /** Which protocol: a folder of receivers. */
  readonly door: 'native';
  readonly operation: 'start' | 'patch' | 'metrics' | 'events' | 'heartbeat' | 'complete';
  /** The token's workspace; null without tokens: then body, query or `default` count. */
  readonly token_workspace_id: string | null;
  /** `workspace_id` of the query string, if any. */
  readonly query_workspace_id: string | null;
  /** From the path; null for `start`. */
  readonly session_id: string | null;
  /** The decompressed body; empty where it was scanned. */
  readonly body: Uint8Array;
  /** What the body says, when another thread has read it. */
  readonly scanned?: ScannedMetrics;
  /** Receipt, epoch milliseconds. */
  readonly received_at: number;
}

/** The answer, sent when everything it acknowledges is durable. */
export interface ReceiverAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
  readonly retry_after_seconds?: number;
  /** Name of the limit that the request was refused for, as /metrics counts it. */
  readonly limit?: string;
}
