import { beforeEach, expect, jest, test } from '@jest/globals';
import type { BackendSrv, BackendSrvRequest } from '@grafana/runtime';
import { firstValueFrom, of } from 'rxjs';
import { appSettings, playGrafana, saveDatasource } from './playedGrafana';

const sent: BackendSrvRequest[] = [];
const fetch = jest.fn((request: BackendSrvRequest) => {
  sent.push(request);
  return of({ data: 'answer' });
});
const grafana = playGrafana({ fetch } as unknown as BackendSrv);

beforeEach(() => {
  sent.length = 0;
  sessionStorage.clear();
});

test('the proxy of a datasource adds the token that only it knows', async () => {
  const proxy = saveDatasource('mine', { jsonData: { url: location.origin }, token: 'secret' });
  await firstValueFrom(grafana.fetch({ url: `${proxy}/analytics/status` }));
  expect(sent).toEqual([{ url: '/analytics/status', headers: { Authorization: 'Bearer secret' } }]);
});

test('nobody answers at another address', async () => {
  const proxy = saveDatasource('mine', { jsonData: { url: 'http://elsewhere:1' } });
  await expect(firstValueFrom(grafana.fetch({ url: `${proxy}/analytics/status` }))).rejects.toMatchObject({
    status: 502,
  });
  expect(sent).toEqual([]);
});

test('settings of the app are kept, the token as a secret', async () => {
  const data = { enabled: true, jsonData: { url: 'http://a' }, secureJsonData: { token: 'secret' } };
  await firstValueFrom(grafana.fetch({ method: 'POST', url: '/api/plugins/shadower-training-app/settings', data }));
  expect(appSettings()).toEqual({ enabled: true, jsonData: { url: 'http://a' }, secureJsonFields: { token: true } });
});

test('no dashboard is found', async () => {
  const answer = await firstValueFrom(grafana.fetch({ url: '/api/search?type=dash-db&dashboardUIDs=some' }));
  expect(answer.data).toEqual([]);
  expect(sent).toEqual([]);
});

test('everything else goes to the server of the page', async () => {
  await firstValueFrom(grafana.fetch({ url: '/analytics/status' }));
  expect(sent).toEqual([{ url: '/analytics/status', headers: undefined }]);
});
