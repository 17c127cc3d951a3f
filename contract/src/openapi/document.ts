import { ERROR_STATUS, type ErrorCode } from '../error.js';
import { errorSchema } from '../error-answer.js';
import { componentSchemas, schemaOf, type JsonSchema } from './components.js';
import { parametersOf } from './parameters.js';
import { errorsOf, goodStatuses, type RouteDeclaration } from './route.js';
import { allRoutes } from './routes.js';

/** What errors mean, one sentence each. */
const ERROR_MEANING: Readonly<Record<ErrorCode, string>> = {
  invalid_request: 'Something in the request is wrong; every wrong field is named and nothing was stored.',
  unauthenticated: 'A token is needed, or the one sent is not known.',
  forbidden: 'The token lacks the scope, or the request came from a page of another origin.',
  not_found: 'There is no such thing in this workspace.',
  method_not_allowed: 'The path does not know the method.',
  conflict: 'The state of the session does not allow it.',
  too_large: 'A limit was passed; the message says which.',
  unsupported_media_type: 'The body is not application/json, plain or gzip.',
  foreign_request: 'The Host header names another machine (a guard against DNS rebinding).',
  too_many_requests: 'Too much at once; come back after Retry-After seconds.',
  internal: 'A fault of the exporter; its log has the request id.',
  not_implemented: 'Declared, and not there yet.',
  unavailable: 'Nothing can be accepted right now; come back after Retry-After seconds.',
};

/** What the HTTP server itself answers before there is a request to route. */
const UNREADABLE: Readonly<Record<number, string>> = {
  408: 'The request did not arrive whole in time.',
  431: 'The request line and the headers are larger than 16 KB together.',
};

const SECURITY_SCHEME = 'token';

/** A part of an OpenAPI 3.1 document. */
export type OpenApiDocument = Record<string, unknown> & {
  openapi: string;
  paths: Record<string, Record<string, JsonSchema>>;
};

/**
 * The OpenAPI 3.1 description of the exporter.
 * @param version Version of the exporter.
 * @param server Address under which it is reached.
 */
export function openApiDocument(version: string, server: string): OpenApiDocument {
  const paths: Record<string, Record<string, JsonSchema>> = {};
  for (const { id, route } of allRoutes()) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(id, route);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Shadower Training exporter',
      version,
      description: 'Keeps training telemetry durably, scores it, and serves it to people, scripts and Grafana.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: server }],
    tags: ['ingest', 'sessions', 'curves', 'lists', 'service'].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        [SECURITY_SCHEME]: {
          type: 'http',
          scheme: 'bearer',
          description: 'A token of 40 letters and digits; not needed on loopback without tokens.',
        },
      },
    },
  };
}

function operation(id: string, route: RouteDeclaration): JsonSchema {
  const responses: Record<string, JsonSchema> = {};
  for (const [status, description] of Object.entries(goodStatuses(route))) {
    responses[status] = { description, ...goodContent(route) };
  }
  for (const code of errorsOf(route)) {
    const status = String(ERROR_STATUS[code]);
    responses[status] = { description: `${code}: ${ERROR_MEANING[code]}`, content: errorContent(code) };
  }
  for (const [status, description] of Object.entries(UNREADABLE)) {
    responses[status] = { description: `invalid_request: ${description}`, content: errorContent('invalid_request') };
  }
  return {
    operationId: id,
    tags: [route.subject],
    summary: route.summary,
    ...(route.description && { description: route.description }),
    ...(route.scope && { security: securityOf(route), 'x-scope': route.scope }),
    ...(route.own_workspace_scope && { 'x-own-workspace-scope': route.own_workspace_scope }),
    parameters: parametersOf(route),
    ...(route.body && { requestBody: requestBody(route) }),
    responses,
  };
}

/** One entry is enough for a call. */
function securityOf({ scope, own_workspace_scope: own }: RouteDeclaration): JsonSchema[] {
  return [scope, own].flatMap((each) => (each ? [{ [SECURITY_SCHEME]: [each] }] : []));
}

function requestBody(route: RouteDeclaration): JsonSchema {
  const example = route.examples?.body;
  const schema = schemaOf(route.body!, 'input');
  return { required: true, content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

function goodContent(route: RouteDeclaration): JsonSchema {
  if (route.content_type) {
    const types = [route.content_type].flat();
    return { content: Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' } }])) };
  }
  if (!route.answer) return {};
  const example = route.examples?.answer;
  const schema = schemaOf(route.answer, 'output');
  return { content: { 'application/json': { schema, ...(example !== undefined && { example }) } } };
}

function errorContent(code: ErrorCode): JsonSchema {
  const details =
    code === 'invalid_request' ? [{ path: 'points[3].metrics.loss', problem: 'must be a finite number' }] : [];
  const example = { error: { code, message: ERROR_MEANING[code], details } };
  return { 'application/json': { schema: schemaOf(errorSchema, 'output'), example } };
}
