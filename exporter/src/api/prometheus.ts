import type { IncomingMessage, ServerResponse } from 'node:http';
import { acceptedFormat } from '../metrics/exposition.js';
import type { Metrics } from '../metrics/metrics.js';
import { requireScope } from '../security/principal.js';
import type { Guard } from './guard.js';
import type { Ingest } from './ingest.js';
import type { LiveHub } from './live-hub.js';
import { sendText } from './send-json.js';

/** What GET /metrics is served from. */
export interface PrometheusParts {
  readonly guard: Guard;
  readonly ingest: Ingest;
  readonly hub: LiveHub;
  readonly metrics: Metrics;
}

/**
 * GET /metrics. A token with the scope `metrics` hears of everything, one with `read` of the live sessions of its own
 * workspace: what the exporter counts over all workspaces would tell it how busy the others are.
 * @throws ContractError `unauthenticated` or `forbidden`.
 */
export async function sendMetrics(
  { guard, ingest, hub, metrics }: PrometheusParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const principal = guard.authenticate(request);
  const seesAll = principal.scopes.has('metrics');
  if (!seesAll) requireScope(principal, 'read');
  const format = acceptedFormat(request.headers.accept);
  const { requests, bytes } = ingest.admission.inFlight;
  const open = { requestsInFlight: requests, bytesInFlight: bytes, streams: hub.size };
  const text =
    seesAll || principal.workspace_id === null
      ? await metrics.exposition(format, open)
      : await metrics.expositionOf(principal.workspace_id, format);
  await sendText(request, response, { status: 200, type: format, text });
}
