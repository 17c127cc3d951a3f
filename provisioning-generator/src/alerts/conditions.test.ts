import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { CONDITIONS } from './conditions.js';
import { checkGrafanaRules } from './grafana-schema.js';
import { grafanaRules } from './grafana-rules.js';
import { readAlertSettings } from './settings.js';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const runbooks = readFileSync(join(ROOT, 'docs', 'runbooks.md'), 'utf8');
const SETTINGS = { grafana: 'http://grafana', runbooks: 'runbooks.md' };

describe('the table of conditions', () => {
  test.each(CONDITIONS)(
    '$name has a runbook: meaning, where to look, what to do, how to silence',
    ({ name, severity }) => {
      const section = runbooks.split(/^## /m).find((text) => text.startsWith(`${name}\n`));
      expect(section).toBeDefined();
      const parts = [
        `Severity: ${severity}`,
        '**What it means.**',
        '**Where to look.**',
        '**What to do.**',
        '**How to silence.**',
      ];
      for (const part of parts) expect(section).toContain(part);
    },
  );

  test('has each name once', () => {
    const names = CONDITIONS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('the rules for Grafana', () => {
  const broken = (change: (rule: Record<string, unknown>, group: Record<string, unknown>) => void) => {
    const file = structuredClone(grafanaRules(SETTINGS, 'session')) as { groups: Record<string, unknown>[] };
    const [group] = file.groups;
    change((group!['rules'] as Record<string, unknown>[])[0]!, group!);
    return () => checkGrafanaRules(file);
  };

  test('are what it reads', () => expect(broken(() => undefined)).not.toThrow());

  test.each<[string, Parameters<typeof broken>[0]]>([
    ['a key that it would ignore', (rule) => (rule['keep_firing_for'] = '5m')],
    ['a value in another case', (rule) => (rule['noDataState'] = 'Ok')],
    ['a duration without unit', (rule) => (rule['for'] = '0')],
    ['no evaluations without a series', (rule) => (rule['missing_series_evals_to_resolve'] = 0)],
    ['a dollar in a label', (rule) => (rule['labels'] = { agent: '{{ $labels.agent }}' })],
    ['an interval between its ticks', (_rule, group) => (group['interval'] = '15s')],
    ['a condition that is not there', (rule) => (rule['condition'] = 'X')],
  ])('are refused with %s', (_what, change) => expect(broken(change)).toThrow('Grafana would not read'));
});

describe('the addresses of alerts', () => {
  test.each([
    ['grafana: localhost\nrunbooks: r.md', 'must begin with http'],
    ['grafana: http://g/\nrunbooks: r.md', 'not end with a slash'],
    ['grafana: http://g\nrunbooks: r.md#x', 'without #'],
    ['grafana: http://g', 'runbooks'],
  ])('are refused with the reason: %j', (text, reason) => {
    expect(() => readAlertSettings(text, 'alerts.yaml')).toThrow(reason);
  });
});
