import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { readAlertSettings } from './alerts/settings.js';
import { dashboardFiles, generatedFiles } from './files.js';
import { readForeignLinks } from './foreign-links.js';
import { INFLUX_UID } from './alerts/grafana-rules.js';
import { DASHBOARD_UIDS, DATASOURCE_UID, PROMETHEUS_ID } from './parts/ids.js';
import { parse } from 'yaml';

const PROVISIONING = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'provisioning');
const read = (path: string) => readFileSync(join(PROVISIONING, path), 'utf8');
const NO_LINKS = { logs: '', gpu: '' };

describe('the generated files', () => {
  const links = readForeignLinks(read('links.yaml'), 'links.yaml');
  const files = generatedFiles(links, readAlertSettings(read('alerts.yaml'), 'alerts.yaml'));
  const dashboards = dashboardFiles(links);

  test.each([...files.keys()])('%s is what the code generates (else: npm run provisioning)', (path) => {
    expect(existsSync(join(PROVISIONING, path))).toBe(true);
    expect(read(path)).toBe(files.get(path));
  });

  test('no dashboard is there that the code does not generate', () => {
    const there = ['dashboards', 'dashboards-prometheus'].flatMap((folder) =>
      readdirSync(join(PROVISIONING, folder))
        .filter((name) => name.endsWith('.json'))
        .map((name) => `${folder}/${name}`),
    );
    expect(there.sort()).toEqual([...dashboards.keys()].sort());
  });

  test('the uids of the dashboards are those that people have linked to', () => {
    const uids = [...dashboards.values()].map((text) => (JSON.parse(text) as { uid: string }).uid);
    const own = ['shadower-training-overview', 'shadower-training-session', 'shadower-training-compare'];
    expect(uids).toEqual([...own, 'shadower-training-exporter']);
  });
});

describe('links to dashboards of other systems', () => {
  const linksOf = (links: typeof NO_LINKS) => {
    const text = dashboardFiles(links).get(`dashboards/${DASHBOARD_UIDS.session}.json`)!;
    return (JSON.parse(text) as { links: { title: string; url?: string }[] }).links;
  };

  test('are left out where no address is given', () => {
    expect(linksOf(NO_LINKS).map(({ title }) => title)).toEqual(['Training dashboards']);
  });

  test('carry the variables of their address', () => {
    const url = '/d/my-logs?${host:queryparam}';
    expect(linksOf({ logs: url, gpu: '' })).toContainEqual(expect.objectContaining({ title: 'Logs', url }));
  });

  test('with a variable that the dashboard does not have are refused by name', () => {
    expect(() => linksOf({ logs: '/d/my-logs?var-x=${hots}', gpu: '' })).toThrow('there is no variable hots');
  });

  test.each([
    ['logs: my-logs\ngpu: ""', 'must be empty, begin with /'],
    ['logs: ""', 'gpu'],
    ['logs: ""\ngpu: ""\ntraces: ""', 'traces'],
  ])('are refused with the reason: %j', (text, reason) => {
    expect(() => readForeignLinks(text, 'links.yaml')).toThrow(reason);
  });
});

describe('the files kept by hand', () => {
  test('the datasource has the uid that dashboards and alert rules may name, and takes its address from the environment', () => {
    const { datasources } = parse(read('datasources/training.yaml')) as { datasources: Record<string, unknown>[] };
    expect(datasources).toMatchObject([
      { uid: DATASOURCE_UID, type: 'shadower-training-datasource', jsonData: { url: '$TRAINING_EXPORTER_URL' } },
    ]);
  });

  test('a data source of a store or of Prometheus has the uid that rules name, and is loaded only where it was copied up', () => {
    const only = (path: string) => (parse(read(path)) as { datasources: Record<string, unknown>[] }).datasources;
    expect(only('datasources/influxdb/training-influxdb.yaml')).toMatchObject([{ uid: INFLUX_UID, type: 'influxdb' }]);
    expect(only('datasources/prometheus/training-prometheus.yaml')).toMatchObject([{ type: PROMETHEUS_ID }]);
    // Grafana reads the files of these folders and no folders in them.
    for (const [folder, files] of [
      ['datasources', ['training.yaml']],
      ['alerting', []],
    ] as const) {
      const there = readdirSync(join(PROVISIONING, folder)).filter((name) => name.endsWith('.yaml'));
      expect(there).toEqual(files);
    }
  });

  test('all dashboard providers allow updates: those that share a folder would delete each other otherwise', () => {
    const { providers } = parse(read('dashboards/training.yaml')) as { providers: Record<string, unknown>[] };
    expect(providers.map(({ allowUiUpdates }) => allowUiUpdates)).toEqual(providers.map(() => true));
  });

  test('the app is enabled', () => {
    expect(parse(read('plugins/training.yaml'))).toMatchObject({
      apps: [{ type: 'shadower-training-app', disabled: false }],
    });
  });
});
