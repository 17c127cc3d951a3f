import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { GrafanaPlugin } from '@grafana/data';
import { setBackendSrv, type BackendSrv, type BackendSrvRequest } from '@grafana/runtime';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { of, throwError } from 'rxjs';
import { ConfigurationPage } from './ConfigurationPage';
import type { AppMeta, AppSettings } from './settings';
import { curlSnippets } from './snippets';
import { StartPage } from './StartPage';

const STATUS = {
  name: 'shadower-training-exporter',
  version: '1',
  schema_version: 1,
  store: 'embedded',
  workspace_id: null,
  scopes: [],
};

function playedGrafana(status: object | number = STATUS) {
  const requests: BackendSrvRequest[] = [];
  const fetch = jest.fn((request: BackendSrvRequest) => {
    requests.push(request);
    if (request.url.endsWith('/analytics/status')) {
      return typeof status === 'number'
        ? throwError(() => ({ status, data: '', config: request }))
        : of({ data: status });
    }
    if (request.url.startsWith('/api/search')) {
      return of({ data: [] });
    }
    if (request.url === '/api/datasources' && request.method === 'GET')
      return of({ data: [{ type: 'loki', name: 'logs', uid: 'l' }] });
    return of({ data: { datasource: { name: 'Shadower Training', uid: 'u', type: 't' } } });
  });
  setBackendSrv({ fetch } as unknown as BackendSrv);
  return requests;
}

const meta = (jsonData: AppSettings, enabled = false) =>
  ({ id: 'shadower-training-app', enabled, jsonData }) as unknown as AppMeta;
const pluginOf = (appMeta: AppMeta) => ({ meta: appMeta }) as GrafanaPlugin<AppMeta>;

afterEach(cleanup);

describe('StartPage', () => {
  beforeEach(() => void playedGrafana());

  it('fills in the address of the configured exporter', async () => {
    render(<StartPage meta={meta({ url: 'http://exporter:4319/', trainingUrl: 'https://training.example' })} />);
    expect(screen.getByText('export TRAINING_URL=https://training.example')).toBeTruthy();
    expect(screen.getByText(/import shadower_training/)).toBeTruthy();
    await userEvent.click(screen.getByLabelText('curl'));
    expect(screen.getByText(/curl -X POST https:\/\/training.example\/analytics\/training\/start/)).toBeTruthy();
  });

  it('links to the overview only where it was provisioned', async () => {
    const found = (dashboards: object[]) =>
      setBackendSrv({ fetch: () => of({ data: dashboards }) } as unknown as BackendSrv);
    found([{ uid: 'shadower-training-overview' }]);
    render(<StartPage meta={meta({})} />);
    const link = await screen.findByText('Training overview');
    expect(link.closest('a')?.getAttribute('href')).toBe('/d/shadower-training-overview');
    cleanup();
    found([{ uid: 'another' }]);
    render(<StartPage meta={meta({})} />);
    await screen.findByText('Explore sessions');
    await Promise.resolve();
    expect(screen.queryByText('Training overview')).toBeNull();
  });

  it('leads to the configuration while there is none', () => {
    render(<StartPage meta={meta({})} />);
    expect(screen.getByText('Enter the address').closest('a')?.getAttribute('href')).toBe(
      '/plugins/shadower-training-app',
    );
  });
});

describe('ConfigurationPage', () => {
  it('saves, tests, and makes the first data source', async () => {
    const requests = playedGrafana();
    render(<ConfigurationPage plugin={pluginOf(meta({}))} />);
    await userEvent.type(screen.getByLabelText(/^Address \*/), 'http://exporter:4319/');
    await userEvent.type(screen.getByPlaceholderText('40 letters and digits'), 'secret');
    await userEvent.click(screen.getByText('Save, enable and test'));
    expect(await screen.findByText(/Exporter 1, schema 1.*"Shadower Training" was made/)).toBeTruthy();
    expect(requests[0]).toMatchObject({
      url: '/api/plugins/shadower-training-app/settings',
      data: { enabled: true, jsonData: { url: 'http://exporter:4319' }, secureJsonData: { token: 'secret' } },
    });
    expect(requests[1]?.url).toBe('/api/plugin-proxy/shadower-training-app/analytics/status');
    expect(requests.at(-1)?.data).toMatchObject({
      jsonData: { url: 'http://exporter:4319' },
      secureJsonData: { token: 'secret' },
    });
  });

  it('says what to do when nobody answers, and makes no data source', async () => {
    const requests = playedGrafana(502);
    render(<ConfigurationPage plugin={pluginOf(meta({ url: 'http://exporter:4319' }, true))} />);
    await userEvent.click(screen.getByText('Test'));
    expect(await screen.findByText(/does not answer/)).toBeTruthy();
    expect(requests).toHaveLength(1);
  });
});

it('writes curl lines that a shell understands', () => {
  const [, log] = curlSnippets('http://a');
  expect(log?.text).toContain(`"time":'"$(date +%s)000"',`);
});
