import { TRAINING_ALERT } from '@shadower-training/contract';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linesOf, writeLines, type WrittenSession } from '../grafana-alerts/alert-lines.js';
import { askInfluxd } from '../grafana-alerts/ask-influxd.js';
import { RuleEvaluator, type Alert } from '../grafana-alerts/rule-evaluator.js';
import { readRules, type GrafanaRule } from '../grafana-alerts/rule-file.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { randomFrom } from '../harness/random.js';
import { inRepository } from '../harness/repository.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { waitUntil } from '../harness/waiting.js';

const RULES = readRules(inRepository('provisioning', 'alerting', 'influxdb', 'training-sessions.yaml'));
/** Epoch seconds of minute 0: a whole minute, so that evaluations and rows fall on the same moments each time. */
const EPOCH = Date.UTC(2026, 0, 1) / 1_000;
const END = 170;

/** One condition: its session, when it must fire (the latest minute), and when it must be over. */
interface Scenario extends Pick<WrittenSession, 'at' | 'exporters' | 'configuration'> {
  readonly alert: string;
  /** The fault lasts from this minute on. */
  readonly begins: number;
  readonly fires: number;
  readonly resolved: number;
  /** The session's first minute; 0 where left out. */
  readonly from?: number;
}

const between =
  (from: number, to: number, fields: object, others: object = {}) =>
  (minute: number) =>
    ({ ...(minute >= from && minute < to ? fields : others) }) as Readonly<Record<string, number>>;

const SCENARIOS: readonly Scenario[] = [
  {
    alert: 'TrainingSessionFailed',
    ...{ begins: 10, fires: 11, resolved: 90 },
    // Its end is the last that is written of it.
    at: (minute) => (minute > 10.2 ? null : between(10, 11, { state: 4, completed_at: EPOCH + 600 })(minute)),
  },
  {
    alert: 'TrainingNonFinite',
    ...{ begins: 10, fires: 11, resolved: 60 },
    at: (minute) => (minute > 20 ? null : between(10, 20.1, { diverged: 1 })(minute)),
  },
  {
    alert: 'TrainingSilent',
    ...{ begins: 10, fires: 13, resolved: 70 },
    // One row says that it fell silent; an hour later it is back.
    at: (minute) => (minute > 10.1 && minute < 60 ? null : between(10, 11, { state: 1 })(minute)),
  },
  { alert: 'TrainingHung', ...{ begins: 10, fires: 13, resolved: 40 }, at: between(10, 25, { state: 2 }) },
  {
    alert: 'TrainingCostOverLimit',
    ...{ begins: 10, fires: 13, resolved: 45, exporters: 2 },
    at: between(10, 20, { cost_usd: 64 }, { cost_usd: 40 }),
  },
  {
    alert: 'TrainingOverfitting',
    ...{ begins: 30, fires: 80, resolved: 165 },
    at: (minute) => ({ overfitting_score: 0.3 + 0.008 * Math.min(50, Math.max(0, minute - 30)) }),
  },
  {
    alert: 'TrainingObjectiveWorse',
    ...{ begins: 10, fires: 13, resolved: 60 },
    at: between(10, 30, { evaluations_behind: 6, objective_behind: 0.2 }),
  },
  {
    alert: 'TrainingLossSpike',
    ...{ begins: 61, fires: 66, resolved: 85 },
    // It ends in the middle of it: that ends the alert, too.
    at: (minute) => (minute < 61 ? {} : { training_loss: 5, ...between(70, END, { state: 3 })(minute) }),
  },
  {
    alert: 'TrainingGradientExplosion',
    ...{ begins: 61, fires: 66, resolved: 95 },
    at: between(61, 70, { gradient_norm: 50 }),
  },
  {
    alert: 'TrainingThroughputDown',
    ...{ begins: 61, fires: 72, resolved: 110 },
    at: between(61, 80, { steps_per_second: 5 }),
  },
  {
    alert: 'TrainingSlowerThanBefore',
    ...{ from: 30, begins: 45, fires: 66, resolved: 105, configuration: 'known' },
    at: between(30, 80, { steps_per_second: 5 }),
  },
  {
    alert: 'TrainingCheckpointOverdue',
    ...{ begins: 20, fires: 30, resolved: 60 },
    at: between(20, 40, { checkpoint_age_seconds: 2_000 }),
  },
];

/** Losses, gradients, scores and speeds with noise, and a fall in the first minutes: nobody's business. */
function noisySession(): WrittenSession {
  const random = randomFrom(7);
  const noise = () => random() + random() + random() + random() - 2;
  return {
    session_id: 'noisy',
    ...{ from: 0, to: END },
    at: (minute) => ({
      training_loss: 1 + 4 * Math.exp(-minute / 15) + 0.3 * noise(),
      gradient_norm: Math.exp(noise()),
      steps_per_second: 10 * (1 + 0.2 * noise()),
      overfitting_score: 0.6 + 0.05 * noise(),
      objective_behind: 0.15 + 0.1 * noise(),
      evaluations_behind: Math.floor(random() * 5),
      checkpoint_age_seconds: (minute * 60) % 900,
      cost_usd: minute / 10,
    }),
  };
}

/** Evaluates a rule minute by minute, or at its own interval; tells who fired, from when to when (minutes). */
async function firings(influxd: InfluxdProcess, database: string, rule: GrafanaRule, end: number) {
  const evaluator = new RuleEvaluator(rule, askInfluxd(influxd, database));
  const found = new Map<Alert, { session: string; from: number; to: number; alert: Alert }>();
  for (let now = EPOCH; now <= EPOCH + end * 60; now += rule.interval) {
    await evaluator.evaluate(now);
    const minute = (now - EPOCH) / 60;
    for (const alert of evaluator.firing) {
      const { labels } = alert;
      const known = found.get(alert);
      if (known) known.to = minute;
      else found.set(alert, { session: labels['session_id'] ?? 'nobody', from: minute, to: minute, alert });
    }
  }
  return [...found.values()];
}

/** The numbers that an alert's annotations name. */
function namedIn({ annotations }: GrafanaRule): string[] {
  return [...JSON.stringify(annotations).matchAll(/\$values\.(\w+)\.Value/g)].map(([, refId]) => refId!);
}

describeWithPeer('influxd 1.x', 'the rules that Grafana loads, asked on a real influxd', (program) => {
  let influxd: InfluxdProcess;
  cleanUpAfterTests();
  beforeAll(async () => {
    influxd = await InfluxdProcess.start(program);
    await influxd.query('CREATE DATABASE faults');
    const sessions = SCENARIOS.map(({ alert, from = 0, ...rest }): WrittenSession => ({
      session_id: alert,
      from,
      to: END,
      ...rest,
    }));
    const before = ['one', 'two', 'three'].map((session_id): WrittenSession => ({
      session_id,
      from: 0,
      to: 20,
      at: () => ({}),
      configuration: 'known',
    }));
    for (const session of [...sessions, ...before, noisySession()])
      await writeLines(influxd, 'faults', linesOf(session, EPOCH));
  }, 60_000);
  afterAll(() => influxd?.stop());

  test('there is a scenario for each rule', () => {
    expect(SCENARIOS.map(({ alert }) => alert).sort()).toEqual(RULES.map(({ title }) => title).sort());
  });

  test.each(SCENARIOS)(
    '$alert fires for its session alone and once, whoever tells of it, and resolves',
    async ({ alert, begins, fires, resolved }) => {
      const rule = RULES.find(({ title }) => title === alert)!;
      const found = await firings(influxd, 'faults', rule, Math.min(END, resolved + 10));
      expect(found.map(({ session }) => session)).toEqual([alert]);
      const [{ from, to, alert: fired }] = found as [(typeof found)[number]];
      expect(from).toBeGreaterThanOrEqual(begins);
      expect(from).toBeLessThanOrEqual(fires);
      expect(to).toBeLessThan(resolved);
      expect(fired.labels).toMatchObject({
        ...{ workspace_id: 'research', agent_id: 'the agent', session_id: alert, owner: 'ops' },
      });
      expect(Object.keys(fired.values)).toEqual(expect.arrayContaining(namedIn(rule)));
    },
    60_000,
  );

  test('sessions that come and go one after the other are not calculated with each other', async () => {
    await influxd.query('CREATE DATABASE generations');
    // One that was cheap and learned well has ended when one that is dear, slow and overfitted begins, and none else is there.
    const first = {
      session_id: 'first',
      from: 0,
      to: 40,
      at: between(39.8, 40, { state: 3, completed_at: EPOCH + 2_400 }),
    };
    const worse = { cost_limit_usd: 500, cost_usd: 400, overfitting_score: 0.7, training_loss: 50, gradient_norm: 90 };
    const second: WrittenSession = {
      ...{ session_id: 'second', configuration: 'another', from: 45, to: 110 },
      at: () => ({ ...worse, steps_per_second: 1 }),
    };
    for (const session of [first, second]) await writeLines(influxd, 'generations', linesOf(session, EPOCH));
    for (const rule of RULES) {
      const found = await firings(influxd, 'generations', rule, 130);
      expect({ rule: rule.title, found }).toEqual({ rule: rule.title, found: [] });
    }
  }, 120_000);
});

describeWithPeer('influxd 1.x', 'the rules that Grafana loads, on what two real exporters write', (program) => {
  let influxd: InfluxdProcess;
  let exporters: ExporterProcess[];
  cleanUpAfterTests();
  beforeAll(async () => {
    influxd = await InfluxdProcess.start(program);
    const environment = { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url };
    exporters = [await ExporterProcess.start({ environment }), await ExporterProcess.start({ environment })];
  }, 90_000);
  afterAll(async () => {
    for (const exporter of exporters ?? []) await exporter.kill9();
    await influxd?.kill9();
  });

  /** What fires when all rules are evaluated for three minutes from now on. */
  async function firingNow(): Promise<string[]> {
    const now = Math.ceil(Date.now() / 1_000);
    const fired: string[] = [];
    for (const rule of RULES) {
      const evaluator = new RuleEvaluator(rule, askInfluxd(influxd, 'training'));
      for (let later = 0; later <= 180; later += rule.interval) await evaluator.evaluate(now + later);
      for (const { labels } of evaluator.firing)
        fired.push(`${rule.title} ${labels['session_id']} of ${labels['agent_id']}, ${labels['owner'] || 'nobody'}`);
    }
    return fired.sort();
  }

  test('each fault is one alert, with its owner; fields have their canonical names', async () => {
    const [one, other] = exporters.map((exporter) => exporter.client()) as [
      ReturnType<ExporterProcess['client']>,
      ReturnType<ExporterProcess['client']>,
    ];
    const point = (step: number, metrics: object) => ({ step, epoch: step / 10, metrics });
    const usual = Array.from({ length: 40 }, (_, step) =>
      point(step, { loss: 1 / (step + 1), eval_loss: 1 / (step + 1) + (step > 20 ? 0.001 * step : 0), grad_norm: 1 }),
    );
    const checkpoints = [3, 2, 1].map((ago) => ({
      ...{ kind: 'checkpoint', step: 40 - ago, title: 'c.pt', time: new Date(Date.now() - ago * 1_000).toISOString() },
    }));
    const budget = { monitoring_config: { budget_usd: 5 } };
    await one.start({ session_id: 'good', tags: { owner: 'ops' }, total_steps: 100, ...budget });
    await one.start({ session_id: 'dear', agent_id: 'the agent', ...budget });
    await one.start({ session_id: 'broken' });
    await one.start({ session_id: 'lost', monitoring_config: { heartbeat_interval: 0.5 } });
    await one.start({ session_id: 'wild', tags: { owner: 'ops' } });
    await one.log('good', { producer: 'p', sequence: 1, points: usual });
    await one.call('logEvents', {
      parameters: { session_id: 'good' },
      body: { producer: 'p', sequence: 2, events: checkpoints },
    });
    await one.log('good', {
      ...{ producer: 'p', sequence: 3, points: [point(40, { loss: 0.02 })] },
      resource_usage: { compute_cost_usd: 3 },
    });
    await one.log('dear', { producer: 'p', sequence: 1, points: usual, resource_usage: { compute_cost_usd: 7 } });
    await one.log('lost', { producer: 'p', sequence: 1, points: usual });
    await one.log('wild', { producer: 'p', sequence: 1, points: usual.slice(0, 20) });
    await one.log('wild', { producer: 'p', sequence: 2, points: [point(21, { loss: 'NaN' })] });
    // The other exporter sees the same fault: its client changed over.
    const progress = { parameters: { session_id: 'wild' } };
    await waitUntil('the other one knows it', async () => (await other.raw('progress', progress)).status === 200);
    await other.log('wild', { producer: 'p', sequence: 3, points: [point(22, { loss: 'NaN' })] });
    await one.complete('broken', { status: 'failed', error_details: 'out of memory' });

    const expected = [
      'TrainingCostOverLimit dear of the agent, nobody',
      'TrainingNonFinite wild of agent, ops',
      'TrainingSessionFailed broken of agent, nobody',
      'TrainingSilent lost of agent, nobody',
    ];
    const state = `SELECT last(state) FROM training_alert WHERE session_id = 'lost'`;
    await waitUntil('the lost one is silent', async () => /,1\]\]/.test(await influxd.query(state, 'training')), {
      within: 30_000,
    });
    await waitUntil(
      'the costs are told',
      async () => {
        const rows = await influxd.query(`SELECT cost_usd FROM training_alert WHERE session_id = 'dear'`, 'training');
        return rows.includes(',7]');
      },
      { within: 30_000 },
    );
    await waitUntil('both tell of the wild one', async () => {
      const rows = await influxd.query(`SELECT diverged FROM training_alert WHERE session_id = 'wild'`, 'training');
      return (rows.match(/,1\]/g) ?? []).length >= 2;
    });
    expect(await firingNow()).toEqual(expected);

    const asked = RULES.flatMap(({ data }) =>
      data.flatMap(({ model }) => /\("(\w+)"/.exec(model.query ?? '')?.[1] ?? []),
    );
    // A session tells what changed once in a few seconds.
    await waitUntil(
      'every field that rules ask for was told',
      async () => {
        const keys = await influxd.query(`SHOW FIELD KEYS FROM ${TRAINING_ALERT.name}`, 'training');
        const missing = [...new Set(asked)].filter((field) => !keys.includes(`["${field}","float"]`));
        if (missing.length > 0) throw new Error(`${missing.join(', ')} in ${keys}`);
        return true;
      },
      { within: 30_000 },
    );
    const values = await influxd.query(
      `SELECT last(training_loss), last(gradient_norm) FROM training_alert WHERE session_id = 'dear'`,
      'training',
    );
    expect(values).toContain(',0.025,1]');
    for (const client of [one, other]) client.close();
  }, 120_000);
});
