import type { IncomingMessage, ServerResponse } from 'node:http';
import { CONTRACT_SCHEMA_VERSION, namesOfMetric, type LiveQuery } from '@shadower-training/contract';
import type { Principal } from '../security/principal.js';
import { RESPONSE_HEADERS } from '../security/response-headers.js';
import type { LiveHub } from './live-hub.js';
import { LiveStream } from './live-stream.js';
import { OverHttpLimit } from './over-limit.js';
import type { ApiParts } from './parts.js';

const RETRY_AFTER_SECONDS = 5;
/** Milliseconds after which an EventSource connects again. */
const RECONNECT_MILLISECONDS = 2_000;

/**
 * Opens GET /analytics/live. Headers go out at once, because proxies limit the wait for them; the greeting when the
 * points are being collected, so that a curve that is asked for after it and the stream together have no gap.
 */
export async function openLiveStream(
  { configuration, version, exporterId }: ApiParts,
  hub: LiveHub,
  request: IncomingMessage,
  response: ServerResponse,
  principal: Principal,
  workspaceId: string,
  { session_id, metric }: LiveQuery,
): Promise<void> {
  if (hub.size >= configuration.maxStreams) {
    throw new OverHttpLimit(
      'live_streams',
      'too_many_requests',
      `${hub.size} live streams are open; the limit is ${configuration.maxStreams}`,
      RETRY_AFTER_SECONDS,
    );
  }
  response.writeHead(200, {
    ...RESPONSE_HEADERS,
    'Content-Type': 'text/event-stream; charset=utf-8',
    // no-transform keeps proxies from compressing, and so from buffering; nginx needs its own word.
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  response.flushHeaders();
  request.socket.setNoDelay(true);
  response.write(`retry: ${RECONNECT_MILLISECONDS}\n\n`);
  const metrics = metric ? new Set(metric.flatMap(namesOfMetric)) : null;
  const stream = new LiveStream(
    { principal, workspace_id: workspaceId, sessions: new Set(session_id), metrics },
    response,
    exporterId,
  );
  response.on('close', () => hub.remove(stream));
  await hub.add(stream);
  stream.greet({ version, schema_version: CONTRACT_SCHEMA_VERSION, exporter_id: exporterId });
}
