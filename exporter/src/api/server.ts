import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { ContractError } from '@shadower-training/contract';
import { createApplication } from './application.js';
import { answeredError, sendError } from './errors.js';
import { Guard } from './guard.js';
import { decodePart, Ingest } from './ingest.js';
import { LiveHub } from './live-hub.js';
import { Metrics } from '../metrics/metrics.js';
import { OTHER, type CountedRoute } from '../metrics/request-counts.js';
import { Cors } from './cors.js';
import { countedStatus } from './counting.js';
import { OverHttpLimit } from './over-limit.js';
import type { ApiParts } from './parts.js';
import { declaredTooLarge } from './request-body.js';
import { requestIdOf } from './request-id.js';
import { readTls, watchTls, type TlsFiles } from './tls.js';

/** How often connections are checked for requests that take too long. */
const CHECK_CONNECTIONS_MILLISECONDS = 2_000;
/** Longer than usual load balancers keep idle connections, so that they close them and not we under a request. */
const KEEP_ALIVE_MILLISECONDS = 75_000;
/** Once stopping, what is still being served gets so long. */
const STOP_PATIENCE_MILLISECONDS = 5_000;
const CLOSE_IDLE_MILLISECONDS = 25;

/** The HTTP side of the exporter. */
export interface ApiServer {
  /** Starts listening. @returns The port, chosen by the system where 0 was asked for. */
  listen(): Promise<number>;
  /** Stops accepting, ends streams, and finishes what was accepted. The writer is still needed until then. */
  stop(reason: string): Promise<void>;
  readonly http: Server;
}

/** Builds the server: the metrics call goes straight to ingest, all else through Express. */
export function createApiServer(parts: ApiParts): ApiServer {
  const { configuration, logger } = parts;
  let stopping = false;
  const metrics = new Metrics(parts);
  const guard = new Guard(parts, (limit) => metrics.requests.overLimit(limit));
  const ingest = new Ingest(parts, guard, metrics.requests);
  const hub = new LiveHub(parts.writer, logger);
  const cors = Cors.of(configuration.corsOrigins);
  const application = createApplication({ parts, guard, ingest, hub, metrics, isStopping: () => stopping });

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    if (logger.isLevelEnabled('debug')) logAccess(parts, guard, request, response);
    // While stopping, clients that keep connections open are asked to come back on another one.
    if (stopping) response.setHeader('Connection', 'close');
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    cors?.apply(request, response, path);
    const refuse = (route: CountedRoute, error: unknown): void => {
      if (error instanceof OverHttpLimit) metrics.requests.overLimit(error.limit);
      sendError(response, error, requestIdOf(request), logger);
      metrics.requests.answered(route, countedStatus(response));
    };
    try {
      guard.admit(request, path);
      const session = Ingest.metricsSession(request.method, path);
      if (session === null) {
        response.setHeader('X-Request-Id', requestIdOf(request));
        application(request, response);
        return;
      }
      ingest.serve(request, response, 'metrics', decodePart(session), mark < 0 ? '' : url.slice(mark + 1)).then(
        () => metrics.requests.answered('logMetrics', countedStatus(response)),
        (error: unknown) => refuse('logMetrics', error),
      );
    } catch (error) {
      refuse(OTHER, error);
    }
  };

  const options = {
    requestTimeout: configuration.bodyTimeoutSeconds * 1_000,
    headersTimeout: Math.min(configuration.bodyTimeoutSeconds * 1_000, 30_000),
    connectionsCheckingInterval: CHECK_CONNECTIONS_MILLISECONDS,
    keepAliveTimeout: KEEP_ALIVE_MILLISECONDS,
    noDelay: true,
  };
  const tls = tlsFilesOf(parts);
  const secure = tls && createSecureServer({ ...options, ...readTls(tls) }, serve);
  const http: Server = secure ?? createServer(options, serve);
  const stopWatching = tls && secure ? watchTls(tls, secure, logger) : () => {};
  // A body that is too large by its own word is refused before it is sent.
  http.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (!declaredTooLarge(request.headers, configuration.maxBodyBytes)) response.writeContinue();
    serve(request, response);
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => answerUnreadable(error, socket));

  return {
    http,
    listen: () => listen(http, parts),
    stop: async (reason) => {
      stopping = true;
      hub.end(reason);
      metrics.stop();
      stopWatching();
      await close(http);
    },
  };
}

function tlsFilesOf({ configuration: { tlsCertificate, tlsKey } }: ApiParts): TlsFiles | null {
  return tlsCertificate === null || tlsKey === null ? null : { certificate: tlsCertificate, key: tlsKey };
}

function listen(http: Server, { configuration }: ApiParts): Promise<number> {
  const { host, port } = configuration.listen;
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

function close(http: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => http.closeAllConnections(), STOP_PATIENCE_MILLISECONDS);
    // A connection that was busy when closing began stays open for its client's next request, unless it is closed once idle.
    const idle = setInterval(() => http.closeIdleConnections(), CLOSE_IDLE_MILLISECONDS);
    http.close(() => {
      clearTimeout(patience);
      clearInterval(idle);
      resolve();
    });
    http.closeIdleConnections();
  });
}

/** What cannot be read as HTTP never becomes a request: it is answered on the socket, in the same form. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, message] = unreadable(error.code);
  const body = JSON.stringify(answeredError(new ContractError('invalid_request', message), '').toAnswer());
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

function unreadable(code: string | undefined): [status: string, message: string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return ['431 Request Header Fields Too Large', 'the headers are larger than 16 KB'];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return ['408 Request Timeout', 'the request did not arrive whole in time'];
  return ['400 Bad Request', 'the request is not well-formed HTTP'];
}

function logAccess({ logger }: ApiParts, guard: Guard, request: IncomingMessage, response: ServerResponse): void {
  const begin = performance.now();
  const client = guard.clients.of(request);
  response.once('close', () => {
    const { method, url } = request;
    const milliseconds = Math.round((performance.now() - begin) * 10) / 10;
    logger.debug(
      { request_id: requestIdOf(request), client, method, url, status: response.statusCode, milliseconds },
      'request',
    );
  });
}
