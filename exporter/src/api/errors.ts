import type { ServerResponse } from 'node:http';
import { ContractError, ERROR_STATUS, type ErrorCode } from '@shadower-training/contract';
import type { Logger } from 'pino';
import { RESPONSE_HEADERS } from '../security/response-headers.js';

/** The client went away before its request was whole: there is nobody to answer. */
export class ClientGone extends Error {
  constructor() {
    super('the client closed the connection');
    this.name = 'ClientGone';
  }
}

const CODE_OF_STATUS = new Map<number, ErrorCode>(
  Object.entries(ERROR_STATUS).map(([code, status]) => [status, code as ErrorCode]),
);

/**
 * What a client hears of an error: contract errors as they are, those of Express and its parts by their status, any
 * other as `internal` without a word of its inside.
 */
export function answeredError(error: unknown, requestId: string): ContractError {
  if (error instanceof ContractError) return error;
  const status = statusOf(error);
  const code = status === null ? undefined : CODE_OF_STATUS.get(status);
  if (code !== undefined && status !== null && status < 500) return new ContractError(code, (error as Error).message);
  return new ContractError(
    'internal',
    `an unexpected error; the exporter's log has it under the request id ${requestId}`,
  );
}

/** Answers an error in the one form; logs those that are ours. */
export function sendError(response: ServerResponse, error: unknown, requestId: string, logger: Logger): void {
  if (error instanceof ClientGone) {
    response.destroy();
    return;
  }
  const answered = answeredError(error, requestId);
  if (answered.code === 'internal') logger.error({ err: error, request_id: requestId }, 'request failed');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const body = JSON.stringify({ error: { ...answered.toAnswer().error, request_id: requestId } });
  response.writeHead(answered.status, {
    ...RESPONSE_HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Request-Id': requestId,
    ...(answered.code === 'unauthenticated' && { 'WWW-Authenticate': 'Bearer' }),
    ...(answered.retryAfterSeconds !== null && { 'Retry-After': answered.retryAfterSeconds }),
  });
  response.end(body);
}

function statusOf(error: unknown): number | null {
  if (!(error instanceof Error) || !('status' in error)) return null;
  return typeof error.status === 'number' ? error.status : null;
}
