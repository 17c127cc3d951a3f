import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  ContractError,
  formatPath,
  idSchema,
  invalidRequest,
  LIMITS,
  nameProblem,
  validate,
  type ErrorAnswer,
} from '@shadower-training/contract';
import type { ReceiverRequest } from '../receivers/request.js';
import type { RequestCounts } from '../metrics/request-counts.js';
import { Admission } from './admission.js';
import type { Guard } from './guard.js';
import type { ApiParts } from './parts.js';
import { parseQuery } from './query-string.js';
import { readJsonBody } from './request-body.js';
import { requestIdOf } from './request-id.js';

const METRICS_PATH = /^\/analytics\/training\/([^/]+)\/metrics$/;

/**
 * Takes data in: checks who sends and how much, then hands the bytes to the writer thread, which parses and checks
 * them. Works on plain node:http, as the metrics call is dispatched before Express (docs/architecture.md).
 */
export class Ingest {
  readonly admission: Admission;

  constructor(
    private readonly parts: Pick<ApiParts, 'configuration' | 'writer'>,
    private readonly guard: Guard,
    private readonly counts: RequestCounts,
  ) {
    const { maxRequestsInFlight, maxBytesInFlight } = parts.configuration;
    this.admission = new Admission(maxRequestsInFlight, maxBytesInFlight);
  }

  /** The session of a metrics call as it stands in the path (still encoded), or null for any other request. */
  static metricsSession(method: string | undefined, path: string): string | null {
    return method === 'POST' ? (METRICS_PATH.exec(path)?.[1] ?? null) : null;
  }

  /**
   * Serves one call.
   * @param sessionId From the path, decoded; null for `start`.
   * @throws ContractError for everything that is answered without the writer.
   */
  async serve(
    request: IncomingMessage,
    response: ServerResponse,
    operation: ReceiverRequest['operation'],
    sessionId: string | null,
    query: string,
  ): Promise<void> {
    const began = performance.now();
    const principal = this.guard.authorize(request, 'ingest');
    if (sessionId !== null) checkId('session_id', sessionId);
    const { configuration, writer } = this.parts;
    const limits = { sent: configuration.maxBodyBytes, decompressed: configuration.maxDecompressedBytes };
    this.guard.rates?.body(principal);
    const ticket = this.admission.enter();
    try {
      const body = await readJsonBody(request, limits, ticket);
      // Before it is handed to the writer thread, which leaves it empty here.
      this.counts.received(body.byteLength);
      this.guard.rates?.read(principal, body.byteLength);
      const answer = await writer.receive({
        door: 'native',
        operation,
        token_workspace_id: principal.workspace_id,
        query_workspace_id: query === '' ? null : workspaceOf(query),
        session_id: sessionId,
        body,
        received_at: Date.now(),
      });
      if (answer.limit !== undefined) this.counts.overLimit(answer.limit);
      const requestId = requestIdOf(request);
      const text = answer.status < 400 ? answer.body : withRequestId(answer.body, requestId);
      response.writeHead(answer.status, {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': Buffer.byteLength(text),
        'X-Request-Id': requestId,
        'X-Content-Type-Options': 'nosniff',
        ...(answer.retry_after_seconds !== undefined && { 'Retry-After': answer.retry_after_seconds }),
      });
      response.end(text);
      if (answer.status < 300) this.counts.acknowledged((performance.now() - began) / 1_000);
    } finally {
      ticket.leave();
    }
  }
}

/** The writer thread knows nothing of HTTP: its errors get the id here. */
function withRequestId(body: string, request_id: string): string {
  const { error } = JSON.parse(body) as ErrorAnswer;
  return JSON.stringify({ error: { ...error, request_id } } satisfies ErrorAnswer);
}

/** @throws ContractError when a part of a path cannot be an id. */
export function checkId(name: string, value: string): void {
  const problem = nameProblem(value, LIMITS.idLength);
  if (problem) throw invalidRequest([{ path: formatPath([name]), problem }]);
}

/** Decodes a part of a path. */
export function decodePart(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ContractError('invalid_request', 'the path is not well-formed');
  }
}

function workspaceOf(query: string): string | null {
  const { workspace_id, ...others } = parseQuery(query);
  const unknown = Object.keys(others);
  if (unknown.length > 0) throw invalidRequest(unknown.map((path) => ({ path, problem: 'unknown parameter' })));
  return workspace_id === undefined ? null : validate(idSchema, workspace_id);
}
