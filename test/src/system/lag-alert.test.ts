import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BatchSender } from '../harness/batch-sender.js';
import { describeWithPeer } from '../harness/describe-with-peer.js';
import { ExporterProcess } from '../harness/exporter-process.js';
import { InfluxdProcess } from '../harness/influxd-process.js';
import { Ledger } from '../harness/ledger.js';
import { PrometheusProcess } from '../harness/prometheus-process.js';
import { randomFrom } from '../harness/random.js';
import { cleanUpAfterTests } from '../harness/shared-exporter.js';
import { withoutWaits } from '../harness/short-rules.js';
import { pause } from '../harness/waiting.js';

const FIRING = 'ALERTS{alertstate="firing"}';

describeWithPeer('influxd 1.x', 'an InfluxDB that is away', (influxdProgram) => {
  describeWithPeer('Prometheus', 'as Prometheus sees it', (prometheusProgram) => {
    let influxd: InfluxdProcess;
    let exporter: ExporterProcess;
    let prometheus: PrometheusProcess;
    cleanUpAfterTests();
    beforeAll(async () => {
      influxd = await InfluxdProcess.start(influxdProgram);
      exporter = await ExporterProcess.start({
        environment: { TRAINING_STORE: 'influxdb', INFLUX_URL: influxd.url, INFLUX_TIMEOUT_SECONDS: '2' },
      });
      const rules = withoutWaits('provisioning', 'prometheus', 'training-exporter.rules.yaml');
      prometheus = await PrometheusProcess.start(prometheusProgram, { port: exporter.port }, [rules]);
    }, 90_000);
    afterAll(async () => {
      await prometheus?.stop();
      await exporter?.kill9();
      await influxd?.kill9();
    });

    test('the lag alert fires while data goes on coming, nothing else does, and it resolves after the drain', async () => {
      const client = exporter.client();
      const ledger = new Ledger();
      const sender = new BatchSender({
        ...{ client, ledger, session_id: 's', producer: 'p', random: randomFrom(1) },
        ...{ metrics: ['training_loss'], points: 10 },
      });
      await client.start({ session_id: 's' });
      let goesOn = true;
      const load = (async () => {
        while (goesOn) {
          await sender.sendOne();
          await pause(100);
        }
      })();
      await prometheus.until(
        'shadower_training_ingest_values_total',
        ([found]) => found !== undefined && found.value > 50,
      );
      // Until its first scrape, there is no exporter for Prometheus.
      await prometheus.until(FIRING, (found) => found.length === 0);

      await influxd.kill9();
      const [alert, ...others] = await prometheus.until(FIRING, (found) => found.length > 0, 60_000);
      expect(others).toEqual([]);
      expect(alert!.metric).toMatchObject({
        ...{ alertname: 'TrainingWriteLag', severity: 'info', owner: 'operations', service: 'training' },
        instance: `127.0.0.1:${exporter.port}`,
      });
      const waiting = await prometheus.query('time() - shadower_training_journal_oldest_record_timestamp_seconds');
      expect(waiting[0]!.value).toBeGreaterThan(20);

      const before = ledger.size;
      await influxd.restart();
      await prometheus.until(FIRING, (found) => found.length === 0, 30_000);
      goesOn = false;
      await load;
      expect(ledger.size).toBeGreaterThan(before);
      expect(await ledger.differences(client)).toEqual([]);
      client.close();
    }, 150_000);
  });
});
