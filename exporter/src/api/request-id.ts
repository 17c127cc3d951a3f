import type { IncomingMessage } from 'node:http';

const PREFIX = Date.now().toString(36);
const ids = new WeakMap<IncomingMessage, string>();
let count = 0;

/** The id under which a request is logged; drawn when first asked for, as most requests never need one. */
export function requestIdOf(request: IncomingMessage): string {
  let id = ids.get(request);
  if (id === undefined) ids.set(request, (id = `${PREFIX}-${(++count).toString(36)}`));
  return id;
}
