/** Settings of the app, and the calls that read and write them. */
import type { AppPluginMeta } from '@grafana/data';
import { getBackendSrv } from '@grafana/runtime';
import { lastValueFrom, map, type Observable } from 'rxjs';

export const APP_ID = 'shadower-training-app';
export const DATASOURCE_TYPE = 'shadower-training-datasource';

export interface AppSettings {
  /** Address of the exporter as the Grafana server reaches it. */
  url?: string;
  /** Address of the exporter as training code reaches it, where that is another one. */
  trainingUrl?: string;
}

export interface AppSecrets {
  /** Missing: the token that is kept stays. */
  token?: string;
}

export type AppMeta = AppPluginMeta<AppSettings>;

const request = <Answer>(method: string, url: string, data?: object): Observable<Answer> =>
  getBackendSrv()
    .fetch<Answer>({ method, url, data, showErrorAlert: false, showSuccessAlert: false })
    .pipe(map((response) => response.data));

/** Stores the settings; `enabled` false turns the app off and keeps them. */
export async function saveSettings(enabled: boolean, jsonData: AppSettings, secureJsonData: AppSecrets): Promise<void> {
  await lastValueFrom(
    request('POST', `/api/plugins/${APP_ID}/settings`, { enabled, pinned: enabled, jsonData, secureJsonData }),
  );
}

/** Whether Grafana has a dashboard that this user may see: provisioning it is up to the operator. */
export async function hasDashboard(uid: string): Promise<boolean> {
  const found = await lastValueFrom(
    request<Array<{ uid: string }>>('GET', `/api/search?type=dash-db&dashboardUIDs=${encodeURIComponent(uid)}`),
  );
  return found.some((dashboard) => dashboard.uid === uid);
}

/** What the app needs to know of a datasource. */
export interface TrainingDatasourceEntry {
  uid: string;
  name: string;
  type: string;
}

/** Datasources of our type; viewers may not list datasources, and see none. */
export async function trainingDatasources(): Promise<TrainingDatasourceEntry[]> {
  const all = await lastValueFrom(request<TrainingDatasourceEntry[]>('GET', '/api/datasources'));
  return all.filter(({ type }) => type === DATASOURCE_TYPE);
}

/** Makes a datasource with the same exporter. */
export async function createDatasource(url: string, token: string | undefined): Promise<TrainingDatasourceEntry> {
  const created = await lastValueFrom(
    request<{ datasource: TrainingDatasourceEntry }>('POST', '/api/datasources', {
      name: 'Shadower Training',
      type: DATASOURCE_TYPE,
      access: 'proxy',
      jsonData: { url },
      ...(token ? { secureJsonData: { token } } : {}),
    }),
  );
  return created.datasource;
}
