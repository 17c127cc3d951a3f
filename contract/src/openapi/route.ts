import type { z } from 'zod';
import type { ErrorCode } from '../error.js';
import type { Scope } from './scope.js';

/** One call of the exporter: what Express serves, what OpenAPI says and what docs/api.md lists come from it. */
export interface RouteDeclaration {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With parameters as `{session_id}`; every parameter is an id. */
  readonly path: string;
  /** What a token needs; null: no token. */
  readonly scope: Scope | null;
  /** A scope that suffices as well, for an answer about the token's own workspace only. */
  readonly own_workspace_scope?: Scope;
  /** Chapter of the documentation. */
  readonly subject: 'ingest' | 'sessions' | 'curves' | 'lists' | 'service';
  /** One line. */
  readonly summary: string;
  /** What a reader must know beyond the line. */
  readonly description?: string;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Schema of the good answer; null where it is not JSON or where there is none yet. */
  readonly answer: z.ZodType | null;
  /** Content type of the good answer when it is not JSON; several where the client may choose. */
  readonly content_type?: string | readonly string[];
  /** Good statuses and when each comes; `{ 200: 'the answer' }` when missing. */
  readonly statuses?: Readonly<Record<number, string>>;
  /** Errors beyond those that every route of its kind may answer. */
  readonly errors?: readonly ErrorCode[];
  readonly examples?: { readonly query?: string; readonly body?: unknown; readonly answer?: unknown };
}

/** Names of the parameters in a path. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
}

/** The scopes that a route takes, in words; null where it takes no token. */
export function scopeWords({ scope, own_workspace_scope: own }: RouteDeclaration): string | null {
  return own === undefined ? scope : `${scope}, or ${own} for the own workspace`;
}

/** Statuses of a route's good answers. */
export function goodStatuses(route: RouteDeclaration): Readonly<Record<number, string>> {
  return route.statuses ?? { 200: 'The answer.' };
}

/** Every error that a route may answer: what all routes share, what writing adds, what the route itself declares. */
export function errorsOf(route: RouteDeclaration): ErrorCode[] {
  const codes = new Set<ErrorCode>(route.errors);
  codes.add('invalid_request').add('foreign_request').add('internal');
  if (route.scope !== null) codes.add('unauthenticated').add('forbidden').add('too_many_requests');
  if (route.body) codes.add('too_large').add('unsupported_media_type');
  if (route.query) codes.add('too_large');
  // Writing needs the journal, reading the store.
  if (route.scope !== null) codes.add('unavailable');
  return [...codes];
}
