import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  DEFAULT_WORKSPACE,
  allRoutes,
  ContractError,
  goodStatuses,
  ROUTES,
  validate,
  type RouteDeclaration,
} from '@shadower-training/contract';
import express, { type ErrorRequestHandler, type Express, type Request, type Response } from 'express';
import { LOCAL_PRINCIPAL, type Principal } from '../security/principal.js';
import { RESPONSE_HEADERS } from '../security/response-headers.js';
import type { Metrics } from '../metrics/metrics.js';
import { OTHER } from '../metrics/request-counts.js';
import { countAnswer } from './counting.js';
import { documentationPage } from './documentation.js';
import { ClientGone, sendError } from './errors.js';
import type { Guard } from './guard.js';
import { createHandlers, type Handlers, type StreamedRouteId } from './handlers.js';
import { checkId, type Ingest } from './ingest.js';
import { openLiveStream } from './live.js';
import type { LiveHub } from './live-hub.js';
import { methodsOf } from './methods.js';
import { OverHttpLimit } from './over-limit.js';
import { Page } from './page.js';
import type { ApiParts } from './parts.js';
import { publicUrlOf } from './public-url.js';
import { sendMetrics } from './prometheus.js';
import { parseQuery } from './query-string.js';
import { readJsonBody } from './request-body.js';
import { requestIdOf } from './request-id.js';
import { sendJson } from './send-json.js';

/** Queries as bodies are small: at most so many bytes, plain or unpacked. */
const READ_BODY_BYTES = 1_000_000;
const INGEST_OPERATIONS = {
  startSession: 'start',
  describeSession: 'patch',
  logMetrics: 'metrics',
  logEvents: 'events',
  heartbeat: 'heartbeat',
  completeSession: 'complete',
} as const;

/** What the Express application is made with, beside the parts. */
export interface ApplicationParts {
  readonly parts: ApiParts;
  readonly guard: Guard;
  readonly ingest: Ingest;
  readonly hub: LiveHub;
  readonly metrics: Metrics;
  readonly isStopping: () => boolean;
}

type Serve = (request: Request, response: Response, route: RouteDeclaration) => Promise<void>;

/** Everything that is not on the hot path, one Express route for each declared one. */
export function createApplication(application: ApplicationParts): Express {
  const { parts } = application;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', false);
  const streamed = streamedRoutes(application);
  const handlers = createHandlers(parts, application.isStopping);
  const { tokens } = parts;
  tokens?.onReplaced(() => application.hub.endOf((principal) => tokens.holds(principal)));
  for (const { id, route } of allRoutes()) {
    const serve =
      id in streamed ? streamed[id as StreamedRouteId] : jsonRoute(application, id as keyof Handlers, handlers);
    const method = route.method.toLowerCase() as Lowercase<RouteDeclaration['method']>;
    app[method](route.path.replace(/\{(\w+)\}/g, ':$1'), (request: Request, response: Response) => {
      countAnswer(application.metrics.requests, id, response);
      return serve(request, response, route);
    });
  }
  const page = new Page(parts.pageDirectory);
  app.use((request: Request, response: Response) => {
    countAnswer(application.metrics.requests, OTHER, response);
    return serveOther(page, request, response);
  });
  app.use(((error: unknown, request: Request, response: Response, _next: unknown) => {
    if (error instanceof OverHttpLimit) application.metrics.requests.overLimit(error.limit);
    sendError(response, error, requestIdOf(request), parts.logger);
  }) satisfies ErrorRequestHandler);
  return app;
}

/** A call that a handler answers with JSON: the request is checked against its declaration first. */
function jsonRoute<Id extends keyof Handlers>({ guard }: ApplicationParts, id: Id, handlers: Handlers): Serve {
  const goodStatus = Number(Object.keys(goodStatuses(ROUTES[id]))[0] ?? 200);
  return async (request, response, route) => {
    const principal = route.scope === null ? LOCAL_PRINCIPAL : guard.authorize(request, route.scope);
    const parameters = checkedParameters(request);
    const query = route.query && validate(route.query, parseQuery(queryOf(request)));
    const body = route.body && validate(route.body, await readJson(request));
    const workspace_id = ownWorkspace(principal, workspaceOf(query) ?? workspaceOf(body));
    // The declaration that checked the request is the one that types the handler; only the loop over ids hides that.
    const handler = handlers[id] as (call: unknown) => Promise<unknown>;
    const signal = closedSignal(response);
    const request_id = requestIdOf(request);
    const answer = await handler({ principal, workspace_id, parameters, query, body, signal, request_id });
    await sendJson(request, response, goodStatus, answer);
  };
}

/** Aborts when the connection closes before the answer is sent. */
function closedSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableEnded) controller.abort(new ClientGone());
  });
  return controller.signal;
}

function streamedRoutes({
  parts,
  guard,
  ingest,
  hub,
  metrics,
}: ApplicationParts): Readonly<Record<StreamedRouteId, Serve>> {
  const take =
    (id: keyof typeof INGEST_OPERATIONS): Serve =>
    (request, response) =>
      ingest.serve(
        request,
        response,
        INGEST_OPERATIONS[id],
        (request.params['session_id'] as string | undefined) ?? null,
        queryOf(request),
      );
  const page = new Page(parts.pageDirectory);
  const documentation = documentationPage(parts.version, publicUrlOf(parts.configuration));
  return {
    startSession: take('startSession'),
    describeSession: take('describeSession'),
    logMetrics: take('logMetrics'),
    logEvents: take('logEvents'),
    heartbeat: take('heartbeat'),
    completeSession: take('completeSession'),
    live: async (request, response) => {
      const principal = guard.authorize(request, 'read');
      const query = validate(ROUTES.live.query, parseQuery(queryOf(request)));
      const workspaceId = ownWorkspace(principal, query.workspace_id);
      await openLiveStream(parts, hub, request, response, principal, workspaceId, query);
    },
    prometheus: (request, response) => sendMetrics({ guard, ingest, hub, metrics }, request, response),
    documentation: async (_request, response) => {
      response.writeHead(200, {
        ...RESPONSE_HEADERS,
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-cache',
      });
      response.end(documentation);
    },
    page: (request, response) => page.serveIndex(request, response),
  };
}

/** What no declared route took: another method of a known path, a file of the page, or nothing. */
async function serveOther(
  page: Page,
  request: IncomingMessage & { path: string },
  response: ServerResponse,
): Promise<void> {
  const methods = methodsOf(request.path);
  if (methods.length > 0) {
    response.setHeader('Allow', [...methods, 'OPTIONS'].join(', '));
    if (request.method !== 'OPTIONS') throw methodNotAllowed(request.method, methods);
    response.writeHead(204, RESPONSE_HEADERS).end();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    throw new ContractError('not_found', `there is nothing at ${request.path}`);
  await page.serveFile(request, response, decodeURIComponent(request.path));
}

function methodNotAllowed(method: string | undefined, methods: readonly string[]): ContractError {
  return new ContractError(
    'method_not_allowed',
    `${method} is not served here; ${methods.join(' and ')} ${methods.length === 1 ? 'is' : 'are'}`,
  );
}

function checkedParameters(request: Request): Record<string, string> {
  const parameters = request.params as Record<string, string>;
  for (const [name, value] of Object.entries(parameters)) checkId(name, value);
  return parameters;
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const body = await readJsonBody(request, { sent: READ_BODY_BYTES, decompressed: READ_BODY_BYTES });
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new ContractError('invalid_request', 'the body is not JSON in UTF-8', [
      { path: '', problem: (error as Error).message },
    ]);
  }
}

function queryOf({ url }: IncomingMessage): string {
  const mark = url?.indexOf('?') ?? -1;
  return mark < 0 ? '' : url!.slice(mark + 1);
}

/**
 * The token's workspace; without tokens the one that the request names, else `default`.
 * @throws ContractError `forbidden` when a token's request names another one, as writing does.
 */
function ownWorkspace({ workspace_id }: Principal, named: string | undefined): string {
  if (workspace_id === null) return named ?? DEFAULT_WORKSPACE;
  if (named === undefined || named === workspace_id) return workspace_id;
  throw new ContractError('forbidden', 'the token belongs to another workspace: leave workspace_id out');
}

function workspaceOf(value: unknown): string | undefined {
  return (value as { workspace_id?: string } | undefined)?.workspace_id;
}
