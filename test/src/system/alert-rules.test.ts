import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { randomFrom } from '../harness/random.js';
import { inRepository } from '../harness/repository.js';
import { temporaryDirectory } from '../harness/temporary-directory.js';

const SESSIONS = inRepository('provisioning', 'prometheus', 'training-sessions.rules.yaml');
const EXPORTER = inRepository('provisioning', 'prometheus', 'training-exporter.rules.yaml');

/** Seconds between samples: four a minute. Values are written as promtool reads them: `AxN` is A, N + 1 times. */
const INTERVAL = '15s';
const WHOLE = 560;

/** One condition: what its series do, when it fires, when it has ended. */
interface Scenario {
  readonly alert: string;
  readonly severity: 'critical' | 'info';
  readonly series: Readonly<Record<string, string>>;
  readonly fires: string;
  readonly resolved: string;
}

const critical = (alert: string, series: Scenario['series'], fires: string, resolved: string): Scenario => ({
  alert,
  severity: 'critical',
  series,
  fires,
  resolved,
});
const info = (...parts: Parameters<typeof critical>): Scenario => ({ ...critical(...parts), severity: 'info' });

const SESSION_SCENARIOS: readonly Scenario[] = [
  critical(
    'TrainingSessionFailed',
    { state: '0x39 4x19 stale', completed_timestamp_seconds: '_x39 600x19 stale' },
    '11m',
    '40m',
  ),
  critical('TrainingNonFinite', { diverged: '0x39 1x39 0x400' }, '12m', '45m'),
  critical(
    'TrainingSilent',
    { state: '0x39 1x39 0x400', last_news_timestamp_seconds: '0+15x39 585x39 1200+15x400' },
    '13m',
    '30m',
  ),
  critical('TrainingHung', { state: '0x39 2x39 0x400' }, '13m', '30m'),
  critical('TrainingCostOverLimit', { cost_usd: '0+1x480', cost_limit_usd: '50x100 1000x400' }, '16m', '55m'),
  info('TrainingOverfitting', { overfitting_score_ratio: '0.3x39 0.3+0.002x200 0.7x300' }, '50m', '130m'),
  info(
    'TrainingObjectiveWorse',
    { objective_behind_ratio: '0x39 0.2x79 0x400', evaluations_behind: '0x39 6x79 0x400' },
    '15m',
    '55m',
  ),
  info('TrainingLossSpike', { training_loss: '1x239 5x19 1x300' }, '63m', '90m'),
  info('TrainingGradientExplosion', { gradient_norm: '1x239 50x19 1x300' }, '64m', '90m'),
  info('TrainingThroughputDown', { steps_per_second: '10x239 5x59 10x250' }, '70m', '100m'),
  info(
    'TrainingCheckpointOverdue',
    { last_checkpoint_timestamp_seconds: '600x199 3000+15x300', checkpoint_interval_seconds: '600x500' },
    '47m',
    '62m',
  ),
];

const EXPORTER_SCENARIOS: readonly Scenario[] = [
  critical('TrainingExporterDown', { writer_up: '1x39 0x39 1x400' }, '15m', '30m'),
  critical('TrainingJournalGrowing', { journal_bytes: '3e8+1e6x119 3e8x300' }, '15m', '70m'),
  critical(
    'TrainingDiskNearlyFull',
    { disk_available_bytes: '5e9x39 5e8x79 5e9x300', disk_size_bytes: '1e10x500' },
    '20m',
    '50m',
  ),
  info('TrainingWriteLag', { journal_oldest_record_timestamp_seconds: '0x119 1800+15x300' }, '21m', '40m'),
  info('TrainingQuarantine', { store_quarantined_lines: '0x39 3x39 0x300' }, '13m', '30m'),
];

/** The labels of a session as one exporter tells of it. */
const labelled = (instance = 'a:4319') =>
  `{job="training",instance="${instance}",workspace="research",agent="the agent",session_id="s"}`;

function sessionSeries(values: Readonly<Record<string, string>>, ...instances: string[]): object[] {
  const all = { state: `0x${WHOLE}`, started_timestamp_seconds: `0x${WHOLE}`, ...values };
  return (instances.length === 0 ? ['a:4319'] : instances).flatMap((instance) => [
    {
      series: `shadower_training_session_info${labelled(instance).replace('}', ',owner="ops"}')}`,
      values: `1x${WHOLE}`,
    },
    ...Object.entries(all).map(([name, text]) => ({
      series: `shadower_training_session_${name}${labelled(instance)}`,
      values: text,
    })),
  ]);
}

const EXPORTER_LABELS = '{job="training",instance="a:4319"}';
const exporterSeries = (values: Readonly<Record<string, string>>): object[] => [
  { series: `up${EXPORTER_LABELS}`, values: `1x${WHOLE}` },
  ...Object.entries(values).map(([name, text]) => ({
    series: `shadower_training_${name}${EXPORTER_LABELS}`,
    values: text,
  })),
];

/** All alerts that fire at a time: exactly those whose labels are given, each once. */
const firing = (eval_time: string, ...labels: string[]): object => ({
  expr: 'count without () (ALERTS{alertstate="firing"})',
  eval_time,
  exp_samples: labels.map((text) => ({ labels: text, value: 1 })),
});

const sessionAlert = ({ alert, severity }: Pick<Scenario, 'alert' | 'severity'>): string =>
  `{alertname="${alert}",alertstate="firing",severity="${severity}",service="training",workspace="research",agent="the agent",session_id="s",owner="ops"}`;
const exporterAlert = ({ alert, severity }: Scenario, instance = ',instance="a:4319"'): string =>
  `{alertname="${alert}",alertstate="firing",severity="${severity}",service="training",owner="operations"${instance}}`;

const scene = (name: string, input_series: object[], ...promql_expr_test: object[]): object => ({
  name,
  interval: INTERVAL,
  input_series,
  promql_expr_test,
});

describeWithPeer('promtool', 'the rules that Prometheus loads', (promtool) => {
  const testRules = (rules: string, tests: readonly object[]): Promise<string> => {
    const file = join(temporaryDirectory('rules'), 'tests.yaml');
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ rule_files: [rules], evaluation_interval: '20s', tests }));
    return run(promtool, 'test', 'rules', file);
  };

  test('are without fault', async () => {
    expect(await run(promtool, 'check', 'rules', SESSIONS, EXPORTER)).not.toMatch(/FAILED|duplicate/);
  });

  test.each(SESSION_SCENARIOS)('$alert fires alone, with owner and severity, and resolves', async (scenario) => {
    const fires = firing(scenario.fires, sessionAlert(scenario));
    const series = sessionSeries(scenario.series);
    const scenes = [scene(scenario.alert, series, firing('9m'), fires, firing(scenario.resolved))];
    expect(await testRules(SESSIONS, scenes)).toContain('SUCCESS');
  });

  test.each(EXPORTER_SCENARIOS)('$alert fires alone and resolves', async (scenario) => {
    const fires = firing(scenario.fires, exporterAlert(scenario));
    const scenes = [
      scene(scenario.alert, exporterSeries(scenario.series), firing('9m'), fires, firing(scenario.resolved)),
    ];
    expect(await testRules(EXPORTER, scenes)).toContain('SUCCESS');
  });

  test('an exporter that cannot be scraped is down, and so is one that nobody scrapes', async () => {
    const [down] = EXPORTER_SCENARIOS;
    const cut = [{ series: `up${EXPORTER_LABELS}`, values: '1x39 0x39 1x200' }];
    const none = [{ series: 'up{job="other"}', values: '1x400' }];
    const scenes = [
      scene('cut off', cut, firing('9m'), firing('15m', exporterAlert(down!)), firing('30m')),
      scene('none', none, firing('5m', exporterAlert(down!, ',job="training"'))),
    ];
    expect(await testRules(EXPORTER, scenes)).toContain('SUCCESS');
  });

  test('an alert of an exporter leads to its health, where there is one', async () => {
    const quarantine = EXPORTER_SCENARIOS.find(({ alert }) => alert === 'TrainingQuarantine')!;
    const labels = { service: 'training', owner: 'operations' };
    const dashboard_url = 'http://127.0.0.1:3000/d/shadower-training-exporter';
    const refused = {
      exp_labels: { ...labels, severity: 'info', instance: 'a:4319' },
      exp_annotations: {
        summary: 'The store refused lines of a:4319',
        description: '3 lines that the store refused wait in the quarantine of a:4319.',
        dashboard_url: `${dashboard_url}?var-instance=a%3A4319`,
        runbook_url: 'docs/runbooks.md#trainingquarantine',
      },
    };
    const down = {
      exp_labels: { ...labels, severity: 'critical', job: 'training' },
      exp_annotations: {
        summary: 'The exporter does not answer (none)',
        description:
          'Exporter: none. Prometheus cannot scrape it (value 1), its writer thread does not answer, or there is none to scrape. Training goes on: clients keep what they log in files.',
        dashboard_url,
        runbook_url: 'docs/runbooks.md#trainingexporterdown',
      },
    };
    const told = (input_series: object[], eval_time: string, alertname: string, alert: object) => ({
      ...{ interval: INTERVAL, input_series },
      alert_rule_test: [{ alertname, eval_time, exp_alerts: [alert] }],
    });
    const scenes = [
      told(exporterSeries(quarantine.series), quarantine.fires, quarantine.alert, refused),
      told([{ series: 'up{job="other"}', values: '1x400' }], '5m', 'TrainingExporterDown', down),
    ];
    expect(await testRules(EXPORTER, scenes)).toContain('SUCCESS');
  });

  test('InfluxDB may be behind by seconds, the embedded store by minutes', async () => {
    const lag = EXPORTER_SCENARIOS.find(({ alert }) => alert === 'TrainingWriteLag')!;
    const build = (store: string) => ({
      series: `shadower_training_build_info${EXPORTER_LABELS.replace('}', `,store="${store}"}`)}`,
      values: `1x${WHOLE}`,
    });
    // A minute behind, from minute 10 to minute 20.
    const behind = exporterSeries({ journal_oldest_record_timestamp_seconds: '0+15x39 540+15x39 1200+15x400' });
    const scenes = [
      scene('InfluxDB', [...behind, build('influxdb')], firing('9m'), firing('17m', exporterAlert(lag)), firing('30m')),
      scene('embedded', [...behind, build('embedded')], firing('17m')),
    ];
    expect(await testRules(EXPORTER, scenes)).toContain('SUCCESS');
  });

  test('one fault that two exporters tell of is one alert', async () => {
    const [failed] = SESSION_SCENARIOS;
    const series = sessionSeries(failed!.series, 'a:4319', 'b:4319');
    expect(await testRules(SESSIONS, [scene('two', series, firing('11m', sessionAlert(failed!)))])).toContain(
      'SUCCESS',
    );
  });

  test('noisy losses, gradients, scores and throughput wake nobody', async () => {
    const random = randomFrom(7);
    const noise = () => random() + random() + random() + random() - 2;
    const values = (at: (index: number) => number) =>
      Array.from({ length: WHOLE }, (_value, index) => at(index).toFixed(5)).join(' ');
    const series = sessionSeries({
      training_loss: values((index) => 1 + 4 * Math.exp(-index / 60) + 0.3 * noise()),
      gradient_norm: values(() => Math.exp(noise())),
      steps_per_second: values(() => 10 * (1 + 0.2 * noise())),
      overfitting_score_ratio: values(() => 0.6 + 0.05 * noise()),
      objective_behind_ratio: values(() => 0.15 + 0.1 * noise()),
      evaluations_behind: values(() => Math.floor(random() * 5)),
      cost_usd: `0+0.1x${WHOLE}`,
      cost_limit_usd: `100x${WHOLE}`,
      diverged: `0x${WHOLE}`,
    });
    const times = Array.from({ length: 27 }, (_value, index) => firing(`${5 * (index + 1)}m`));
    expect(await testRules(SESSIONS, [scene('noise', series, ...times)])).toContain('SUCCESS');
  });

  test('an alert says agent, session and number, and leads to the session over its time and to the runbook', async () => {
    const cost = SESSION_SCENARIOS.find(({ alert }) => alert === 'TrainingCostOverLimit')!;
    const labels = { severity: 'critical', service: 'training', workspace: 'research', agent: 'the agent' };
    const exp_annotations = {
      summary: 'the agent: session s costs more than it may',
      description: 'Session s of the agent is over its limit of monitoring_config.budget_usd: 64 US dollars.',
      dashboard_url:
        'http://127.0.0.1:3000/d/shadower-training-session?var-workspace=research&var-agent=the+agent&var-session=s&from=60000&to=now',
      runbook_url: 'docs/runbooks.md#trainingcostoverlimit',
    };
    const alert = {
      alertname: cost.alert,
      eval_time: '16m',
      exp_alerts: [{ exp_labels: { ...labels, session_id: 's', owner: 'ops' }, exp_annotations }],
    };
    const input_series = sessionSeries({ ...cost.series, started_timestamp_seconds: `60x${WHOLE}` });
    const scenes = [{ interval: INTERVAL, input_series, alert_rule_test: [alert] }];
    expect(await testRules(SESSIONS, scenes)).toContain('SUCCESS');
  });
});

/** What it prints, whether it succeeds or not: a failure is read in the comparison. */
function run(program: string, ...parameters: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, parameters, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve(stdout + stderr);
    });
  });
}
