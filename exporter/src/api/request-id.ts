import type { IncomingMessage } from 'node:http';

/** Ids of others are taken over where they cannot break a line of a log or a header. */
const WELL_FORMED = /^[\w.:-]{1,128}$/;
const PREFIX = Date.now().toString(36);
/** On the request itself: a WeakMap with an entry a request would cost the garbage collector more. */
const ID = Symbol('request id');
let count = 0;

/**
 * The id under which a request is logged and answered (X-Request-Id): that of the request when it is 1 to 128 letters,
 * digits, `.`, `_`, `:` or `-`, else one of our own.
 */
export function requestIdOf(request: IncomingMessage & { [ID]?: string }): string {
  return (request[ID] ??= given(request) ?? `${PREFIX}-${(++count).toString(36)}`);
}

function given({ headers }: IncomingMessage): string | undefined {
  const id = headers['x-request-id'];
  return typeof id === 'string' && WELL_FORMED.test(id) ? id : undefined;
}
