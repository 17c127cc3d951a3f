import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { CONDITIONS } from './conditions.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const read = <Content>(path: string) => parse(readFileSync(join(ROOT, path), 'utf8'), { merge: true }) as Content;

interface Rules {
  readonly groups: readonly { readonly rules: readonly { readonly alert?: string; readonly title?: string }[] }[];
}
const alertsIn = (path: string): string[] =>
  read<Rules>(path).groups.flatMap(({ rules }) => rules.map(({ alert, title }) => alert ?? title ?? ''));

const EXPORTER = 'provisioning/prometheus/training-exporter.rules.yaml';
const SESSIONS = 'provisioning/prometheus/training-sessions.rules.yaml';
const GRAFANA = 'provisioning/alerting/influxdb/training-sessions.yaml';
const ALL = CONDITIONS.map(({ name }) => name).sort();

describe('each condition is watched by one engine', () => {
  test.each([
    // /metrics knows live sessions only, and no past ones to compare them with.
    ['embedded', [EXPORTER, SESSIONS], ALL.filter((name) => name !== 'TrainingSlowerThanBefore')],
    ['InfluxDB', [EXPORTER, GRAFANA], ALL],
  ])('%s', (_store, files, names) => {
    expect(files.flatMap(alertsIn).sort()).toEqual(names);
  });

  test('docker-compose.yml, which has InfluxDB, loads that pair', () => {
    const { services } = read<{ services: Record<string, { volumes?: string[] }> }>('docker-compose.yml');
    const mounted = (service: string, part: RegExp) =>
      (services[service]!.volumes ?? []).map((volume) => volume.split(':')[0]!).filter((source) => part.test(source));
    expect(mounted('prometheus', /rules/)).toEqual([`./${EXPORTER}`]);
    expect(mounted('grafana', /alerting/)).toEqual(['./provisioning/alerting/influxdb']);
  });
});
