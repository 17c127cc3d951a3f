import type { ServerResponse } from 'node:http';
import { CLIENT_GONE, type CountedRoute, type RequestCounts } from '../metrics/request-counts.js';

/** Counts a call when it is over: its status, and how long it took. */
export function countAnswer(counts: RequestCounts, route: CountedRoute, response: ServerResponse): void {
  const began = performance.now();
  response.once('close', () => {
    counts.answered(route, countedStatus(response));
    counts.took(route, (performance.now() - began) / 1_000);
  });
}

/** The status that was sent; that of a client who went away before. */
export function countedStatus(response: ServerResponse): number {
  return response.headersSent ? response.statusCode : CLIENT_GONE;
}
