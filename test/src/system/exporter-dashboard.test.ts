import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { Ledger } from '../harness/ledger.js';
import { PrometheusProcess } from '../harness/prometheus-process.js';
import { randomFrom } from '../harness/random.js';
import { inRepository } from '../harness/repository.js';
import { shareExporter } from '../harness/shared-exporter.js';

interface Panel {
  readonly title: string;
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[];
}

const FOLDER = inRepository('provisioning', 'dashboards-prometheus');
const PANELS = readdirSync(FOLDER)
  .map((file) => JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as { panels: Panel[] })
  .flatMap(({ panels }) => panels)
  .flatMap(({ title, targets = [] }) => targets.map((target) => ({ title, ...target })));

/** As Grafana fills it in: all exporters, and some scrapes of the half second. */
const filled = (expression: string): string =>
  expression.replaceAll('$instance', '.*').replaceAll('$__rate_interval', '4s');

describeWithPeer(
  'Prometheus',
  'the dashboard of the exporter, on a Prometheus that scrapes it under load',
  (program) => {
    let prometheus: PrometheusProcess;
    let load: Promise<void>;
    let goesOn = true;
    // Before the exporter ends.
    afterAll(async () => {
      goesOn = false;
      await load;
      await prometheus?.stop();
    });
    const shared = shareExporter();
    beforeAll(async () => {
      prometheus = await PrometheusProcess.start(program, { port: shared.exporter.port });
      const { client } = shared;
      await client.start({ session_id: 's' });
      const senders = ['a', 'b'].map(
        (producer) =>
          new BatchSender({
            ...{ client, ledger: new Ledger(), session_id: 's', producer, random: randomFrom(1) },
            ...{ metrics: [`loss_${producer}`], points: 20 },
          }),
      );
      load = (async () => {
        while (goesOn) {
          await Promise.all(senders.map((sender) => sender.sendOne()));
          await client.progress('s');
          await client.refusal('logMetrics', { parameters: { session_id: 'nobody' }, body: { points: [] } });
        }
      })();
      await prometheus.until('rate(shadower_training_ingest_values_total[4s])', ([found]) => (found?.value ?? 0) > 0);
    }, 60_000);

    // Nobody is over a limit here.
    const answered = PANELS.filter(({ expr }) => !expr.includes('over_limit_total') || !expr.endsWith('> 0'));
    test.each(answered)(
      '$title: $expr',
      async ({ expr, legendFormat = '' }) => {
        const series = await prometheus.until(filled(expr), (found) => found.length > 0);
        for (const { metric, value } of series) {
          expect(value).not.toBeNaN();
          const names = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label]) => label!);
          expect(Object.keys(metric)).toEqual(expect.arrayContaining(names));
        }
      },
      30_000,
    );

    test('says that it accepts, loses nothing and is not behind', async () => {
      const value = async (title: string) => {
        const { expr } = PANELS.find((panel) => panel.title === title)!;
        return (await prometheus.query(filled(expr)))[0]?.value;
      };
      expect(await value('Accepting')).toBe(1);
      expect(await value('Put aside')).toBe(0);
      expect(await value('Behind')).toBeLessThan(600);
      expect(await value('Durable in')).toBeGreaterThan(0);
      expect(await value('Values')).toBeGreaterThan(0);
      expect(await value('Refused')).toBeGreaterThan(0);
    });

    test('says no when the exporter does not answer, and yes again when it does', async () => {
      const { expr } = PANELS.find(({ title }) => title === 'Accepting')!;
      shared.exporter.signal('SIGSTOP');
      await prometheus
        .until(filled(expr), ([found]) => found?.value === 0)
        .finally(() => shared.exporter.signal('SIGCONT'));
      await prometheus.until(filled(expr), ([found]) => found?.value === 1);
    }, 60_000);
  },
);
