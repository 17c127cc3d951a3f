/** From a request in Grafana's shape to what the browser's fetch takes. */
import type { BackendSrvRequest } from '@grafana/runtime';

const addressOf = ({ url, params }: BackendSrvRequest): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) {
        query.append(name, String(one));
      }
    }
  }
  const text = query.toString();
  return text === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${text}`;
};

/** Sends the request; the token, if there is one, travels in a header only. */
export const send = (request: BackendSrvRequest, token: string | undefined, signal: AbortSignal): Promise<Response> => {
  const headers = new Headers(request.headers);
  if (token !== undefined) {
    headers.set('Authorization', `Bearer ${token}`);
  }
  const method = request.method ?? 'GET';
  if (request.data === undefined || method === 'GET') {
    return fetch(addressOf(request), { method, headers, signal });
  }
  if (!headers.has('Content-Type')) {
    headers.set('Content-Type', 'application/json');
  }
  const body = typeof request.data === 'string' ? request.data : JSON.stringify(request.data);
  return fetch(addressOf(request), { method, headers, signal, body });
};
