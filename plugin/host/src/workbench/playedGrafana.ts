/**
 * As much of Grafana's own server as the editors and pages of the plugin ask: settings, datasources, and the proxy that
 * adds the token. Its memory is the tab's session storage, which is what a reload leaves.
 */
import type { BackendSrv, BackendSrvRequest, FetchError } from '@grafana/runtime';
import { of, throwError, type Observable } from 'rxjs';

/** What Grafana keeps of a thing that has an address and a token: the app, or a datasource. */
export interface Kept {
  jsonData: { url?: string; trainingUrl?: string; live?: boolean };
  token?: string;
  enabled?: boolean;
}

interface StoredDatasource extends Kept {
  uid: string;
  name: string;
  type: string;
}

interface Memory {
  app: Kept;
  datasources: StoredDatasource[];
}

const KEY = 'shadower-training-workbench';

const remembered = (): Memory => {
  const nothing: Memory = { app: { jsonData: {} }, datasources: [] };
  return { ...nothing, ...(JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Partial<Memory>) };
};

const remember = (change: Partial<Memory>): void =>
  sessionStorage.setItem(KEY, JSON.stringify({ ...remembered(), ...change }));

/** The app's settings as Grafana hands them to its pages: that there is a token, not which. */
export const appSettings = () => {
  const { jsonData, token, enabled = false } = remembered().app;
  return { jsonData, enabled, secureJsonFields: { token: Boolean(token) } };
};

/** Stores a datasource as "Save & test" does; the answer is the address of its proxy. */
export const saveDatasource = (uid: string, kept: Kept): string => {
  const others = remembered().datasources.filter((known) => known.uid !== uid);
  remember({ datasources: [...others, { ...kept, uid, name: uid, type: 'shadower-training-datasource' }] });
  return `/api/datasources/proxy/uid/${uid}`;
};

const PROXIES: ReadonlyArray<[RegExp, (memory: Memory, uid: string) => Kept | undefined]> = [
  [/^\/api\/plugin-proxy\/([^/]+)(\/.*)$/, ({ app }) => app],
  [/^\/api\/datasources\/proxy\/uid\/([^/]+)(\/.*)$/, ({ datasources }, uid) => datasources.find((d) => d.uid === uid)],
];

/** The address behind a proxy and its token; undefined where the request is for no proxy, null where nobody answers. */
const behindProxy = (url: string): { url: string; token?: string } | null | undefined => {
  for (const [pattern, find] of PROXIES) {
    const [, id = '', path = ''] = pattern.exec(url) ?? [];
    if (path !== '') {
      const target = find(remembered(), id);
      // The page may reach its own server only: any other address is one where nobody answers.
      const isHere = target?.jsonData.url !== undefined && URL.parse(target.jsonData.url)?.origin === location.origin;
      return isHere ? { url: path, token: target.token } : null;
    }
  }
  return undefined;
};

const refused = (status: number, config: BackendSrvRequest) =>
  throwError((): FetchError => ({ status, statusText: '', data: '', config }));

/** Grafana's own calls; null where the request is none of them. */
const ownAnswer = ({ url, method = 'GET', data }: BackendSrvRequest): { data: unknown } | null => {
  const body = (data ?? {}) as Partial<Kept> & { name?: string; type?: string; secureJsonData?: { token?: string } };
  const { datasources, app } = remembered();
  if (/^\/api\/plugins\/[^/]+\/settings$/.test(url) && method === 'POST') {
    const token = body.secureJsonData?.token ?? app.token;
    remember({ app: { jsonData: body.jsonData ?? {}, enabled: body.enabled, token } });
    return { data: {} };
  }
  if (url.startsWith('/api/search?')) {
    return { data: [] }; // No dashboards are provisioned here.
  }
  if (url !== '/api/datasources') {
    return null;
  }
  if (method === 'GET') {
    return { data: datasources.map(({ uid, name, type }) => ({ uid, name, type })) };
  }
  const { name = 'datasource', type = '', jsonData = {}, secureJsonData } = body;
  const made = { uid: `made-${datasources.length}`, name, type, jsonData, token: secureJsonData?.token };
  remember({ datasources: [...datasources, made] });
  return { data: { datasource: { uid: made.uid, name, type } } };
};

/** The page's backend with Grafana's server in front of it. */
export const playGrafana = (backend: BackendSrv): BackendSrv => {
  const proxied = <Answer>(
    request: BackendSrvRequest,
    send: (request: BackendSrvRequest) => Observable<Answer>,
  ): Observable<Answer> => {
    const target = behindProxy(request.url);
    if (target === null) {
      return refused(502, request);
    }
    const headers = target?.token ? { ...request.headers, Authorization: `Bearer ${target.token}` } : request.headers;
    return send(target ? { ...request, url: target.url, headers } : request);
  };
  const played: Pick<BackendSrv, 'fetch' | 'chunked'> = {
    fetch: <Data>(request: BackendSrvRequest) => {
      const answer = ownAnswer(request);
      const response = { status: 200, ok: true, config: request, ...answer };
      return answer
        ? (of(response) as unknown as ReturnType<BackendSrv['fetch']> as ReturnType<typeof backend.fetch<Data>>)
        : proxied(request, (allowed) => backend.fetch<Data>(allowed));
    },
    chunked: (request) => proxied(request, (allowed) => backend.chunked(allowed)),
  };
  return { ...backend, ...played } as BackendSrv;
};
